"""Where a quoted value ends."""

from __future__ import annotations


def closing(text: str, start: int, opener: str) -> int:
    """The place of the quote that closes what `opener` (a quote and the backslashes before it) opened; else line end.

    A shell's `'\\''` does not close, nor does a quote with more backslashes than the opener has.
    """
    line_end = text.find("\n", start)
    limit = line_end if line_end >= 0 else len(text)
    quote, depth = opener[-1], len(opener) - 1
    at = text.find(quote, start, limit)
    while at >= 0:
        slashes = 0
        while at - slashes > start and text[at - slashes - 1] == "\\":
            slashes += 1
        reopened = quote == "'" and depth == 0 and text.startswith("\\''", at + 1)
        if not reopened and (slashes == depth or (depth == 0 and slashes % 2 == 0)):
            return at - depth
        at = text.find(quote, at + (4 if reopened else 1), limit)
    return limit
