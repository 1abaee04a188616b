"""A command imports nothing that it does not need: what takes long to import is loaded late, or never."""

from __future__ import annotations

import json

import pytest

from tests.support.programs import run_python
from tests.support.sources import ROOT

HEAVY = ("pydantic", "dataclasses", "textual", "jwt", "cryptography", "httpx", "rich", "asyncio", "tomlkit")
REPORT = f"""
import json, sys
from apiwhy import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(json.dumps([code, [name for name in {HEAVY!r} if name in sys.modules]]), file=sys.stderr)
"""
EXAMPLES = ROOT / "tests" / "data" / "examples"
KEYS = EXAMPLES / "keys" / "sso.jwks.json"
REQUESTS = EXAMPLES / "requests"


def loaded(folder, *words) -> list[object]:
    """The exit code of a command, and which heavy modules it loaded."""
    ran = run_python("-c", REPORT, *words, folder=folder, PYTHONPATH=str(ROOT), APIWHY_DATA=str(folder / "data"))
    code, names = json.loads(ran.stderr.splitlines()[-1])
    return [code, names]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["diagnose", "--help"], 0),
        (["guide", "401"], 0),
        (["guide", "token", "expired"], 0),
        (["guide"], 0),
        (["audit"], 0),
        (["demo", "--list"], 0),
        (["401"], 1),
        (["environment", "init"], 0),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_nothing_heavy_is_loaded(words, code, tmp_path):
    assert loaded(tmp_path, *words) == [code, []]


def test_a_diagnosis_without_an_environment_needs_no_keys_either(tmp_path):
    assert loaded(tmp_path, "diagnose", REQUESTS / "expired.txt") == [1, []]


def test_keys_load_what_verifies_and_nothing_else(tmp_path):
    words = ("diagnose", REQUESTS / "expired.txt", "--jwks", KEYS)

    assert loaded(tmp_path, *words) == [1, ["cryptography"]]


def test_an_environment_that_fits_loads_no_more(tmp_path):
    words = ("diagnose", REQUESTS / "expired.txt", "--environment", EXAMPLES / "meme-game.toml")

    assert loaded(tmp_path, *words) == [1, ["cryptography"]]


def test_a_replay_without_an_environment_loads_no_app(tmp_path):
    code, names = loaded(tmp_path, "replay", REQUESTS / "expired.txt")

    assert code == 0
    assert names == []
