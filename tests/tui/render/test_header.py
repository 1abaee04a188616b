"""The first line at every width: the places stay, the environment is always said."""

import pytest

from tui.render.header import header_row
from tui.render.lines import layout, text_of

PLACES = [("1", "diagnose", "Diagnose"), ("2", "replay", "Replay"), ("3", "guide", "Guide"), ("4", "audit", "Audit")]
FIRST = "apiwhy   1 Diagnose  2 Replay  3 Guide  4 Audit"


def drawn(environment, width, *, online=False):
    row = header_row(PLACES, "diagnose", environment, online, width)
    return text_of(layout([row], width)[0][0])


@pytest.mark.parametrize(
    ("environment", "width", "end"),
    [
        ("meme-game", 118, "environment: meme-game   offline"),
        (None, 118, "environment: none   offline"),
        ("meme-game", 78, "in meme-game   offline"),
        (None, 78, "environment: none   offline"),
        (None, 74, "no environment   offline"),
        ("a-very-long-environment-name", 78, "in a-very-long-env…   offline"),
    ],
)
def test_which_environment_judges_is_always_said(environment, width, end):
    text = drawn(environment, width)

    assert text.startswith(FIRST)
    assert text.endswith(end)
    assert len(text) == width


def test_online_is_said():
    assert drawn(None, 118, online=True).endswith("online")


def test_other_places_and_the_environment_can_be_clicked():
    row = header_row(PLACES, "guide", "shop", False, 118)
    actions = {span.text: span.action for span in (*row.left, *row.right) if span.action}

    assert actions["1 Diagnose"] == ("app.go", ("diagnose",))
    assert "3 Guide" not in actions
    assert actions["shop"] == ("app.environment", ())
