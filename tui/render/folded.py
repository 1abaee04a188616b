"""The inputs in one line, and sizes in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.lines import Row, Span, line, plural, shorten

if TYPE_CHECKING:
    from engine.models.exchange import Exchange, Request

BIG_TEXT = 16 * 1024
BIG_LINE = 4 * 1024
"""Beyond these a text box makes every key wait; such a text is held beside it."""


def is_big(text: str) -> bool:
    """Whether a text is too much for a text box: over 16 KiB, or with a line over 4 KiB (characters)."""
    return len(text) > BIG_TEXT or any(len(line) > BIG_LINE for line in text.split("\n"))


def size_words(size: int) -> str:
    """A size in bytes with its unit: `46 bytes`, `18.2 KB`, `3.1 MB`."""
    if size < 1000:
        return plural(size, "byte")
    if size < 1_000_000:
        return f"{size / 1000:.1f} KB"
    return f"{size / 1_000_000:.1f} MB"


def held_words(text: str, kind: str | None) -> str:
    """A held text by kind and size: `HAR, 3.1 MB`."""
    return f"{kind or 'text'}, {size_words(len(text.encode('utf-8', 'replace')))}"


def folded_row(exchange: Exchange | None, *, recognised: str, hints: tuple[str, str], width: int) -> Row:
    """What was pasted, in one line: `curl · POST · 4 headers · token eyJhbGci…••• · 46 bytes of JSON`.

    The hint keeps its place: what was pasted is shortened. `hints` are a long and a short one.
    """
    parts = [recognised, *(_parts(exchange) if exchange else [])]
    hint = hints[0] if width >= 90 else hints[1]
    said = shorten(" · ".join(parts), width - len(hint) - 2)
    return Row(left=line(Span(said, "dim")), right=line(Span(hint, "key")), keep=True)


def _parts(exchange: Exchange) -> list[str]:
    request, response = exchange.request, exchange.response
    parts = _request_parts(request) if request else []
    token = exchange.token or _bearer(request)
    if token:
        parts.append(f"token {token_words(token)}")
    if request and request.body:
        parts.append(f"{size_words(len(request.body.encode('utf-8', 'replace')))}{_of_kind(request)}")
    if response and response.status is not None:
        parts.append(f"answer {response.status}")
    elif response and response.error:
        parts.append("no answer")
    if exchange.evidence:
        parts.append(plural(len(exchange.evidence), "log line"))
    return parts


def _request_parts(request: Request) -> list[str]:
    return [*([request.method] if request.method else []), plural(len(request.headers), "header")]


def _bearer(request: Request | None) -> str | None:
    scheme, _, token = ((request.header("authorization") if request else None) or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def token_words(token: str) -> str:
    """A token that nobody could use: the beginning of a JWT's header, nothing of an opaque one."""
    return f"{token[:8]}…•••" if token.startswith("eyJ") and token.count(".") >= 1 else "•••"


def _of_kind(request: Request) -> str:
    kind = (request.header("content-type") or "").partition(";")[0].strip().lower()
    known = {"application/json": " of JSON", "application/x-www-form-urlencoded": " of form", "text/plain": " of text"}
    return known.get(kind, " of JSON" if kind.endswith("+json") else " of body")
