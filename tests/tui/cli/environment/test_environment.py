"""`apiwhy environment`: the right subcommand is called, and anything else ends in words."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.support.command_line import CommandLine
from tui.cli.environment import ACTIONS


@pytest.mark.parametrize("name", ACTIONS)
def test_a_subcommand_is_a_module_that_explains_itself(name, cli: CommandLine):
    said = cli("environment", name, "--help")

    assert callable(import_module(ACTIONS[name].module).run)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"usage: apiwhy environment {name}")


def test_its_help_lists_every_subcommand(cli: CommandLine):
    said = cli("environment", "--help")
    rows = [line.split(maxsplit=1) for line in said.out.splitlines() if line.startswith("  ")]

    assert said.code == 0
    assert [[name, action.does] for name, action in ACTIONS.items() if [name, action.does] not in rows] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "the following arguments are required: action"),
        (["make"], "invalid choice: 'make'"),
        (["--nosuch", "init"], "unrecognized arguments: --nosuch"),
        (["init", "--nosuch"], "unrecognized arguments: --nosuch"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_what_it_cannot_do(words, said, cli: CommandLine):
    ended = cli("environment", *words)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_subcommand_after_two_dashes_is_one(cli: CommandLine):
    assert cli("environment", "--", "init") == cli("environment", "init")
