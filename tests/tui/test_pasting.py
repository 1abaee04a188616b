"""A paste comes whole, however it arrives; Textual's own parser is the judge."""

from __future__ import annotations

import random

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.headless_driver import HeadlessDriver
from textual.drivers.linux_driver import LinuxDriver

from tests.support.app import make_app, screen_text, shown, until
from tui.pasting import BEGINS, ENDS, WORTH_SAYING, PasteGrew, PasteParser, with_pastes

STREAMS = {
    "keys alone": "abc\x1b[A\r",
    "a paste": f"{BEGINS}curl https://a.test\nx{ENDS}",
    "a paste among keys": f"ab{BEGINS}one\ttwo ü 漢{ENDS}cd\x1b[B",
    "two pastes": f"{BEGINS}one{ENDS}{BEGINS}two{ENDS}",
    "an empty paste": f"a{BEGINS}{ENDS}b",
    "control characters": f"{BEGINS}a\x00b\x07\x7f{ENDS}",
    "a mouse": f"\x1b[<0;3;4M{BEGINS}x{ENDS}\x1b[<0;3;4m",
}


def events_of(parser, pieces):
    told = [event for piece in pieces for event in parser.feed(piece)]
    kept = [event for event in told if not (isinstance(event, events.Paste) and not event.text)]
    return [(type(event), getattr(event, "key", getattr(event, "text", None))) for event in kept]


@pytest.mark.parametrize("name", STREAMS)
def test_it_gives_what_textual_gives(name):
    whole = [STREAMS[name]]

    assert events_of(PasteParser(), whole) == events_of(XTermParser(), whole)


@pytest.mark.parametrize("seed", range(40))
def test_however_it_is_cut_into_pieces(seed):
    chance = random.Random(seed)
    text = "".join(chance.choice("ab\n \x1b[2{}01~") for _ in range(60)).replace(ENDS, "")
    stream = f"{BEGINS}{text}{ENDS}z"
    cuts = sorted(chance.sample(range(len(BEGINS), len(stream)), 8))
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    assert events_of(PasteParser(), pieces) == [(events.Paste, text), (events.Key, "z")]


def test_an_escape_sequence_in_a_paste_is_text_and_no_key():
    assert events_of(PasteParser(), [f"{BEGINS}\x1b[31mred\x1b[A{ENDS}"]) == [(events.Paste, "\x1b[31mred\x1b[A")]


def test_a_beginning_in_two_pieces_is_read_as_textual_does_it():
    stream = f"{BEGINS}one{ENDS}"

    assert events_of(PasteParser(), [stream[:3], stream[3:]]) == [(events.Paste, "one")]


def test_a_long_one_says_how_much_has_come_and_when_it_is_whole():
    parser, piece = PasteParser(), "x" * 4096
    told = [event for part in [BEGINS, *[piece] * 120, ENDS] for event in parser.feed(part)]
    grew = [event.size for event in told if isinstance(event, PasteGrew)]

    assert [size // WORTH_SAYING for size in grew] == [1, 2, 0]
    assert told[-1].text == piece * 120


def test_a_terminal_reads_with_it_and_another_driver_stays_as_it_is():
    reading = with_pastes(LinuxDriver)

    assert issubclass(reading, LinuxDriver)
    assert reading.run_input_thread.__globals__["XTermParser"] is PasteParser
    assert LinuxDriver.run_input_thread.__globals__["XTermParser"] is XTermParser
    assert with_pastes(HeadlessDriver) is HeadlessDriver


async def test_the_first_line_says_it_until_the_paste_is_there(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, "environment: none")
        app.post_message(PasteGrew(1_300_000))
        await shown(pilot, "reading a paste, 1.3 MB")
        app.post_message(PasteGrew(0))
        await until(pilot, lambda: "reading a paste" not in screen_text(app), "the usual line")
        assert "environment: none" in screen_text(app)
