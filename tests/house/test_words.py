"""What no file of the project may hold: a path of one machine, a registry of one network, work put off in a comment."""

from __future__ import annotations

import re

import pytest

from tests.support.sources import ROOT, text_files

PATTERNS = {
    "the path of a machine": re.compile(r"(?<![\w.:/-])/(?:work|tmp|root|home|Users|mnt)/(?!\.?\.?$)[\w.-]+"),
    "the host of a package registry": re.compile(
        r"\b(?:py" r"pi\.\w|files\.python" r"hosted|[\w-]+\.jfrog|nexus\.|artifactory)", re.I
    ),
    "an index of packages": re.compile(r"--(?:extra-)?index-url|--trusted-host"),
    "work put off": re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
    "a mark of a merge": re.compile(r"^(?:<{7}|>{7}) ", re.M),
}
HERE = "tests/house/test_words.py"
"""This file spells the patterns out."""


def found(text: str) -> list[str]:
    """What a text should not hold, each with its line."""
    seen = []
    for what, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            seen.append(f"{text.count(chr(10), 0, match.start()) + 1}: {what}: `{match.group()}`")
    return seen


def test_no_file_holds_what_belongs_to_one_machine_or_one_day():
    bad = [f"{path}:{said}" for path, text in text_files() if str(path) != HERE for said in found(text)]

    assert not bad, "\n".join(bad)


def test_the_files_were_read():
    names = {str(path) for path, _ in text_files(ROOT)}

    assert {"README.md", "Makefile", ".ci/run", "tui/app.tcss", "knowledge/catalog.json", "pyproject.toml"} <= names
    assert not [name for name in names if name.startswith((".git/", ".venv/")) or "__pycache__" in name]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fine", []),
        ("a\nsee /home/ada/notes.txt", ["2: the path of a machine: `/home/ada`"]),
        ("https://shop.test/home/ada", []),
        ("# TODO: later", ["1: work put off: `TODO`"]),
        (
            "pip install --index-url https://nexus.shop.test/simple",
            ["1: the host of a package registry: `nexus.`", "1: an index of packages: `--index-url`"],
        ),
    ],
)
def test_what_is_found(text, said):
    assert found(text) == said
