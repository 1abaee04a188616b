"""Reads JSON of other systems: what nobody asked for is named by its JSON path, and not dropped in silence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from engine.captures.half_characters import without_half_characters

PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*")
INDEX = re.compile(r"\[\d+\]")
MOST_KEYS = 12


class ImportProblem(Exception):
    """A document that cannot be imported; its text is what the user is told."""


class Unsaid(Struct, frozen=True):
    """Something that the environment file cannot say, or says otherwise: where it stands, and what became of it."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


class Imported(Struct, frozen=True):
    """Tables of an environment file, and what they do not say."""

    tables: dict[str, Any]
    unsaid: tuple[Unsaid, ...] = ()


class Notes:
    """What is not said, in the order in which it was met; what several places share is said once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[str, int]] = {}

    def say(self, where: str, text: str) -> None:
        """Names one thing; the same text about other elements of the same list only counts."""
        key = (INDEX.sub("[*]", where), text)
        first, count = self._found.get(key, (where, 0))
        self._found[key] = (first, count + 1)

    @property
    def unsaid(self) -> tuple[Unsaid, ...]:
        """All of it; of what stands in several places the first, and how many more there are."""
        return tuple(
            Unsaid(where, f"{text}; {count - 1} more such" if count > 1 else text)
            for (_, text), (where, count) in self._found.items()
        )


class Node:
    """A JSON object that is being read. `close` names the members that nobody asked for, also of those inside.

    A member of another type than asked for is named and counts as absent.
    """

    def __init__(self, value: Any, path: str, notes: Notes) -> None:
        self.path = path
        self.value: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        self.notes = notes
        self._read: set[str] = set()
        self._inner: dict[str, Node] = {}

    def __bool__(self) -> bool:
        return bool(self.value)

    def __contains__(self, key: str) -> bool:
        return key in self.value

    def at(self, key: str) -> str:
        """The JSON path of a member."""
        return f"{self.path}.{key}" if PLAIN_KEY.fullmatch(key) else f'{self.path}["{key}"]'

    def say(self, key: str, text: str) -> None:
        """Names what is not said of a member, or of the object where the key is empty."""
        self.notes.say(self.at(key) if key else self.path, text)

    def raw(self, key: str) -> Any:
        """A member of any type; None where it is absent."""
        self._read.add(key)
        return self.value.get(key)

    def text(self, key: str) -> str | None:
        """A text that is not blank."""
        found = self._typed(key, str, "a text")
        return found if found and found.strip() else None

    def number(self, key: str) -> int | None:
        """A whole number."""
        found = self.raw(key)
        if found is not None and (isinstance(found, bool) or not isinstance(found, int)):
            self.say(key, f"saw {kind_of(found)}, wanted a whole number; left out")
            return None
        return found

    def flag(self, key: str) -> bool | None:
        """True or false."""
        found: bool | None = self._typed(key, bool, "true or false")
        return found

    def texts(self, key: str) -> list[str] | None:
        """A list of texts; what is none in it is named."""
        found = self._typed(key, list, "a list")
        if found is None:
            return None
        for index, one in enumerate(found):
            if not isinstance(one, str):
                self.notes.say(f"{self.at(key)}[{index}]", f"saw {kind_of(one)}, wanted a text; left out")
        return [one for one in found if isinstance(one, str)]

    def node(self, key: str) -> Node:
        """An object; an empty one where it is absent."""
        return self._child(self._typed(key, Mapping, "an object"), self.at(key))

    def nodes(self, key: str) -> list[Node]:
        """A list of objects; empty where it is absent."""
        return list(self.children(self._typed(key, list, "a list") or [], self.at(key)))

    def members(self) -> Iterator[tuple[str, Node]]:
        """Every member that is an object, by its name."""
        for key in self.value:
            yield key, self.node(key)

    def children(self, values: list[Any], path: str) -> Iterator[Node]:
        """Objects of a list that stands at this path."""
        for index, one in enumerate(values):
            if isinstance(one, Mapping):
                yield self._child(one, f"{path}[{index}]")
            else:
                self.notes.say(f"{path}[{index}]", f"saw {kind_of(one)}, wanted an object; left out")

    def skip(self, *keys: str) -> None:
        """Members that need not be said: an environment file has no use for them."""
        self._read.update(keys)

    def drop(self) -> None:
        """The object is left out whole: nothing in it is named."""
        self._read.update(self.value)
        self._inner.clear()

    def close(self) -> None:
        """Names the members that nobody asked for."""
        left = [key for key in self.value if key not in self._read]
        for key in left[:MOST_KEYS]:
            self.say(key, "not understood, left out")
        if len(left) > MOST_KEYS:
            self.say("", f"{len(left) - MOST_KEYS} more members not understood, left out")
        for inner in self._inner.values():
            inner.close()

    def _child(self, value: Any, path: str) -> Node:
        return self._inner.setdefault(path, Node(value, path, self.notes))

    def _typed(self, key: str, wanted: type, words: str) -> Any:
        found = self.raw(key)
        if found is None or isinstance(found, wanted):
            return found
        self.say(key, f"saw {kind_of(found)}, wanted {words}; left out")
        return None


def parse_document(text: str) -> Any:
    """The JSON of a document, half characters replaced. Raises ImportProblem."""
    if not text.strip():
        raise ImportProblem("saw nothing, wanted JSON")
    try:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
        return json.loads(without_half_characters(plain))
    except RecursionError:
        raise ImportProblem("saw lists and objects too deep in one another") from None
    except ValueError as error:
        at = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ImportProblem(f"saw no JSON{at}, wanted a JSON document") from None


def kind_of(value: Any) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"


def unique(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken already; it is taken then."""
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name} {count}"
    taken.add(found)
    return found
