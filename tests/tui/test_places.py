"""The numbered screens: each is there, and is only imported when it is opened."""

import subprocess
import sys

import pytest

from tui.places import PLACES, available, open_place


def test_every_place_has_its_screen():
    assert available() == PLACES
    assert [place.number for place in PLACES] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_place_opens_its_screen(place):
    screen = open_place(place.name)

    assert type(screen).__name__ == place.screen
    assert place.name == screen.PLACE


def test_an_unknown_place_is_a_key_error():
    with pytest.raises(KeyError):
        open_place("nowhere")


def test_the_app_imports_no_screen_before_it_runs():
    code = "import sys, tui.app; print([name for name in sys.modules if name.startswith('tui.screens.')])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
