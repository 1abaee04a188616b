"""Secrets that someone wrote into an environment file, taken out: private keys, headers, conditions, history."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from engine.environment.history import is_raw
from engine.environment.tables import Tables
from engine.environment.timestamps import timestamp_text
from engine.redaction import BULLETS, redact_data, redact_headers, redact_text
from engine.redaction.names import kind_of, looks_secret
from knowledge.patterns import lazy_regex

SHORTEST = 4
"""Characters; what is shorter stands in too many other words."""
SURE = ("request.header.", "request.query.", "response.header.")
NAMED = lazy_regex(r"[0-9A-Fa-f-]{16,64}|[^@\s]+@[\w.-]+")
"""A hash, a UUID, or an address of mail."""
NAMED_VALUES = ("set-headers", "modify-query")
"""Codes of statements whose payload goes by names of headers or parameters, where weak names are sure."""
BESIDE = ("attribute", "zone")
"""Keys of a comparison that hold no value."""


def hidden_text(text: str, tables: Tables) -> str:
    """The text of a file without secrets, comments among it; it is still TOML with the same keys.

    `tables` are those of the text. Where rules for text would break it, it is written anew, without comments.
    """
    hidden = redact_text(text)
    for secret in sorted(_secrets(tables), key=len, reverse=True):
        hidden = hidden.replace(secret, BULLETS)
    try:
        found = tomllib.loads(hidden.removeprefix("\ufeff"))
    except ValueError:
        found = {}
    known = hidden_tables(tables)
    if _is_hidden(_plain(found), known, _plain(tables)):
        return hidden
    from engine.environment.importing.writing import write_tables

    return write_tables(known)


def hidden_tables(tables: Tables) -> dict[str, Any]:
    """Tables without secrets; instants are texts."""
    plain = _plain(tables)
    found: dict[str, Any] = _without(redact_data(_hidden(plain)), _secrets(plain))
    return found


def is_secret_attribute(name: str, value: Any = None) -> bool:
    """Whether what is compared with this attribute may not be shown. A weak name (`sig`, `code`) is sure of a header
    or parameter; of anything else the value decides."""
    kind = kind_of(name.rpartition(".")[2])
    if kind != "weak":
        return kind is not None
    return name.startswith(SURE) or (isinstance(value, str) and looks_secret(value))


def _is_hidden(found: Any, known: Any, original: Any) -> bool:
    """Whether each value is what it was, or hidden, and hidden wherever it must be."""
    if isinstance(original, Mapping):
        return (
            isinstance(found, Mapping)
            and found.keys() == original.keys() == known.keys()
            and all(_is_hidden(found[key], known[key], original[key]) for key in original)
        )
    if isinstance(original, list):
        return (
            isinstance(found, list)
            and len(found) == len(known) == len(original)
            and all(map(_is_hidden, found, known, original))
        )
    return (found == original and known == original) or (isinstance(found, str) and BULLETS in found)


def _plain(value: Any) -> Any:
    """Tables with TOML's own dates as texts."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return timestamp_text(value) if isinstance(value, date | time) else value


def restored(copy: Any, hidden: Any, draft: Any) -> Any:
    """A hidden copy with the secrets of the draft, where the draft, hidden too, has the same in the same place.

    Rows of a list are the same where their names are, else where their places are.
    """
    if isinstance(copy, str) and BULLETS in copy:
        return draft if copy == hidden and not isinstance(draft, Mapping | list) else copy
    if isinstance(copy, Mapping) and isinstance(hidden, Mapping) and isinstance(draft, Mapping):
        return {key: restored(value, hidden.get(key), draft.get(key)) for key, value in copy.items()}
    if isinstance(copy, list) and isinstance(hidden, list) and isinstance(draft, list):
        places = {_label(row, index): index for index, row in enumerate(hidden)}
        found = [places.get(_label(row, index)) for index, row in enumerate(copy)]
        return [
            row if at is None or at >= len(draft) else restored(row, hidden[at], draft[at])
            for row, at in zip(copy, found, strict=True)
        ]
    return copy


def _label(row: Any, index: int) -> Any:
    named = row.get("name") or row.get("id") if isinstance(row, Mapping) else None
    return named if isinstance(named, str) else index


def _hidden(value: Any) -> Any:
    """Tables without what only their form gives away: what conditions compare, headers that are set, raw subjects."""
    if isinstance(value, list):
        return [_hidden(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    name = value.get("attribute")
    if isinstance(name, str):
        return {key: _hidden(one) if key in BESIDE else _compared(name, one) for key, one in value.items()}
    if value.get("code") in NAMED_VALUES:
        return {key: _headers(one) if key == "payload" else _hidden(one) for key, one in value.items()}
    if is_raw(value.get("type"), value.get("subject")) or _is_revoked_whole(value):
        return {key: BULLETS if key == "subject" else _hidden(one) for key, one in value.items()}
    return {key: _hidden(one) for key, one in value.items()}


def _is_revoked_whole(event: Mapping[str, Any]) -> bool:
    """Whether a revocation names what looks like the token itself rather than its hash, its UUID or who has it."""
    kind, subject = event.get("type"), event.get("subject")
    if not isinstance(kind, str) or "revoked" not in kind or not isinstance(subject, str):
        return False
    return looks_secret(subject) and not NAMED.fullmatch(subject)


def _compared(name: str, value: Any) -> Any:
    """What is compared with an attribute, hidden where that holds a secret; of another attribute its own rules."""
    if isinstance(value, Mapping):
        return _hidden(value)
    if isinstance(value, list):
        return [_compared(name, one) for one in value]
    shows = value == "" or isinstance(value, bool) or not is_secret_attribute(name, value)
    return value if shows else BULLETS


def _headers(payload: Any) -> Any:
    if not isinstance(payload, Mapping):
        return payload
    return {name: _header(str(name), value) for name, value in payload.items()}


def _header(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_header(name, one) for one in value]
    return redact_headers(((name, value),))[0][1] if isinstance(value, str) else value


def _secrets(tables: Any) -> set[str]:
    """What conditions and history give away, wherever else in the file it stands."""
    plain = _plain(tables)
    return set(filter(_is_long, _differing(plain, _hidden(plain))))


def _differing(value: Any, hidden: Any) -> Iterator[str]:
    """Texts that were hidden whole."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _differing(inner, hidden[key])
    elif isinstance(value, list):
        for inner, other in zip(value, hidden, strict=True):
            yield from _differing(inner, other)
    elif isinstance(value, str) and hidden == BULLETS:
        yield value


def _is_long(text: str) -> bool:
    return len(text) >= SHORTEST and BULLETS not in text


def _without(value: Any, secrets: set[str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(inner, secrets) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, secrets) for inner in value]
    return BULLETS if isinstance(value, str) and value in secrets else value
