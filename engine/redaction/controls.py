"""Control sequences shown instead of obeyed."""

from __future__ import annotations

from knowledge.patterns import lazy_regex

INVISIBLE = lazy_regex(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escape_controls(text: str, *, keep_layout: bool = False) -> str:
    """The text with what a terminal obeys or hides written out: C0, C1, ESC, bidirectional marks, zero widths.

    `keep_layout` leaves tabs and newlines. Shown as `\\x1b`, `\\u202e`, `\\U000e0041`.
    """
    if text.isascii() and text.isprintable():
        return text
    return INVISIBLE.sub(lambda found: _shown(found[0], keep_layout), text)


def _shown(character: str, keep_layout: bool) -> str:
    if keep_layout and character in "\t\n":
        return character
    number = ord(character)
    if number <= 0xFF:
        return SHORT.get(character, f"\\x{number:02x}")
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
