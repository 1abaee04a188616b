"""The frame that is there before the app: it says what the app will say, loses no key, and leaves the terminal as it was."""

from __future__ import annotations

import os
import pty
import re
import termios
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.support.app import SMALL, WIDE, make_app, screen_text, shown
from tests.support.terminal import read_shown, run_in_terminal
from tui.first_frame import ASKS, HEAD, NORMAL_SCREEN, QUESTION, first_frame, frame_text

PASTE_BOX = "Paste a curl command"
QUIT = b"\x11"
EXPIRED = b"curl https://api.shop.test/orders/7 -H 'Authorization: Bearer eyJhbGciOiJub25lIn0.eyJleHAiOjF9.'"
PADDED = EXPIRED + b" -H 'X-Padding: " + b"a " * 6000 + b"'"


def pasted(text: bytes) -> bytes:
    """What a terminal sends for a paste."""
    return b"\x1b[200~" + text + b"\x1b[201~"


def rows_of(text: str) -> dict[int, str]:
    """What stands in each row of a frame, counted from 1."""
    return {int(row): words for row, words in re.findall(r"\x1b\[(\d+);1H([^\x1b]*)", text)}


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A terminal in the place of standard input and output; what is written to it is read from the one that is given."""
    master, slave = pty.openpty()
    with os.fdopen(os.dup(slave), "w") as out:
        monkeypatch.setattr("tui.first_frame.KEYBOARD", slave)
        monkeypatch.setattr("tui.first_frame.sys", SimpleNamespace(stdout=out))
        monkeypatch.setenv("TERM", "xterm")
        yield master
    os.close(slave)
    os.close(master)


@pytest.mark.parametrize("size", [WIDE, (100, 30)])
async def test_it_says_what_the_app_says_where_the_app_says_it(size, tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await shown(pilot, PASTE_BOX)
        drawn = screen_text(app).splitlines()

    for row, words in rows_of(frame_text(ASKS, *size)).items():
        assert drawn[row - 1].startswith(words)


def test_it_is_cut_to_a_small_terminal():
    rows = rows_of(frame_text(ASKS, 40, 6))

    assert rows == {1: HEAD, 3: QUESTION, 5: "   ┃", 6: "   ┃"}
    assert max(map(len, rows_of(frame_text(ASKS, *SMALL)).values())) <= SMALL[0]


def test_on_an_input_it_says_only_the_name():
    assert rows_of(frame_text((), *WIDE)) == {1: HEAD}


def test_the_terminal_is_left_as_it_was(terminal):
    before = termios.tcgetattr(terminal)
    with first_frame(asks=True):
        during = termios.tcgetattr(terminal)

    assert during[3] & (termios.ECHO | termios.ICANON) == 0
    assert during[3] & termios.ISIG
    assert termios.tcgetattr(terminal) == before
    assert QUESTION in read_shown(terminal, PASTE_BOX)


def test_an_error_meanwhile_leaves_the_frame(terminal):
    before = termios.tcgetattr(terminal)
    with pytest.raises(KeyboardInterrupt), first_frame(asks=False):
        raise KeyboardInterrupt

    assert termios.tcgetattr(terminal) == before
    assert read_shown(terminal, NORMAL_SCREEN).endswith(NORMAL_SCREEN)


def test_a_terminal_that_cannot_place_words_gets_none(terminal, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    with first_frame(asks=True):
        during = termios.tcgetattr(terminal)

    os.write(terminal, b"echoed")
    assert during[3] & termios.ECHO
    assert read_shown(terminal, "echoed") == "echoed"


@pytest.mark.parametrize("text", [EXPIRED, PADDED], ids=["short", "12 kB in one line"])
def test_a_paste_into_it_reaches_the_app(text, tmp_path):
    ended = run_in_terminal(folder=tmp_path, keys=((PASTE_BOX, pasted(text)), ("REFUSED", QUIT)))

    assert ended.code == 0
    assert ended.screen.index(PASTE_BOX) < ended.screen.index("REFUSED")


def test_a_key_pressed_in_it_reaches_the_app(tmp_path):
    assert run_in_terminal(folder=tmp_path, keys=((QUESTION.strip(), QUIT),)).code == 0
