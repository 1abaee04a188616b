"""The document and the pointers of RFC 6901 section 5, and pointers that lead nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from engine.policy.pointers import MISSING, follow_pointer

DOCUMENT: dict[str, Any] = {
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6, " ": 7, "m~n": 8,
    "null": None, "text": "abc",
}  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "want"),
    [
        ("", DOCUMENT), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3),
        ("/g|h", 4), ("/i\\j", 5), ('/k"l', 6), ("/ ", 7), ("/m~0n", 8), ("/null", None),
    ],
)  # fmt: skip
def test_the_examples_of_the_standard(pointer: str, want: Any) -> None:
    assert follow_pointer(DOCUMENT, pointer) == want


@pytest.mark.parametrize(
    "pointer", ["/bar", "/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/9999999999999", "/foo/٠", "/text/0", "/null/x"]
)
def test_pointers_that_lead_nowhere(pointer: str) -> None:
    assert follow_pointer(DOCUMENT, pointer) is MISSING


def test_an_escaped_tilde_before_a_one_is_no_slash() -> None:
    assert follow_pointer({"~1": 1, "/": 2}, "/~01") == 1
