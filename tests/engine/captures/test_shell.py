"""Shell words against their table and against the real bash."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.captures.shell import read_command

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("shell_cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["says"]))
def test_words(case: dict[str, Any]) -> None:
    words = read_command(case["text"]).words
    assert [word.text for word in words] == case["words"]
    assert [name for word in words for name in word.variables] == case.get("variables", [])


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash to compare with")
@pytest.mark.parametrize("case", [case for case in CASES if "variables" not in case], ids=lambda case: case["says"])
def test_bash_splits_the_same(case: dict[str, Any], tmp_path: Path) -> None:
    script = "c() { :; }\nshow() { printf '%s\\0' \"$@\" >&3; }\nshow " + case["text"]
    shown = tmp_path / "words"
    with shown.open("wb") as stream:
        subprocess.run(
            ["bash", "-c", f"exec 3>&{stream.fileno()}\n{script}"],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            pass_fds=[stream.fileno()],
            capture_output=True,
            timeout=20,
            check=False,
        )
    words = [word.text for word in read_command(case["text"]).words]
    assert words == shown.read_text("utf-8").split("\0")[:-1]


def test_where_a_command_ends() -> None:
    text = "a b && c < d"
    first = read_command(text)
    assert (text[first.end :], first.input_redirected) == ("&& c < d", False)
    second = read_command(text, first.end + 3)
    assert ([word.text for word in second.words], second.end, second.input_redirected) == (["c"], len(text), True)
