"""Secrets in JSON, found where they stand, so that the rest of the text keeps its form. Half a document is read too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec import Struct, field

from engine.redaction.layers import BULLETS, Span, decode_json
from engine.redaction.names import Kind, is_placeholder, kind_of
from engine.redaction.values import value_spans
from knowledge.patterns import lazy_regex

START = lazy_regex(r"\{\s*\"|\[\s*[\"{\[]")
TOKEN = lazy_regex(
    r"\s*(?:\"(?P<string>(?:[^\"\\\n]|\\.)*)(?P<close>\"|\Z|(?=\n))|(?P<open>[{\[])|(?P<shut>[}\]])|(?P<mark>[,:])"
    r"|(?P<number>-?\d[\d.eE+-]*)|(?P<word>true|false|null))"
)
COLON = lazy_regex(r"\s*:")
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k", "oth", "r", "t"})
"""Of a JWK (RFC 7518 section 6): what only its owner may have."""
PAIR_NAMES = ("name", "key", "header", "attribute", "field")
PAIR_VALUES = frozenset({"value", "values", "val", "raw", "encoded", "content", "secret", "data"})
GRANT_MEMBERS = frozenset({"grant_type", "code_verifier", "redirect_uri", "client_id", "client_secret"})
NESTING = 6

Scan = Callable[[str, int], list[Span]]


class Scalar(NamedTuple):
    """A string or number of an object, and where its content stands."""

    key: str
    start: int
    end: int
    text: str | None
    """Decoded; None for a number."""


class Frame(Struct):
    """One open object or array: the name it stands under, what its members inherit, and the scalars seen so far."""

    name: str = ""
    inherited: Kind | None = None
    is_object: bool = False
    in_cookies: bool = False
    key: str = ""
    scalars: list[Scalar] = field(default_factory=list)

    def kind_of_member(self) -> Kind | None:
        """What the member at hand holds: its own name, else what the container says."""
        if not self.is_object:
            return self.inherited
        if self.inherited and (self.inherited in ("password", "secret") or self.key.lower() in PAIR_VALUES):
            return self.inherited
        return kind_of(self.key)


def json_regions(text: str, depth: int, scan: Scan) -> Iterator[tuple[int, int, list[Span]]]:
    """Every stretch of JSON in a text with the secrets in it: start, end, spans. `scan` reads texts within strings."""
    at = 0
    while found := START.search(text, at):
        end, spans = _Reader(text, depth, scan).read(found.start())
        yield found.start(), end, spans
        at = max(end, found.start() + 1)


class _Reader:
    """Reads tokens until the brackets balance, the text ends, or something is no JSON."""

    def __init__(self, text: str, depth: int, scan: Scan) -> None:
        self.text = text
        self.depth = depth
        self.scan = scan
        self.spans: list[Span] = []
        self.stack: list[Frame] = []

    def read(self, at: int) -> tuple[int, list[Span]]:
        while found := TOKEN.match(self.text, at):
            if found["string"] is not None:
                colon = COLON.match(self.text, found.end()) if found["close"] else None
                if colon and self.stack[-1].is_object:
                    self.stack[-1].key = decode_json(found["string"]).text
                    at = colon.end()
                    continue
                self._string(found)
            elif found["number"]:
                self._number(found)
            elif found["open"]:
                self._open(found["open"])
            elif found["shut"]:
                self._siblings(self.stack.pop())
            at = found.end()
            if not self.stack:
                return at, self.spans
        while self.stack:
            self._siblings(self.stack.pop())
        return at, self.spans

    def _open(self, bracket: str) -> None:
        parent = self.stack[-1] if self.stack else Frame()
        name = parent.key if parent.is_object else parent.name
        in_cookies = name.lower() == "cookies"
        self.stack.append(Frame(name, parent.kind_of_member(), bracket == "{", in_cookies))

    def _string(self, found: re.Match[str]) -> None:
        start, end = found.span("string")
        content = decode_json(found["string"])
        frame = self.stack[-1]
        kind = frame.kind_of_member()
        if kind:
            inner = value_spans(content.text, 0, len(content.text), kind)
            self.spans.extend(content.back(inner, start))
        elif self.depth >= NESTING:
            self.spans.append(Span(start, end))
        if self.depth < NESTING:
            self.spans.extend(content.back(self.scan(content.text, self.depth + 1), start))
        frame.scalars.append(Scalar(frame.key, start, end, content.text))

    def _number(self, found: re.Match[str]) -> None:
        frame = self.stack[-1]
        start, end = found.span("number")
        if frame.kind_of_member() in ("password", "secret"):
            self.spans.append(Span(start, end, f'"{BULLETS}"'))
        frame.scalars.append(Scalar(frame.key, start, end, None))

    def _siblings(self, frame: Frame) -> None:
        """Secrets that only the other members of their object give away."""
        if not frame.is_object:
            return
        members = {scalar.key: scalar for scalar in frame.scalars}
        if "kty" in members:
            self._whole(scalar for scalar in frame.scalars if scalar.key in PRIVATE_MEMBERS)
        if "code" in members and not GRANT_MEMBERS.isdisjoint(members):
            self._whole([members["code"]])
        if frame.in_cookies:
            self._whole(scalar for scalar in frame.scalars if scalar.key in PAIR_VALUES)
        self._pair(frame, members)
        encoded = members.get("text") or members.get("body")
        if encoded and encoded.text and "encoding" in members and members["encoding"].text == "base64":
            self._base64(encoded, encoded.text)

    def _pair(self, frame: Frame, members: dict[str, Scalar]) -> None:
        """`{"name": "Authorization", "value": "…"}`, as HAR, consoles and policies write it."""
        named = next((members[name].text for name in PAIR_NAMES if name in members and members[name].text), None)
        kind = kind_of(named.rpartition(".")[2]) if named else None
        for scalar in frame.scalars:
            if kind and scalar.key in PAIR_VALUES and scalar.text is not None:
                content = decode_json(self.text[scalar.start : scalar.end])
                inner = value_spans(content.text, 0, len(content.text), kind, sure=len(frame.scalars) == 2)
                self.spans.extend(content.back(inner, scalar.start))

    def _whole(self, scalars: Iterator[Scalar] | list[Scalar]) -> None:
        for scalar in scalars:
            if scalar.text is None:
                self.spans.append(Span(scalar.start, scalar.end, f'"{BULLETS}"'))
            elif not is_placeholder(scalar.text):
                self.spans.append(Span(scalar.start, scalar.end))

    def _base64(self, scalar: Scalar, encoded: str) -> None:
        from base64 import b64decode
        from binascii import Error

        try:
            decoded = b64decode(encoded).decode(errors="replace")
        except (Error, ValueError):
            return
        if self.depth >= NESTING or self.scan(decoded, self.depth + 1):
            self.spans.append(Span(scalar.start, scalar.end))
