"""The README is true: its commands are run, its tables compared with the program, its links followed."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.support.keys import every_key
from tests.support.programs import run_python
from tests.support.readme import Shown, blocks, code, links, shown, table
from tests.support.sources import ROOT
from tui.cli import COMMANDS

README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
EXIT_CODES = table(README, "code", "means", "for example")


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Runs `apiwhy …` from the checkout, its files in `home`."""
    program, *words = shlex.split(command)
    assert program == "apiwhy", command
    return run_python("-m", "apiwhy", *words, folder=ROOT, HOME=str(home))


@pytest.mark.parametrize("example", shown(README), ids=lambda example: example.command)
def test_a_command_prints_what_is_shown(example: Shown, tmp_path):
    assert run(example.command, tmp_path).stdout.rstrip("\n") == example.output


def test_a_command_is_shown_with_its_output():
    assert [example.output for example in shown(README) if "REFUSED" in example.output]


@pytest.mark.parametrize("row", EXIT_CODES, ids=lambda row: row[0])
def test_an_exit_code_is_what_its_example_gives(row, tmp_path):
    number, _, example = row
    [command] = code(example)

    ran = run(command, tmp_path)

    assert ran.returncode == int(number), ran.stderr


def test_every_exit_code_is_in_the_table():
    assert [row[0] for row in EXIT_CODES] == ["0", "1", "2", "3"]


def test_the_commands_are_those_there_are():
    assert table(README, "command", "does") == [
        [f"`apiwhy {name}`", command.does] for name, command in COMMANDS.items()
    ]


def test_the_keys_are_those_of_the_app():
    written = [[pressed.where, " ".join(f"`{key}`" for key in pressed.keys), pressed.does] for pressed in every_key()]

    assert table(README, "where", "key", "does") == written


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_make_command_is_a_target(text):
    said = "\n".join([*blocks(text, "sh"), *code(text)])
    named = set(re.findall(r"^make ([a-z]+)", said, re.M))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))

    assert named
    assert named <= targets


def test_the_two_commands_of_a_newcomer_are_named():
    assert [line.split("#")[0].strip() for line in blocks(README, "sh")[0].splitlines()] == ["make run", "make test"]


@pytest.mark.parametrize(
    "line", [line for block in blocks(README, "sh") for line in block.splitlines() if "apiwhy" in line]
)
def test_a_command_without_output_is_one_that_there_is(line, tmp_path):
    words = shlex.split(line.partition("#")[0].partition("apiwhy")[2])
    name = next((word for word in words if word in COMMANDS), "diagnose")
    described = run(f"apiwhy {name} --help", tmp_path).stdout

    assert [word for word in words if word.startswith("--") and word not in described] == []
    assert not words or words[0] in COMMANDS or words[0] == "401"


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_link_leads_somewhere(text):
    assert [link for link in links(text) if "://" not in link and not (ROOT / link).exists()] == []


def test_the_files_that_contributing_names_are_there():
    named = {name for name in code(CONTRIBUTING) if re.fullmatch(r"(?:knowledge|engine|tui|tests)/[\w./-]+", name)}

    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
