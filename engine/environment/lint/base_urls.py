"""Base URLs of different API services that get into each other's way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.environment.lint.found import Found, note, warning
from engine.environment.positions import Path
from engine.environment.problems import quoted
from engine.urls import base_segments, parse_url

if TYPE_CHECKING:
    from engine.environment.model import Environment

COMMON = frozenset({"api", "apis", "rest", "services", "public", *(f"v{number}" for number in range(1, 20))})
"""Segments that say nothing of what is below them."""


class Base(NamedTuple):
    """A base URL taken apart; `at` is its service's place in the file."""

    text: str
    origin: str
    segments: tuple[str, ...]
    path: Path
    at: int


def bases_of(environment: Environment) -> list[Base]:
    """Every base URL that can be read, in the order of the file."""
    found = []
    for at, service in enumerate(environment.api_services):
        for place, text in enumerate(service.base_urls):
            url = parse_url(text)
            if url is not None:
                path: Path = ("api_services", at, "base_urls", place)
                found.append(Base(text, url.origin, base_segments(url), path, at))
    return found


def check_shadows(environment: Environment) -> Iterator[Found]:
    """A base URL below that of another service: what is below it goes to the longer one."""
    known: dict[tuple[str, tuple[str, ...]], Base] = {}
    bases = bases_of(environment)
    for base in bases:
        known.setdefault((base.origin, base.segments), base)
    for base in bases:
        for depth in range(len(base.segments)):
            above = known.get((base.origin, base.segments[:depth]))
            if above is not None and above.at != base.at:
                name = environment.api_services[base.at].name
                other = environment.api_services[above.at].name
                summary = f"calls below {quoted(base.text)} go to {quoted(name)}, "
                summary += f"never to {quoted(other)}, which has {quoted(above.text)}"
                fix = "put both into one API service, or give them base URLs beside one another"
                yield warning("base_urls.shadowed", base.path, summary, fix, above.path)


def check_prefixes(environment: Environment) -> Iterator[Found]:
    """Services under one path that take tokens of different issuers: no token works for both."""
    groups: dict[tuple[str, str], list[Base]] = {}
    for base in bases_of(environment):
        if base.segments:
            groups.setdefault((base.origin, base.segments[0]), []).append(base)
    for group in groups.values():
        yield from _in_group(environment, group)


def _in_group(environment: Environment, group: list[Base]) -> Iterator[Found]:
    """Each further set of issuers is said once, at the first service that has it."""
    services, first = environment.api_services, group[0]
    known: set[str] = set()
    for base in group:
        issuers = services[base.at].issuer_names
        if known and known.isdisjoint(issuers):
            common = _common(base, first)
            prefix = f"{base.origin}/{'/'.join(common)}"
            names = f"{quoted(services[first.at].name)} and {quoted(services[base.at].name)}"
            summary = f"{names} are both under {quoted(prefix)} and take tokens of different issuers"
            fix = (
                "let one authorization server issue the tokens for the whole path, or say that clients need two tokens"
            )
            say = note if COMMON.issuperset(common) else warning
            yield say("api_services.prefix_shared", base.path, summary, fix, first.path)
        known.update(issuers)


def _common(one: Base, other: Base) -> tuple[str, ...]:
    length = 0
    while length < min(len(one.segments), len(other.segments)) and one.segments[length] == other.segments[length]:
        length += 1
    return one.segments[:length]
