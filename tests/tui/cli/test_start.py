"""`apiwhy [INPUT]` on a terminal opens the app, also behind a pipe; where nobody watches it is `diagnose`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.terminal import run_in_terminal

REQUEST = "curl https://api.shop.test/orders/7 -H 'Authorization: Bearer eyJhbGciOiJub25lIn0.eyJleHAiOjF9.'"
FULL_SCREEN = "\x1b[?1049h"
QUIT = b"\x11"


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    file = tmp_path / "request.txt"
    file.write_text(REQUEST)
    return file


def test_the_app_opens_on_an_input(request_file, tmp_path):
    shown = run_in_terminal(request_file, folder=tmp_path, keys=(("REFUSED", QUIT),))

    assert shown.code == 0
    assert FULL_SCREEN in shown.screen


def test_the_app_opens_on_nothing(tmp_path):
    shown = run_in_terminal(folder=tmp_path, keys=(("ctrl+r Diagnose", QUIT),))

    assert shown.code == 0
    assert FULL_SCREEN in shown.screen


def test_behind_a_pipe_the_keyboard_still_acts(tmp_path):
    shown = run_in_terminal(folder=tmp_path, piped=REQUEST.encode(), keys=(("REFUSED", QUIT),))

    assert shown.code == 0
    assert FULL_SCREEN in shown.screen


def test_a_status_opens_the_app_too(tmp_path):
    shown = run_in_terminal("401", folder=tmp_path, keys=(("REFUSED", QUIT),))

    assert (shown.code, FULL_SCREEN in shown.screen) == (0, True)


def test_behind_a_pipe_without_a_terminal_of_its_own_it_says_so(tmp_path):
    shown = run_in_terminal(folder=tmp_path, piped=REQUEST.encode(), owned=False)

    assert shown.code == 2
    assert "there is no terminal to take keys from; `apiwhy diagnose` prints" in shown.screen
    assert FULL_SCREEN not in shown.screen


def test_a_format_prints_also_on_a_terminal(request_file, tmp_path):
    for option in (("--format", "text"), ("--format=text",)):
        shown = run_in_terminal(request_file, *option, folder=tmp_path, NO_COLOR="1")
        assert (shown.code, FULL_SCREEN in shown.screen) == (1, False)
        assert shown.screen.startswith("REFUSED at token")


def test_an_input_that_is_called_like_an_option_is_no_format(tmp_path):
    (tmp_path / "my--format.txt").write_text(REQUEST)
    shown = run_in_terminal("my--format.txt", folder=tmp_path, keys=(("REFUSED", QUIT),))

    assert (shown.code, FULL_SCREEN in shown.screen) == (0, True)


def test_the_app_is_not_drawn_into_a_file(request_file, tmp_path):
    """It draws on standard error: where that is kept apart, nobody would see it."""
    shown = run_in_terminal(request_file, folder=tmp_path, apart=True, NO_COLOR="1")

    assert (shown.code, shown.err) == (1, "")
    assert shown.screen.startswith("REFUSED at token")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.txt"], "apiwhy: there is no file `nowhere.txt`"),
        (["401", "403"], "apiwhy: the app opens one input, saw 2; `apiwhy diagnose` takes several"),
        (["diagnos"], "did you mean the command `diagnose`?"),
        (["--nosuch"], "apiwhy diagnose: unrecognized arguments: --nosuch"),
        (["401", "--token", "nowhere"], "there is no file `nowhere` (--token)"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_what_cannot_be_opened_is_said_instead(words, said, tmp_path):
    shown = run_in_terminal(*words, folder=tmp_path)

    assert shown.code == 2
    assert said in shown.screen
    assert FULL_SCREEN not in shown.screen


def test_where_nobody_watches_it_is_diagnose(request_file, cli: CommandLine):
    assert cli(request_file).out.startswith("REFUSED at token")
    assert cli("403", "--format", "json").out.startswith("{")
