"""Secrets that only the environment gives away: a segment of the path that an operation calls `{token}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from msgspec import Struct
from msgspec.structs import asdict

from engine.redaction import BULLETS
from engine.redaction.names import kind_of, looks_secret

if TYPE_CHECKING:
    from engine.models.trace import Trace

SHORTEST = 4
"""Characters; a shorter value would be found within other words."""


def hide_path_secrets(trace: Trace, parameters: Mapping[str, str], path: str = "") -> Trace:
    """The trace without the values of path parameters whose names say that they are secret, wherever they stand.

    `path` is the request's, as captured: what is encoded there in part is found as it was written.
    """
    secrets = [value for name, value in parameters.items() if _is_secret(name, value)]
    if not secrets:
        return trace
    written = {form for value in secrets for form in (value, _encoded(value, ""), _encoded(value, "/"))}
    written |= {segment for segment in path.split("/") if unquote(segment) in secrets}
    hidden: Trace = _without(trace, sorted(written, key=len, reverse=True))
    return hidden


def _encoded(value: str, safe: str) -> str:
    return quote(value, safe=safe, errors="surrogatepass")


def _is_secret(name: str, value: str) -> bool:
    kind = kind_of(name)
    if kind is None or len(value) < SHORTEST:
        return False
    return kind != "weak" or looks_secret(value)


def _without(data: Any, secrets: list[str]) -> Any:
    if isinstance(data, str):
        for secret in secrets:
            data = data.replace(secret, BULLETS)
        return data
    if isinstance(data, Mapping):
        return {key: _without(value, secrets) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(_without(item, secrets) for item in data)
    if isinstance(data, Struct):
        return type(data)(**{name: _without(value, secrets) for name, value in asdict(data).items()})
    return data
