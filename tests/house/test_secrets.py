"""No secret leaves memory: neither standard output nor standard error nor the audit store holds one, in any format."""

from __future__ import annotations

import base64
import json
import tomllib
from pathlib import Path

import pytest

from engine.environment.outline import outline, walk
from tests.support.command_line import CommandLine, stored_bytes
from tests.support.world import catalog
from tui.checked import read_checked, with_findings
from tui.render.environment import page_rows, start_rows
from tui.render.lines import text_of
from tui.workbench import Workbench

HERE = Path(__file__).parent
ALL = tomllib.loads((HERE / "secrets_cases.toml").read_text("utf-8"))["case"]
CASES = [case for case in ALL if "import" not in case]
IMPORTED = [case for case in ALL if "import" in case]
WORLDS = [case for case in ALL if "environment" in case]
SIGNATURE = "UExBTlRFRC1TSUdOQVRVUkUtMDE"


def _segment(data: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


CLAIMS = {"iss": "https://login.shop.test", "aud": "orders", "sub": "ada", "scope": "orders.list", "exp": 4102444800}
HEAD = f"{_segment({'alg': 'RS256', 'typ': 'at+jwt'})}.{_segment(CLAIMS)}"
ENVIRONMENT_RUNS: tuple[tuple[str, ...], ...] = (
    *(("environment", "show", "WORLD", "--format", form) for form in ("text", "json", "toml")),
    *(("environment", "check", "WORLD", "--format", form) for form in ("text", "json", "sarif")),
    *(("environment", "diff", "WORLD", "OTHER", "--format", form) for form in ("text", "json")),
    *(("environment", "diff", "OTHER", "WORLD", "--format", form) for form in ("text", "json")),
    ("environment", "deploy", "WORLD"),
    ("environment", "diff", "WORLD"),
    *(
        ("token-preview", "--client", "web", "--grant", grant, "--environment", "WORLD", "--format", form)
        for grant in ("authorization_code", "refresh_token")
        for form in ("text", "json")
    ),
)
"""Everything that reads an environment on the command line. WORLD is that of a case, OTHER another one beside it."""
GIVEN = ("environment", "other", "imported")
OPTIONS = {name: f"--{name}" for name in ("token", "response", "with", "jwks", "environment")}
DIAGNOSE = ("text", "json")
REPLAY = ("table", "jsonl")


def filled(text: str) -> str:
    return text.replace("JWT", f"{HEAD}.{SIGNATURE}").replace("HEAD", HEAD)


def words_of(case: dict[str, object], folder: Path) -> list[str]:
    """The command line of a case; its texts are files in a folder."""
    words = [filled(word) for word in case.get("words", ())]
    texts = {"environment": (HERE / "secrets_world.toml").read_text("utf-8"), **case}
    for name in ("text", *OPTIONS):
        if name in texts:
            file = folder / f"{name}.txt"
            file.write_text(filled(texts[name]), "utf-8")
            words += [OPTIONS[name], str(file)] if name in OPTIONS else [str(file)]
    return words


def found_in(case: dict[str, object], written: str) -> list[str]:
    return [secret for secret in (*case["secrets"], *case.get("derived", ())) if secret in written]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_no_secret_is_written(case, tmp_path: Path, cli: CommandLine):
    words = words_of(case, tmp_path)
    replayable = "text" in case and not {"token", "response", "with"} & set(case)
    runs = [("diagnose", form) for form in DIAGNOSE] + ([("replay", form) for form in REPLAY] if replayable else [])
    for command, form in runs:
        extra = ["--record"] if command == "replay" else []
        said = cli(command, *words, "--format", form, *extra)
        assert said.out or said.err, (command, form)
        assert found_in(case, said.out) == [], (command, form)
        assert found_in(case, said.err) == [], (command, form)
    assert found_in(case, stored_bytes().decode("latin-1")) == []


@pytest.mark.parametrize("case", WORLDS, ids=lambda case: case["says"])
def test_no_secret_of_an_environment_is_written(case, tmp_path: Path, cli: CommandLine):
    world, other = tmp_path / "world.toml", tmp_path / "other.toml"
    world.write_text(case["environment"], "utf-8")
    other.write_text(case.get("other", (HERE / "secrets_world.toml").read_text("utf-8")), "utf-8")
    files = {"WORLD": world, "OTHER": other}
    for words in ENVIRONMENT_RUNS:
        said = cli(*(files.get(word, word) for word in words))
        assert said.out or said.err, words
        assert found_in(case, said.out) == [], words
        assert found_in(case, said.err) == [], words
    assert found_in(case, stored_bytes().decode("latin-1")) == []


@pytest.mark.parametrize("case", WORLDS, ids=lambda case: case["says"])
def test_no_secret_of_an_environment_is_on_its_screen(case, tmp_path: Path):
    world = tmp_path / "world.toml"
    world.write_text(case["environment"], "utf-8")
    bench = Workbench(catalog=catalog())
    checked = read_checked(bench, str(world))
    checked = with_findings(checked) if checked.environment else checked
    rows = start_rows(checked)
    for item in walk(outline(checked.environment)) if checked.environment else ():
        rows += page_rows(item, checked)
    shown = "\n".join(text_of((*row.left, *row.right)) for row in rows)

    assert shown
    assert found_in(case, shown) == []


@pytest.mark.parametrize("case", IMPORTED, ids=lambda case: case["says"])
def test_no_secret_is_imported(case, tmp_path: Path, cli: CommandLine):
    given, into = tmp_path / "given.json", tmp_path / "into.toml"
    given.write_text(case["imported"], "utf-8")
    into.write_text((HERE / "secrets_world.toml").read_text("utf-8"), "utf-8")
    for extra in ((), ("--into", into)):
        said = cli("environment", "import", case["import"], given, *extra)
        assert said.out or said.err, extra
        assert found_in(case, said.out + said.err) == [], extra
    assert found_in(case, stored_bytes().decode("latin-1")) == []
    assert found_in(case, into.read_text("utf-8")) == []


def test_the_secrets_are_in_what_is_given():
    """A table that plants nothing would prove nothing."""
    for case in ALL:
        texts = (case.get(name, "") for name in ("text", *OPTIONS, *GIVEN))
        given = [filled(text) for text in (*case.get("words", ()), *texts)]
        assert [secret for secret in case["secrets"] if secret not in "\n".join(given)] == [], case["says"]
