"""Foreign text as results show it: redacted first, then shortened. The other way round, half a secret would stay."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from engine.redaction import redact_text, redact_url
from engine.words import shortened

SHORT = 512
"""Texts up to this length are remembered: most sentences of a trace are those of the trace before."""

_text = lru_cache(maxsize=256)(redact_text)
_url = lru_cache(maxsize=256)(redact_url)


CLEAN: set[str] = set()
"""Short texts in which redaction found nothing to hide: only those, so that no secret is held here."""
MOST_CLEAN = 8192


def all_clean(texts: Collection[str]) -> bool:
    """Whether redaction finds nothing in any of these."""
    return CLEAN.issuperset(texts) or all(redacted(text) == text for text in texts if text not in CLEAN)


def known_clean(texts: Collection[str]) -> bool:
    """Whether redaction was asked about each of these before, and found nothing."""
    return CLEAN.issuperset(texts)


def redacted(text: str) -> str:
    """A text without its secrets."""
    if text in CLEAN:
        return text
    if len(text) > SHORT:
        return redact_text(text)
    without = _text(text)
    if without == text:
        _remember_clean(text)
    return without


def _remember_clean(text: str) -> None:
    if len(CLEAN) >= MOST_CLEAN:
        CLEAN.clear()
    CLEAN.add(text)


def redacted_url(url: str) -> str:
    """A URL without its secrets."""
    if len(url) > SHORT:
        return redact_url(url)
    without = _url(url)
    if without == url and url not in CLEAN:  # the rules for URLs are those for texts, and more
        _remember_clean(url)
    return without


def shown(text: str, width: int = 120) -> str:
    """A text without its secrets, at most `width` characters of it."""
    return shortened(redacted(text), width)


def shown_url(url: str, width: int = 120) -> str:
    """A URL without its secrets, at most `width` characters of it."""
    return shortened(redacted_url(url), width)


def shown_data(data: Any) -> Any:
    """The same data with every text in it redacted; keys are the engine's own words."""
    if isinstance(data, str):
        return redacted(data)
    if isinstance(data, dict):
        return {key: shown_data(value) for key, value in data.items()}
    return [shown_data(item) for item in data] if isinstance(data, list | tuple) else data
