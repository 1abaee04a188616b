"""Where quotes and substitutions of a shell end, and what the escapes of `$'…'` mean."""

from __future__ import annotations

import re

from engine.models.exchange import CaptureError, Problem
from knowledge.patterns import lazy_regex

_MAXIMUM_DEPTH = 40
_ESCAPE = lazy_regex(
    r"\\(?:([abeEfnrtv\\'\"?])|([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(.))", re.S
)
_NAMED = dict(zip("abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))
_PARTNERS = {"(": ")", "{": "}"}


def closing_quote(text: str, start: int, *, escapes: bool = False) -> int:
    """The offset of the single quote that closes the one at `start`; in `$'…'` a backslash protects one."""
    position = start + 1
    while True:
        end = text.find("'", position)
        if end < 0:
            raise unclosed(text, start, "'")
        if not escapes or _backslashes_before(text, end, start) % 2 == 0:
            return end
        position = end + 1


def closing_backtick(text: str, start: int) -> int:
    """The offset of the backtick that closes the one at `start`."""
    position = start + 1
    while True:
        end = text.find("`", position)
        if end < 0:
            raise unclosed(text, start, "`")
        if _backslashes_before(text, end, start) % 2 == 0:
            return end
        position = end + 1


def _backslashes_before(text: str, end: int, start: int) -> int:
    count = 0
    while end - count - 1 > start and text[end - count - 1] == "\\":
        count += 1
    return count


def closing_substitution(text: str, start: int) -> int:
    """The offset of the bracket that closes `$(` or `${`, whose bracket is at `start`; quotes inside hide brackets."""
    open_brackets = [text[start]]
    position = start + 1
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
        elif character == "'" and open_brackets[-1] != '"':
            position = closing_quote(text, position)
        elif character == '"' and open_brackets[-1] == '"':
            open_brackets.pop()
        elif character == '"' or text.startswith(("$(", "${"), position):
            open_brackets.append(character if character == '"' else text[position + 1])
            position += character == "$"
        elif character == "(" == open_brackets[-1]:
            open_brackets.append("(")
        elif character == _PARTNERS.get(open_brackets[-1]):
            open_brackets.pop()
        if not open_brackets:
            return position
        if len(open_brackets) > _MAXIMUM_DEPTH:
            break
        position += 1
    raise unclosed(text, start - 1, "$" + text[start])


def unescape_ansi(text: str) -> str:
    """What stands between the quotes of `$'…'`, its escapes resolved; bytes above 127 are read as UTF-8."""
    if "\\" not in text:
        return text
    parts = _ESCAPE.split(text)
    pieces: list[str | bytes] = []
    for start in range(0, len(parts) - 1, 7):
        pieces.append(parts[start])
        pieces.append(_escape_value(parts[start + 1 : start + 7]))
    pieces.append(parts[-1])
    raw = b"".join(piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass") for piece in pieces)
    return raw.partition(b"\0")[0].decode("utf-8", "replace") if b"\xed" not in raw else _joined_surrogates(raw)


def _escape_value(groups: list[str | None]) -> bytes:
    named, octal, hexadecimal, short, long, control = groups
    if named is not None:
        return _NAMED[named].encode()
    if octal is not None:
        return bytes([int(octal, 8) & 0xFF])
    if hexadecimal is not None:
        return bytes([int(hexadecimal, 16)])
    if control is not None:
        return bytes([ord(control[0]) & 0x1F])
    code = int(short or long or "0", 16)
    return chr(code if code <= 0x10FFFF else 0xFFFD).encode("utf-8", "surrogatepass")


def _joined_surrogates(raw: bytes) -> str:
    """Browsers write an emoji as two `\\u` halves; they are joined to the one character that was meant."""
    try:
        halves = raw.partition(b"\0")[0].decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.partition(b"\0")[0].decode("utf-8", "replace")
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def unclosed(text: str, position: int, mark: str) -> CaptureError:
    """The error for a quote or substitution opened at `position` (an offset) and never closed."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return CaptureError(
        Problem(
            where=f"line {line}, column {column}",
            seen=f"a `{mark}` opened here and never closed",
            wanted="the whole command, each quote with its partner",
        )
    )
