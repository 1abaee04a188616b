"""`--help` of everything: it ends well, lists every command, and says something of every option."""

from __future__ import annotations

import argparse
from importlib import import_module

import pytest

from tui.cli import COMMANDS, main


@pytest.fixture
def parsers(monkeypatch: pytest.MonkeyPatch) -> list[argparse.ArgumentParser]:
    """Every parser that parses, in the order in which it did."""
    seen: list[argparse.ArgumentParser] = []
    parse = argparse.ArgumentParser.parse_known_args

    def noted(self, *arguments, **options):
        seen.append(self)
        return parse(self, *arguments, **options)

    monkeypatch.setattr(argparse.ArgumentParser, "parse_known_args", noted)
    monkeypatch.setenv("COLUMNS", "100")
    return seen


def help_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    try:
        code = main(words)
    except SystemExit as end:
        code = int(end.code or 0)
    said = capsys.readouterr()
    assert said.err == ""
    return code, said.out


def test_the_top_level_lists_every_command(capsys):
    code, text = help_of(["--help"], capsys)

    assert code == 0
    rows = {line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith("  ")}
    assert {name: rows.get(name) for name in COMMANDS} == {name: command.does for name, command in COMMANDS.items()}


@pytest.mark.parametrize("words", [["-h"], ["help"]])
def test_other_ways_to_ask_say_the_same(words, capsys):
    assert help_of(words, capsys) == help_of(["--help"], capsys)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_itself_and_every_option(name, capsys, parsers):
    code, text = help_of([name, "--help"], capsys)

    assert code == 0
    assert text.startswith(f"usage: apiwhy {name}")
    for parser in parsers:
        for action in parser._actions:
            assert action.help, f"{name}: {action.option_strings or action.dest} has no help text"
            shown = action.option_strings or ([action.metavar] if action.metavar else list(action.choices or ()))
            assert all(word in text for word in shown), f"{name}: {shown} is not in its help"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_a_module_with_run(name):
    assert callable(import_module(COMMANDS[name].module).run)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_option_ends_in_words(name, capsys):
    with pytest.raises(SystemExit) as end:
        main([name, "--nosuch"])

    assert end.value.code == 2
    assert capsys.readouterr().err.startswith(f"apiwhy {name}: ")


def test_help_of_a_first_word_that_is_no_command_is_that_of_diagnose(capsys):
    code, text = help_of(["request.txt", "--help"], capsys)

    assert code == 0
    assert "usage: apiwhy diagnose" in text
