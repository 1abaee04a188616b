"""The first line at every width: the places stay, the environment is always said."""

from datetime import UTC, datetime

import pytest

from tui.render.header import copy_forms, header_row, reading_row
from tui.render.lines import layout, text_of

TITLES = ["Diagnose", "Replay", "Guide", "Audit", "Environment"]
PLACES = [(str(number), title.lower(), title) for number, title in enumerate(TITLES, 1)]
FIRST = {118: "apiwhy   1 Diagnose  2 Replay  3 Guide  4 Audit  5 Environment"}
BRIEF = "1 Diagnose  2 Replay  3 Guide  4 Audit  5 Env"


def drawn(environment, width, *, facts=0, online=False):
    row = header_row(PLACES, "diagnose", environment, facts, online, width)
    return text_of(layout([row], width)[0][0])


@pytest.mark.parametrize(
    ("environment", "width", "end"),
    [
        ("meme-game", 118, "environment: meme-game   offline"),
        (None, 118, "environment: none   offline"),
        ("meme-game", 78, "in meme-game   offline"),
        (None, 78, "environment: none   offline"),
        (None, 72, "no environment   offline"),
        ("a-very-long-environment-name", 78, "in a-very-long-envir…   offline"),
    ],
)
def test_which_environment_judges_is_always_said(environment, width, end):
    text = drawn(environment, width)

    assert text.startswith(FIRST.get(width, BRIEF))
    assert text.endswith(end)
    assert len(text) == width


@pytest.mark.parametrize(
    ("environment", "facts", "width", "end"),
    [
        (None, 4, 118, "no environment, 4 facts given (k)   offline"),
        (None, 1, 118, "no environment, 1 fact given (k)   offline"),
        ("shop", 4, 118, "environment: shop, 4 facts given (k)   offline"),
        (None, 4, 78, "no env, 4 facts (k)   offline"),
        ("shop", 4, 78, "in shop, 4 facts (k)   offline"),
        ("a-very-long-environment-name", 4, 78, "in a-very-l…, 4 facts   offline"),
    ],
)
def test_that_facts_are_given_is_always_said(environment, facts, width, end):
    text = drawn(environment, width, facts=facts)

    assert text.startswith(FIRST.get(width, BRIEF))
    assert text.endswith(f"  {end}")
    assert len(text) == width


def test_online_is_said():
    assert drawn(None, 118, online=True).endswith("online")


def test_other_places_and_the_environment_can_be_clicked():
    row = header_row(PLACES, "guide", "shop", 0, False, 118)
    actions = {span.text: span.action for span in (*row.left, *row.right) if span.action}

    assert actions["1 Diagnose"] == ("app.go", ("diagnose",))
    assert "3 Guide" not in actions
    assert actions["shop"] == ("app.environment", ())


@pytest.mark.parametrize(
    ("width", "end"),
    [(118, "reading a paste, 1.3 MB so far"), (78, "reading a paste, 1.3 MB so far"), (72, "reading a paste, 1.3 MB")],
)
def test_while_a_paste_comes_it_says_how_much_is_there(width, end):
    text = text_of(layout([reading_row(PLACES, "diagnose", "1.3 MB", width)], width)[0][0])

    assert text.startswith(FIRST.get(width, BRIEF))
    assert text.endswith(f"  {end}")


@pytest.mark.parametrize(
    ("environment", "facts", "width", "end"),
    [
        ("acme", 0, 140, "environment: acme (deployed 22:47Z; file differs)   offline"),
        ("acme", 0, 118, "in acme (deployed 22:47Z; file differs)   offline"),
        ("acme", 0, 100, "in acme (deployed 22:47Z; file differs)   offline"),
        ("acme", 0, 78, "in acme (deployed)   offline"),
        ("a-very-long-name", 0, 78, "in a-very… (deployed)   offline"),
        ("acme", 1, 150, "environment: acme (deployed 22:47Z; file differs), 1 fact given (k)   offline"),
        ("a-very-long-name", 1, 78, "in a-very-lo…, 1 fact   offline"),
    ],
)
def test_which_copy_judges_is_said_in_as_many_words_as_fit(environment, facts, width, end):
    copy = copy_forms("2026-11-21T22:47:09Z", datetime(2026, 11, 21, 23, 1, tzinfo=UTC), differs=True)
    row = header_row(PLACES, "diagnose", environment, facts, False, width, copy=copy)
    text = text_of(layout([row], width)[0][0])

    assert text.endswith(f"  {end}")
    assert len(text) == width


def test_a_copy_of_another_day_is_named_by_its_date():
    later = datetime(2026, 11, 22, 0, 1, tzinfo=UTC)

    assert copy_forms("2026-11-21T22:47:09Z", later, differs=False) == ("deployed 2026-11-21", "deployed")
    assert copy_forms("", later, differs=False) == ()
