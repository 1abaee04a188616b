"""Footer and help: at most seven keys, no more than fit, and every key in the help."""

import pytest

from tui.render.keys import MOST, Key, footer_line, help_rows, key_name
from tui.render.lines import text_of, width_of

HELP = Key("f1", "Help", last=True)
ALL = Key("ctrl+p", "All", last=True)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ctrl+r", "ctrl+r"),
        ("f1", "F1"),
        ("escape", "Esc"),
        ("slash", "/"),
        ("question_mark", "?"),
        ("f", "f"),
        ("up", "↑"),
    ],
)
def test_how_keys_are_written(key, name):
    assert key_name(key) == name


def test_never_more_than_seven():
    keys = [Key(letter, "Does") for letter in "abcdefghij"]
    said = text_of(footer_line([*keys, HELP, ALL], 200))

    assert said == "a Does   b Does   c Does   d Does   e Does   F1 Help   ctrl+p All"
    assert said.count("   ") + 1 == MOST


@pytest.mark.parametrize("width", [10, 20, 30, 60])
def test_what_does_not_fit_goes_from_the_middle(width):
    keys = [Key(letter, "Does") for letter in "abcde"]
    said = footer_line([*keys, HELP, ALL], width)

    assert width_of(said) <= width
    assert text_of(said).endswith("ctrl+p All")


def test_a_footer_key_can_be_clicked():
    spans = footer_line([Key("f", "Fix", action=("screen.fixes", ()))], 40)

    assert spans[0].action == ("screen.fixes", ())


def test_a_help_page_has_sentences_then_keys_by_place():
    rows = help_rows(["One sentence."], [("here", [Key("f", "Fix", "what helps")]), ("nowhere", [])])

    assert [text_of(row.left).rstrip() for row in rows] == [
        "One sentence.", "", "here", "f         Fix             what helps",
    ]  # fmt: skip
