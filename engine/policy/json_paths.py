"""JSONPath (RFC 9535) as statements use it: names, places, `*` and `..`. A leading `$` may be left out.

Filters, slices and lists of names in brackets are refused by name, never passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from knowledge.patterns import lazy_regex

LONGEST = 1000
STEP = lazy_regex(
    r"""(?P<deep>\.\.)?(?:
        \.?(?P<star>\*)
      | \.?(?P<name>[^.\[\]*'"\s()?@$]+)
      | \[(?: '(?P<single>(?:[^'\\]|\\.)*)' | "(?P<double>(?:[^"\\]|\\.)*)" | (?P<every>\*) | (?P<place>\d{1,9}) )\]
    )""",
    re.VERBOSE | re.ASCII,
)
PLAIN = lazy_regex(r"[A-Za-z_][\w-]*", re.ASCII)

Location = tuple[str | int, ...]
"""The way to one value: names of members and places in lists."""


class PathProblem(ValueError):
    """A path that cannot be read; the text says what was seen and what was wanted."""


class Step(NamedTuple):
    """One step of a path: the member or item of this key, or every one (None); `deep`: at any depth below."""

    key: str | int | None
    deep: bool = False


Path = tuple[Step, ...]
EVERYTHING: Path = (Step(None, deep=True),)
"""Every value below the one that is looked in."""


def parse_json_path(text: str) -> Path:
    """The steps of a path such as `email`, `data.private`, `$.items[0].id` or `$..email`. Raises PathProblem."""
    written = text.strip()
    rest = written[1:] if written.startswith("$") else written if written.startswith("[") else f".{written}"
    steps: list[Step] = []
    while rest.startswith((".", "[")) and len(written) <= LONGEST:
        found = STEP.match(rest)
        if found is None or rest.startswith("..."):
            break
        steps.append(Step(_key(found), bool(found["deep"])))
        rest = rest[found.end() :]
    if rest or not (steps or written == "$"):
        raise PathProblem(f"the path `{written[:60]}`, wanted one such as `email`, `data.private` or `$.items[*].id`")
    return tuple(steps)


def _key(found: re.Match[str]) -> str | int | None:
    if found["place"] is not None:
        return int(found["place"])
    if found["single"] is not None:
        return re.sub(r"\\(.)", r"\1", found["single"])
    if found["double"] is not None:
        return re.sub(r"\\(.)", r"\1", found["double"])
    return found["name"]


def locations(document: Any, path: Path) -> list[Location]:
    """Every place that the path selects, in the order of the document, each once."""
    found: list[tuple[Location, Any]] = [((), document)]
    for step in path:
        starts = (one for start in found for one in _below(*start)) if step.deep else found
        found = [member for start in starts for member in _members(*start, step.key)]
    return list(dict.fromkeys(location for location, _ in found))


def _members(location: Location, value: Any, key: str | int | None) -> Iterator[tuple[Location, Any]]:
    if isinstance(value, dict) and isinstance(key, str | None):
        names = value if key is None else [key] if key in value else []
        yield from (((*location, name), value[name]) for name in names)
    elif isinstance(value, list) and isinstance(key, int | None):
        places = range(len(value)) if key is None else [key] if key < len(value) else []
        yield from (((*location, place), value[place]) for place in places)


def _below(location: Location, value: Any) -> Iterator[tuple[Location, Any]]:
    """A value and everything in it, the outer before the inner."""
    waiting = [(location, value)]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += reversed(list(_members(*one, None)))


def value_at(document: Any, location: Location) -> Any:
    """What stands at a location that `locations` gave."""
    for key in location:
        document = document[key]
    return document


def in_words(location: Location) -> str:
    """A location as a JSONPath: `$.items[0]['a b']`."""
    return "$" + "".join(
        f"[{key}]" if isinstance(key, int) else f".{key}" if PLAIN.fullmatch(key) else f"[{json.dumps(key)}]"
        for key in location
    )
