"""No secret leaves memory: neither standard output nor standard error nor the audit store holds one, in any format."""

from __future__ import annotations

import base64
import json
import tomllib
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, stored_bytes

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "secrets_cases.toml").read_text("utf-8"))["case"]
SIGNATURE = "UExBTlRFRC1TSUdOQVRVUkUtMDE"


def _segment(data: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


CLAIMS = {"iss": "https://login.shop.test", "aud": "orders", "sub": "ada", "scope": "orders.list", "exp": 4102444800}
HEAD = f"{_segment({'alg': 'RS256', 'typ': 'at+jwt'})}.{_segment(CLAIMS)}"
OPTIONS = {"token": "--token", "response": "--response", "with": "--with", "jwks": "--jwks", "environment": "--environment"}
DIAGNOSE = [("--format", form) for form in ("text", "json", "jsonl")]
REPLAY = [("--format", form) for form in ("table", "json", "jsonl")]


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
    return [secret for secret in case["secrets"] if secret in written]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_no_secret_is_written(case, tmp_path: Path, cli: CommandLine):
    words = words_of(case, tmp_path)
    replayable = "text" in case and not {"token", "response", "with"} & set(case)
    runs = [("diagnose", form) for form in DIAGNOSE] + ([("replay", form) for form in REPLAY] if replayable else [])
    for command, form in runs:
        extra = ["--record"] if command == "replay" else []
        said = cli(command, *words, *form, *extra)
        assert said.out or said.err, (command, form)
        assert found_in(case, said.out) == [], (command, form)
        assert found_in(case, said.err) == [], (command, form)
    assert found_in(case, stored_bytes().decode("latin-1")) == []


def test_the_secrets_are_in_what_is_given(tmp_path: Path):
    """A table that plants nothing would prove nothing."""
    for case in CASES:
        given = "\n".join([*map(filled, case.get("words", ())), *(filled(case.get(name, "")) for name in ("text", *OPTIONS))])
        decoded = given + "".join(
            base64.b64decode(word + "==").decode("latin-1") for word in given.replace("'", " ").split() if word[:4] == "YWRh"
        ) + base64.b64encode(b"ada:planted-pass-2").decode() + "planted7Kq0zW1x9Ve3"
        assert [secret for secret in case["secrets"] if secret not in decoded] == [], case["says"]
