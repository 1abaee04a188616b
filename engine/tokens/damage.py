"""What happened to a token that cannot be read, and how to mend it: the marks that pasting and scripts leave."""

from __future__ import annotations

import re
from typing import NamedTuple


class Damage(NamedTuple):
    """What was seen, and the change that undoes it."""

    seen: str
    change: str


NOTHING = {"null", "undefined", "none", "nil", "nan", "[object object]", "token", "your_token", "access_token"}
VARIABLE = re.compile(r"\$\{?[A-Za-z_]\w*\}?|\{\{.*\}\}|%[A-Za-z_]\w*%|<[^<>]*>|\[[^\[\]]*\]")
QUOTES = "'\"“”‘’`"
LENGTHENED = re.compile(r"%[0-9A-Fa-f]{2}")


def find_damage(text: str) -> Damage | None:
    """The damage that a token shows, None where it shows none that is known."""
    plain = text.strip()
    for holds, seen, change in MARKS:
        if holds(plain):
            return Damage(seen, change)
    return None


def _parts(text: str) -> int:
    return text.count(".") + 1 if text.startswith("eyJ") else 0


MARKS = (
    (lambda text: text.lower().startswith(("bearer ", "dpop ")), "the scheme twice", "remove the second `Bearer`"),
    (
        lambda text: text.lower() in NOTHING,
        "a word instead of a token",
        "find out why the client has no token when it calls: it sent the word instead",
    ),
    (
        lambda text: VARIABLE.fullmatch(text) is not None,
        "a placeholder instead of a token",
        "put the token itself in its place: single quotes keep `$` as it is",
    ),
    (
        lambda text: text[:1] in QUOTES or text[-1:] in QUOTES,
        "quotes around the token",
        "remove the quotes around the token",
    ),
    (
        lambda text: "..." in text or "…" in text,
        "a token shortened with dots",
        "copy the whole token: it was shortened where it was copied from",
    ),
    (
        lambda text: LENGTHENED.search(text) is not None,
        "a percent-encoded character",
        "send the token as it is: it was percent-encoded on the way",
    ),
    (
        lambda text: re.search(r"\s", text) is not None,
        "a blank or line break inside the token",
        "join the token into one line",
    ),
    (lambda text: _parts(text) == 2, "two of three parts", "copy the token to its end: the signature is missing"),
    (
        lambda text: _parts(text) == 5,
        "an encrypted token (JWE)",
        "ask the issuer for a signed token that this API can read",
    ),
)
"""Each mark: how it is known, what is seen, what undoes it. The first that fits counts."""
