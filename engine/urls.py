"""URLs as the engine compares them: host case and default port normalised, dot segments resolved and said.

The path is split at `/` first and each segment is percent-decoded once (RFC 3986 sections 3.3, 5.2.4, 6.2).
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
DOT_SEGMENTS = {".", "%2e"}
PARENT_SEGMENTS = {"..", ".%2e", "%2e.", "%2e%2e"}


class Url(Struct, frozen=True):
    """A URL taken apart. `scheme` and `port` are None where the capture does not show them."""

    raw: str
    scheme: str | None
    host: str
    port: int | None
    path: str
    query: str
    segments: tuple[str, ...]
    """The path's segments, each percent-decoded once; a trailing slash is an empty last one."""
    notes: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The query's parameters in order, decoded as a form."""
        return tuple(parse_qsl(self.query, keep_blank_values=True)) if self.query else ()

    def may_have(self, name: str) -> bool:
        """Whether the query can have a parameter of this name; False is certain, and costs no parsing."""
        return name in self.query or "%" in self.query

    @property
    def without_query(self) -> str:
        """Scheme, host, port where it is not the default, and path."""
        return f"{self.origin}{self.path}"

    @property
    def origin(self) -> str:
        """Scheme, host and port where it is not the default."""
        default = self.port is None or self.port == DEFAULT_PORTS.get(self.scheme or "")
        prefix = f"{self.scheme}://" if self.scheme else "//"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{prefix}{host}" + ("" if default else f":{self.port}")


@lru_cache(maxsize=1024)
def parse_url(text: str) -> Url | None:
    """Takes a URL apart; None where it has no host (a bare path, `data:`), or cannot be read at all."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if not host:
        return None
    scheme = parts.scheme.lower() or None
    path, notes = resolve_path(parts.path)
    segments = tuple(map(unquote, path.split("/")[1:])) if path not in ("", "/") else ()
    return Url(text, scheme, host, port or DEFAULT_PORTS.get(scheme or ""), path, parts.query, segments, notes)


def resolve_path(path: str) -> tuple[str, tuple[str, ...]]:
    """Resolves dot segments, also `%2e`, and says what else in the path two servers may read differently."""
    notes: list[str] = []
    segments = path.split("/")
    if any(segment.lower() in DOT_SEGMENTS | PARENT_SEGMENTS for segment in segments):
        resolved = "/" + "/".join(_without_dots(segments[1:]))
        notes.append(f"dot segments in `{path}` are resolved to `{resolved}`")
        path = resolved
    lowered = path.lower()
    if "%2f" in lowered:
        notes.append("an encoded slash `%2F` stays inside its segment; some servers split there")
    if "%25" in lowered:
        notes.append("`%25` is decoded once to `%`; what is encoded twice stays encoded")
    return path, tuple(notes)


def _without_dots(segments: list[str]) -> list[str]:
    kept: list[str] = []
    last = len(segments) - 1
    for place, segment in enumerate(segments):
        name = segment.lower()
        if name in PARENT_SEGMENTS:
            if kept:
                kept.pop()
        elif name not in DOT_SEGMENTS:
            kept.append(segment)
            continue
        if place == last:
            kept.append("")
    return kept


def base_segments(url: Url) -> tuple[str, ...]:
    """The segments of a base URL; its trailing slash does not count."""
    segments = url.segments
    return segments[:-1] if segments and segments[-1] == "" else segments


def same_origin(request: Url, base: Url) -> bool:
    """Whether scheme, host and port agree. A scheme that the capture does not show agrees with any."""
    if request.host != base.host:
        return False
    if request.scheme is None:
        return (request.port or base.port) == base.port and (
            request.port is not None or base.port == DEFAULT_PORTS.get(base.scheme or "")
        )
    return request.scheme == base.scheme and request.port == base.port


def edit_distance(left: str, right: str, limit: int = 8) -> int:
    """Levenshtein distance, or `limit` where it is at least that."""
    if abs(len(left) - len(right)) >= limit:
        return limit
    if left == right:
        return 0
    start = next((place for place, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), None)
    if start is None:
        return min(abs(len(left) - len(right)), limit)
    left, right = left[start:], right[start:]
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
        if min(row) >= limit:
            return limit
    return min(row[-1], limit)
