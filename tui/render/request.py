"""What a half-written text looks like, so that Enter and paste do what is meant."""

from __future__ import annotations

import re

from knowledge.patterns import lazy_regex

WORD = lazy_regex(r"\S+\Z")
REQUEST_LINE = lazy_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP/\d", re.IGNORECASE)
STATUS_LINE = lazy_regex(r"HTTP/\d[.\d]* \d{3}", re.IGNORECASE)
CURL = lazy_regex(r"\s*(?:\$\s*)?curl\s", re.IGNORECASE)


def is_finished(text: str) -> bool:
    """Whether Enter can only mean "diagnose": a single word, or a curl line with nothing left open.

    Anything else may go on in the next line: a raw request, a curl line that ends in a backslash or inside quotes.
    """
    text = text.strip()
    if not text or ("\n" in text and not CURL.match(text)):
        return False
    if CURL.match(text):
        return not text.endswith(("\\", "^", "`")) and not _open_quote(text)
    return bool(WORD.match(text))


def _open_quote(text: str) -> bool:
    """Whether a quote of a shell line is still open. A backslash escapes, but not inside single quotes."""
    quote = ""
    skip = False
    for character in text:
        if skip:
            skip = False
        elif character == "\\" and quote != "'":
            skip = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
    return bool(quote)


def looks_whole(text: str) -> bool:
    """Whether a pasted text is an input by itself rather than a piece of one, such as a host or a header's value."""
    text = text.strip()
    first = text.partition("\n")[0]
    return bool(
        CURL.match(text)
        or text.startswith(("{", "["))
        or REQUEST_LINE.match(first)
        or STATUS_LINE.match(first)
        or "\n" in text
    )
