"""Credentials that somebody took out of a capture before it was shown: they are not missing, they are not shown."""

from __future__ import annotations

import re

from engine.models.exchange import Headers
from knowledge.patterns import lazy_regex

_SCHEME = r"(?:[A-Za-z][A-Za-z0-9-]*\s+)?"
_WORD = r"(?:redacted|removed|hidden|masked|omitted|filtered|stripped|sanitized|sanitised|suppressed)"
_MASKED = lazy_regex(rf"{_SCHEME}(?:[\[<({{*_-]{{0,4}}{_WORD}[\]>)}}*_-]{{0,4}}|[*•·.…]{{3,}}|…|[xX]{{3,}})", re.I)
_PART_MASKS = ("***", "•••", "…")
_LONGEST_MASK = 80
_READABLE_TOKEN = lazy_regex(r"eyJ[\w-]+\.[\w-]+\.")


def is_masked(value: str) -> bool:
    """Whether a credential was replaced by a mask: `REDACTED`, `***`, `[redacted]`, `Bearer ***`.

    A token of which only the signature was masked is still worth reading, so it is not.
    """
    value = value.strip()
    if len(value) < _LONGEST_MASK and _MASKED.fullmatch(value):
        return True
    return any(mask in value for mask in _PART_MASKS) and _READABLE_TOKEN.search(value) is None


def has_masked_authorization(headers: Headers) -> bool:
    """Whether any Authorization header holds a mask in place of its credential."""
    return any(name.lower() == "authorization" and is_masked(value) for name, value in headers)
