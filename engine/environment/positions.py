"""Where each key of a TOML text stands: a scanner of headers, keys and array elements, not of values.

It is made for text that `tomllib` has accepted; on other text it gives the positions up to where it stops making sense.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from knowledge.patterns import lazy_regex

Path = tuple[str | int, ...]
"""The way to a value: keys of tables and indexes of lists, e.g. `("api_services", 0, "operations", 2, "scopes")`."""

BLANK = lazy_regex(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
SPACE = lazy_regex(r"[ \t]*+")
DOT = lazy_regex(r"[ \t]*+\.[ \t]*+")
KEY = lazy_regex(r'[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"' + r"|'[^'\n]*+'")
SCALAR = lazy_regex(
    r'"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""(?:""?)?'
    r"|'''(?:[^']++|'(?!''))*+'''(?:''?)?"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|[^,\]\}\n#\"'\[\{]++"
)


class Position(NamedTuple):
    """A place in a text, counted from 1; the column in characters."""

    line: int
    column: int


def scan_positions(text: str) -> dict[Path, Position]:
    """The position of every table, key and list element, by path.

    A table made by a header stands at the header's bracket, a key where it is first written, a list element at its
    value. Tables that a dotted name makes on the way stand where they are first named.
    """
    source = text.replace("\r\n", "\n")
    scanner = _Scanner(source)
    with suppress(_LostError):
        scanner.document()
    starts = [0] + [match.end() for match in re.finditer("\n", source)]
    positions = {}
    for path, offset in scanner.found.items():
        line = bisect_right(starts, offset)
        positions[path] = Position(line, offset - starts[line - 1] + 1)
    return positions


def position_of(positions: Mapping[Path, Position], path: Path) -> Position | None:
    """The position of a path, or of the nearest thing around it that has one; None where nothing around it has."""
    for length in range(len(path), 0, -1):
        position = positions.get(path[:length])
        if position is not None:
            return position
    return None


class Repeated(NamedTuple):
    """A key or table that stands twice: where first and where again."""

    path: Path
    first: Position
    again: Position
    is_table: bool


def find_repeated(text: str) -> Repeated | None:
    """The first key that a text sets twice, or the first table that it opens twice other than as `[[...]]`."""
    source = text.replace("\r\n", "\n")
    scanner = _Scanner(source)
    with suppress(_LostError):
        scanner.document()
    if scanner.repeated is None:
        return None
    path, first, again, is_table = scanner.repeated
    return Repeated(path, _position_at(source, first), _position_at(source, again), is_table)


def _position_at(source: str, offset: int) -> Position:
    return Position(source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset))


class _LostError(Exception):
    """The text is not TOML from here on."""


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.lengths: dict[Path, int] = {}
        self.declared: dict[Path, int] = {}
        self.repeated: tuple[Path, int, int, bool] | None = None

    def document(self) -> None:
        table: Path = ()
        self.take(BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.take(BLANK)

    def header(self) -> Path:
        start = self.at
        is_list = self.text.startswith("[[", start)
        self.at += 2 if is_list else 1
        self.take(SPACE)
        *parents, (last, _) = self.key()
        self.take(SPACE)
        self.expect("]]" if is_list else "]")
        path: Path = ()
        for name, _ in parents:
            path += (name,)
            self.found.setdefault(path, start)
            if path in self.lengths:
                path += (self.lengths[path] - 1,)
        path += (last,)
        if not is_list or path not in self.lengths:
            self.declare(path, start, is_table=True)
        if not is_list:
            self.found[path] = start
            return path
        self.found.setdefault(path, start)
        index = self.lengths.get(path, 0)
        self.lengths[path] = index + 1
        self.found[(*path, index)] = start
        return (*path, index)

    def pair(self, table: Path) -> None:
        path = table
        for name, offset in self.key():
            path += (name,)
            self.found.setdefault(path, offset)
        self.declare(path, offset, is_table=False)
        self.take(SPACE)
        self.expect("=")
        self.take(SPACE)
        self.value(path)

    def declare(self, path: Path, offset: int, *, is_table: bool) -> None:
        first = self.declared.setdefault(path, offset)
        if first != offset and self.repeated is None:
            self.repeated = (path, first, offset, is_table)

    def key(self) -> list[tuple[str, int]]:
        names = []
        while True:
            start = self.at
            names.append((_bare(self.take(KEY)), start))
            if DOT.match(self.text, self.at) is None:
                return names
            self.take(DOT)

    def value(self, path: Path) -> None:
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self.elements(path)
        elif opening == "{":
            self.members(path)
        else:
            self.take(SCALAR)

    def elements(self, path: Path) -> None:
        index = 0
        self.at += 1
        self.take(BLANK)
        while not self.closes("]"):
            self.found[(*path, index)] = self.at
            self.value((*path, index))
            index += 1
            self.comma("]")

    def members(self, path: Path) -> None:
        self.at += 1
        self.take(BLANK)
        while not self.closes("}"):
            self.pair(path)
            self.comma("}")

    def comma(self, closing: str) -> None:
        self.take(BLANK)
        if not self.text.startswith(closing, self.at):
            self.expect(",")
            self.take(BLANK)

    def closes(self, closing: str) -> bool:
        if self.text.startswith(closing, self.at):
            self.at += 1
            return True
        return False

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _LostError
        self.at = match.end()
        return match.group()

    def expect(self, text: str) -> None:
        if not self.text.startswith(text, self.at):
            raise _LostError
        self.at += len(text)


def _bare(key: str) -> str:
    """The name that a key as written stands for."""
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    if "\\" not in key:
        return key[1:-1]
    try:
        return str(tomllib.loads(f"key = {key}")["key"])
    except tomllib.TOMLDecodeError as error:
        raise _LostError from error
