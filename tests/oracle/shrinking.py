"""Makes a disagreement small: takes away whatever the two can disagree without."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.oracle.asking import EnvironmentRefused, load
from tests.oracle.comparing import Compared, compare
from tests.oracle.evaluator.sent import Sent, Tables
from tests.oracle.make.captures import write_capture
from tests.oracle.make.requests import Made
from tests.oracle.make.toml_text import toml_text

MOST_TRIES = 1500
Place = tuple[str | int, ...]


def shrink(found: Compared, folder: Path, tries: int = MOST_TRIES) -> Compared:
    """The smallest case that was found in some tries and on which the two disagree in the same way."""
    for smaller in _steps(found, folder):
        tries -= 1
        if smaller is not None:
            return shrink(smaller, folder, tries)
        if tries <= 0:
            break
    return found


def _steps(found: Compared, folder: Path) -> Iterator[Compared | None]:
    """The case with one thing less, each; None where they no longer disagree in the same way."""
    for sent in _smaller_requests(found.made.sent):
        yield _same(found, found.environment, remade(found.made, sent), folder)
    for place in sorted(_places(found.environment), key=len):
        for environment in _smaller(found.environment, place):
            yield _same(found, environment, found.made, folder)


def remade(made: Made, sent: Sent) -> Made:
    """The capture of a changed request."""
    return made._replace(sent=sent, text=write_capture(sent, made.kind))


def _same(found: Compared, environment: Tables, made: Made, folder: Path) -> Compared | None:
    try:
        now = compare(environment, made, load(toml_text(environment), folder))
    except (EnvironmentRefused, LookupError, TypeError, ValueError, AttributeError):
        return None
    return now if now.differs and _way(now) == _way(found) else None


def _way(compared: Compared) -> tuple[object, ...]:
    """In which way the two disagree."""
    return compared.wanted.compared, compared.wanted.says, compared.found.compared, compared.found.says


def _smaller_requests(sent: Sent) -> Iterator[Sent]:
    for place, (name, _) in enumerate(sent.headers):
        if name.lower() not in ("authorization", "cookie", "content-type"):
            yield replace(sent, headers=sent.headers[:place] + sent.headers[place + 1 :])
    if "?" in sent.target:
        yield replace(sent, target=sent.target.partition("?")[0])
    if sent.body is not None and "access_token" not in sent.body:
        yield replace(sent, body=None)
    if sent.answer_body is not None:
        yield replace(sent, answer_body=None)
    if sent.reply is not None:
        yield replace(sent, reply=None)
    if sent.source_ip is not None:
        yield replace(sent, source_ip=None)


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        if key != "jwks":
            yield (*place, key)
            yield from _places(inner, (*place, key))


def _smaller(environment: Tables, place: Place) -> Iterator[Tables]:
    """The environment without what stands at a place, and with the only condition of a group instead of the group."""
    changed = copy.deepcopy(environment)
    holder, last = _holder(changed, place)
    inner = holder.pop(last)
    yield changed
    if (last in ("all", "any") and len(inner) == 1) or last == "not":
        changed = copy.deepcopy(environment)
        around, name = _holder(changed, place[:-1])
        around[name] = inner if last == "not" else inner[0]
        yield changed


def _holder(value: Any, place: Place) -> tuple[Any, Any]:
    for step in place[:-1]:
        value = value[step]
    return value, place[-1]
