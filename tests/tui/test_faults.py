"""One line for an error of ours: where it is, and nothing that was pasted."""

from __future__ import annotations

from pathlib import Path

from tui.faults import fault_text


def test_it_names_the_kind_and_the_place_and_not_the_message():
    try:
        raise ValueError("eyJhbGciOiJub25lIn0.secret.")
    except ValueError as error:
        said = fault_text(error)

    assert said.startswith(f"apiwhy: this is a fault of apiwhy: ValueError ({Path(__file__).name}:")
    assert "secret" not in said
    assert "\n" not in said


def test_an_error_that_was_never_raised_has_no_place():
    assert fault_text(KeyError("x")) == "apiwhy: this is a fault of apiwhy: KeyError; what was recorded is kept"
