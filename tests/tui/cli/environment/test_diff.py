"""`apiwhy environment diff`: what a change means for calls, and what is text only."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.sources import ROOT

MEMES = ROOT / "tests" / "data" / "examples" / "meme-game.toml"


@pytest.fixture
def after(tmp_path: Path) -> Path:
    shutil.copytree(MEMES.parent / "keys", tmp_path / "keys")
    text = (
        MEMES.read_text()
        .replace('["meme-game", "meme-game:write"] }', '["meme-game", "vip"] }')
        .replace("# A complete", "# One")
    )
    (tmp_path / "after.toml").write_text(text)
    return tmp_path / "after.toml"


SAID = """1 widens access, 1 narrows access

widens   POST /api/v1/users/{userId}/answers of Meme Game no longer wants the scope `meme-game:write`
narrows  POST /api/v1/users/{userId}/answers of Meme Game now wants the scope `vip`

and 1 line of comments, links and the like
"""


def test_in_sentences(cli: CommandLine, after: Path):
    said = cli("environment", "diff", MEMES, after)

    assert (said.code, said.out, said.err) == (1, SAID, "")


def test_as_json(cli: CommandLine, after: Path):
    said = cli("environment", "diff", MEMES, after, "--format", "json")
    data = json.loads(said.out)

    assert said.code == 1
    assert (data["before"], data["after"], data["text_only_lines"]) == (str(MEMES), str(after), 1)
    assert data["changes"][1] == {
        "effect": "narrows", "about": "api_services.Meme Game.operations.Answer",
        "text": "POST /api/v1/users/{userId}/answers of Meme Game now wants the scope `vip`",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("", ""), "the two are the same\n"),
        (("# A complete", "# One"), "nothing that could decide a call otherwise: 1 line changed, in text only\n"),
        (('kind = "kong"\nmax_header_bytes = 8192', 'max_header_bytes = 8192\nkind = "kong"'), "nothing that could decide a call otherwise: lines stand in another order, in text only\n"),
    ],
)  # fmt: skip
def test_text_only(cli: CommandLine, after: Path, change, said):
    after.write_text(MEMES.read_text().replace(*change) if change[0] else MEMES.read_text())

    assert cli("environment", "diff", MEMES, after) == (0, said, "")


def test_one_file_is_compared_with_its_deployed_copy(cli: CommandLine, after: Path):
    draft = after.read_text()
    none = cli("environment", "diff", after)
    assert (none.code, none.out) == (2, "")
    assert "no deployed copy, wanted a second file" in none.err

    after.write_text(MEMES.read_text())
    cli("environment", "deploy", after)
    assert cli("environment", "diff", after) == (0, "the two are the same\n", "")

    after.write_text(draft)
    assert cli("environment", "diff", after) == (1, SAID, "")
    named = json.loads(cli("environment", "diff", after, "--format", "json").out)
    assert named["before"].startswith(f"{after} as deployed 20")


def test_what_takes_effect_at_once_waits_for_no_deployment(cli: CommandLine, after: Path):
    after.write_text(MEMES.read_text())
    cli("environment", "deploy", after)
    after.write_text(MEMES.read_text().replace('groups = ["players"]', 'groups = ["moderators"]'))
    said = cli("environment", "diff", after)

    assert said.code == 0
    assert said.out == "deploying it would decide no call otherwise: 2 lines changed\n"


@pytest.mark.parametrize(("text", "said"), [(None, "no such file"), ("nam = 1\n", "nam: unknown key")])
def test_what_cannot_be_compared(cli: CommandLine, after: Path, text, said):
    other = after.with_name("other.toml")
    if text is not None:
        other.write_text(text)
    ended = cli("environment", "diff", after, other)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_name_is_never_obeyed(cli: CommandLine, tmp_path: Path):
    (tmp_path / "a.toml").write_text('name = "a"\n')
    (tmp_path / "b.toml").write_text('name = "a"\n[[users]]\nid = "\\u001b[31m"\n')

    assert "\x1b" not in cli("environment", "diff", tmp_path / "a.toml", tmp_path / "b.toml").out
