"""Secrets that someone wrote into an environment file, taken out: private keys, headers of statements, conditions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from engine.environment.tables import Tables
from engine.environment.timestamps import timestamp_text
from engine.redaction import BULLETS, redact_data, redact_text
from engine.redaction.names import kind_of

SHORTEST = 4
"""Characters; what is shorter stands in too many other words."""


def hidden_text(text: str, tables: Tables) -> str:
    """The text of a file without secrets, comments among it; it is still TOML with the same keys.

    `tables` are those of the text. Where rules for text would break it, it is written anew, without comments.
    """
    hidden = redact_text(text)
    for secret in sorted(set(_compared(tables)), key=len, reverse=True):
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
    found: dict[str, Any] = _without(redact_data(_plain(tables)), set(_compared(tables)))
    return found


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
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return timestamp_text(value) if isinstance(value, date | time) else value


def restored(copy: Any, hidden: Any, draft: Any) -> Any:
    """A hidden copy with the secrets of the draft, where the draft, hidden too, has the same in the same place.

    Rows of a list are the same where their names are, else where their places are.
    """
    if isinstance(copy, str) and BULLETS in copy:
        return draft if copy == hidden and isinstance(draft, str) else copy
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


def _compared(tables: Any) -> Iterator[str]:
    """What conditions compare with a header, parameter or claim that holds a secret."""
    waiting: list[Any] = [tables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            waiting.extend(value.values())
            name = value.get("attribute")
            if isinstance(name, str) and kind_of(name.rpartition(".")[2]) not in (None, "weak"):
                others = [other for key, other in value.items() if key != "attribute"]
                yield from filter(_is_long, (text for other in others for text in _texts(other)))


def _texts(value: Any) -> Iterator[str]:
    yield from (
        [value]
        if isinstance(value, str)
        else [one for one in value if isinstance(one, str)]
        if isinstance(value, list)
        else []
    )


def _is_long(text: str) -> bool:
    return len(text) >= SHORTEST and BULLETS not in text


def _without(value: Any, secrets: set[str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(inner, secrets) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, secrets) for inner in value]
    return BULLETS if isinstance(value, str) and value in secrets else value
