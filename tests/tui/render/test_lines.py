"""Rows laid out for a width: nothing is wider than it, nothing is lost but what is shortened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.render.lines import (
    Row,
    Span,
    columns,
    in_words,
    layout,
    line,
    pad,
    plural,
    shorten,
    shorten_line,
    shorten_middle,
    shorten_words,
    text_of,
    width_of,
)

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Mn", "Me", "Cf")), max_size=80)


def drawn(rows: list[Row], width: int) -> list[str]:
    return [text_of(spans) for spans, _ in layout(rows, width)]


@given(texts, texts, st.integers(8, 60), st.integers(0, 12), st.booleans())
def test_no_line_is_wider_than_asked(left, right, width, hang, keep):
    row = Row(left=line(left), right=line(right[:6]), hang=hang, keep=keep)

    assert all(width_of(spans) <= width for spans, _ in layout([row], width))


@given(texts, st.integers(8, 60), st.integers(0, 12))
def test_wrapping_loses_no_word(text, width, hang):
    said = "".join(drawn([Row(left=line(text), hang=hang)], width))

    assert "".join(said.split()) == "".join(text.split())


def test_a_long_line_wraps_at_words_below_its_hang():
    row = Row(left=line("seen  ", "the token expired one hour ago"), hang=6)

    assert drawn([row], 24) == ["seen  the token expired ", "      one hour ago"]


def test_a_word_that_no_line_holds_is_cut():
    assert drawn([Row(left=line("abcdefghijkl"))], 8) == ["abcdefgh", "ijkl"]
    assert drawn([Row(left=line("https://localhost/api/users/answers"))], 20) == [
        "https://localhost/",
        "api/users/answers",
    ]
    assert drawn([Row(left=line("a/bcdefghijkl"))], 8) == ["a/bcdefg", "hijkl"]


def test_the_right_text_stands_at_the_right_edge_of_the_first_line():
    row = Row(left=line("fix  ask for a new token"), right=line("proved"), hang=5)

    assert drawn([row], 24) == ["fix  ask for a    proved", "     new token"]


def test_a_kept_line_gives_up_its_right_text_before_its_own():
    row = Row(left=line("REFUSED at token: it expired"), right=line("401 predicted"), keep=True)

    assert drawn([row], 44) == ["REFUSED at token: it expired   401 predicted"]
    assert drawn([row], 30) == ["REFUSED at token: it expired"]
    assert drawn([row], 20) == ["REFUSED at token: i…"]


def test_columns_take_as_many_as_fit_and_cut_none():
    cells = [line(text) for text in ("✓ issuer sso", "✓ audience orders", "✓ key one")]

    assert drawn(columns(cells, 60), 60) == ["✓ issuer sso       ✓ audience orders  ✓ key one"]
    assert drawn(columns(cells, 20), 20) == ["✓ issuer sso", "✓ audience orders", "✓ key one"]
    assert columns([], 20) == []


@pytest.mark.parametrize(
    ("shortened", "expected"),
    [
        (shorten("the access token", 10), "the acces…"),
        (shorten("short", 10), "short"),
        (shorten("漢字漢字", 5), "漢字…"),
        (shorten_words("the access token, and more", 20), "the access token…"),
        (shorten_words("the access token, and more", 22), "the access token, and…"),
        (shorten_words("the access token", 16), "the access token"),
        (shorten_words("read https://login.example/authorize", 30), "read https://login.example/au…"),
        (shorten_words("unbroken", 5), "unbr…"),
        (shorten_middle("https://localhost:8443/meme-game/answers", 20), "https://loca…answers"),
        (shorten_middle("short", 10), "short"),
        (text_of(shorten_line(line("abc", Span("defghij", "dim")), 6)), "abcde…"),
        (pad("漢", 4), "漢  "),
        (in_words("scope_missing"), "scope missing"),
        (plural(1, "event"), "1 event"),
        (plural(3, "event"), "3 events"),
    ],
)
def test_words(shortened, expected):
    assert shortened == expected


def test_roles_survive_wrapping():
    row = Row(left=(Span("one two ", "failed"), Span("three four", "dim")))

    pieces = [(span.text, span.role) for spans, _ in layout([row], 9) for span in spans]

    assert pieces == [("one ", "failed"), ("two ", "failed"), ("three ", "dim"), ("four", "dim")]
