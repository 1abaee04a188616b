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


def test_the_secrets_are_in_what_is_given():
    """A table that plants nothing would prove nothing."""
    for case in CASES:
        given = [
            filled(text) for text in (*case.get("words", ()), *(case.get(name, "") for name in ("text", *OPTIONS)))
        ]
        assert [secret for secret in case["secrets"] if secret not in "\n".join(given)] == [], case["says"]
