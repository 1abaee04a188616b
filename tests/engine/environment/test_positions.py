"""The scanner against tomllib: what tomllib finds has a position, and what has a position tomllib finds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.environment.positions import KEY, Path, Position, Repeated, find_repeated, position_of, scan_positions
from engine.environment.tables import leaves

PLAIN_KEYS = st.sampled_from(["a", "b", "name", "paths", "1", "a-b", "_"])
ODD_KEYS = st.sampled_from(["", "a.b", "ä", "with space", 'quo"te', "ap'os", "#", "[x]", "new\nline", "\\", "="])
SCALARS = [
    *("1", "0x1f", "1_000.5e3", "inf", "true", '""', "''", "'[not] # a = b'", '"\\"] # \\\\"'),
    *("2026-03-04", "2026-03-04 10:11:12Z", "10:11:12.5", '"""\nline ] } # "two""\\" \n"""', '"""a"""""'),
    *("'''\n[[x]]\nkey = 1'''", "'''a'''''", '"""\\\n   folded"""', '""""""'),
]


class Writer:
    """Writes a tree as TOML, choosing at random among the ways in which TOML lets it be written."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[str] = []

    def coin(self) -> bool:
        return self.draw(st.booleans())

    def noise(self) -> str:
        return self.draw(st.sampled_from(["", "", " ", "\t", "  "]))

    def key(self, name: str) -> str:
        if re.fullmatch(r"[A-Za-z0-9_-]+", name) and self.coin():
            return name
        if "'" not in name and "\n" not in name and self.coin():
            return f"'{name}'"
        escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "ä": "\\u00e4"}
        return '"' + "".join(escapes.get(char, char) for char in name) + '"'

    def dotted(self, names: list[str]) -> str:
        return f"{self.noise()}.{self.noise()}".join(map(self.key, names))

    def line(self, text: str) -> None:
        comment = self.draw(st.sampled_from(["", "", " # [not.a.table] = 1", " #"]))
        self.lines.append(f"{self.noise()}{text}{self.noise()}{comment}")
        if self.coin():
            self.lines.append(self.draw(st.sampled_from(["", "  ", "# comment = [", "\t# {"])))

    def value(self, tree: Any) -> str:
        if isinstance(tree, dict):
            pairs = (
                f"{self.key(name)}{self.noise()}={self.noise()}{self.value(inner)}" for name, inner in tree.items()
            )
            return "{" + self.noise() + f"{self.noise()},{self.noise()}".join(pairs) + self.noise() + "}"
        if isinstance(tree, list):
            gap = self.draw(st.sampled_from(["", " ", "\n", "\n  # ] , \n\t"]))
            comma = "," if tree and self.coin() else ""
            return "[" + gap + f"{gap},{gap}".join(map(self.value, tree)) + gap + comma + gap + "]"
        return str(tree)

    def table(self, path: list[str], tree: dict[str, Any]) -> None:
        later: list[tuple[str, Any]] = []
        for name, inner in tree.items():
            rows = inner if isinstance(inner, list) else [inner]
            if inner and all(isinstance(row, dict) for row in rows) and self.coin():
                later.append((name, inner))
            else:
                self.pair([name], inner)
        for name, inner in later:
            self.subtable([*path, name], inner)

    def pair(self, names: list[str], tree: Any) -> None:
        if isinstance(tree, dict) and tree and self.coin():
            for name, inner in tree.items():
                self.pair([*names, name], inner)
        else:
            self.line(f"{self.dotted(names)}{self.noise()}={self.noise()}{self.value(tree)}")

    def subtable(self, path: list[str], tree: Any) -> None:
        if isinstance(tree, list):
            for row in tree:
                self.line(f"[[{self.noise()}{self.dotted(path)}{self.noise()}]]")
                self.table(path, row)
            return
        if not all(isinstance(inner, dict) and inner for inner in tree.values()) or self.coin():
            self.line(f"[{self.noise()}{self.dotted(path)}{self.noise()}]")
            self.table(path, tree)
            return
        for name, inner in tree.items():
            self.subtable([*path, name], inner)


TREES = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN_KEYS | ODD_KEYS, inner, max_size=3),
    max_leaves=12,
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    writer = Writer(draw)
    writer.table([], draw(st.dictionaries(PLAIN_KEYS | ODD_KEYS, TREES, max_size=4)))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return "\n".join(writer.lines).replace("\n", newline) + draw(st.sampled_from(["", newline]))


def paths_of(value: Any, path: Path = ()) -> set[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} - {()} | {found for key, inner in items for found in paths_of(inner, (*path, key))}


@given(documents())
@settings(max_examples=150, deadline=None)
def test_the_paths_are_those_of_tomllib(text: str) -> None:
    assert set(scan_positions(text)) == paths_of(tomllib.loads(text))
    assert find_repeated(text) is None


@given(documents())
@settings(max_examples=100, deadline=None)
def test_a_table_that_is_opened_again_after_anything_is_found(text: str) -> None:
    before = f"[zz]\n{text}\n".replace("\r\n", "\n")
    tomllib.loads(before)
    line = before.count("\n") + 1
    assert find_repeated(f"{before} [zz]") == Repeated(("zz",), Position(1, 1), Position(line, 2), is_table=True)


@given(documents())
@settings(max_examples=100, deadline=None)
def test_a_key_stands_at_its_position_or_a_header_does(text: str) -> None:
    lines = text.replace("\r\n", "\n").split("\n")
    for path, (line, column) in scan_positions(text).items():
        here = lines[line - 1][column - 1 :]
        if isinstance(path[-1], str) and not here.startswith("["):
            key = KEY.match(here)
            assert key is not None
            assert tomllib.loads(f"{key.group()} = 0") == {path[-1]: 0}
        else:
            assert here.strip()


NUMBERED = re.compile(rf"(?:{KEY.pattern})[ \t]*=[ \t]*(\d+)")


def numbered(tree: Any, numbers: Iterator[int]) -> Any:
    """A tree with a number of its own for each scalar."""
    if isinstance(tree, dict):
        return {name: numbered(inner, numbers) for name, inner in tree.items()}
    return [numbered(inner, numbers) for inner in tree] if isinstance(tree, list) else next(numbers)


@st.composite
def numbered_documents(draw: st.DrawFn) -> str:
    writer = Writer(draw)
    writer.table([], numbered(draw(st.dictionaries(PLAIN_KEYS | ODD_KEYS, TREES, max_size=4)), count(1000)))
    return "\n".join(writer.lines)


@given(numbered_documents())
@settings(max_examples=150, deadline=None)
def test_behind_the_position_of_a_path_stands_the_value_that_tomllib_finds_there(text: str) -> None:
    """Every scalar is a number that occurs once, so that no other key or element can be taken for it."""
    lines, positions = text.split("\n"), scan_positions(text)
    for path, value in leaves(tomllib.loads(text)):
        line, column = positions[path]
        here = lines[line - 1][column - 1 :]
        found = NUMBERED.match(here) if isinstance(path[-1], str) else re.match(r"(\d+)", here)
        assert found is not None
        assert int(found[1]) == value


EXAMPLE = """\
# a comment with [brackets]
name = "x"
dotted.inner."quo ted" = 1

[[api_services]]
base_urls = [
  "https://a.test",   # ] one
  "https://b.test",
]
  [[api_services.operations]]
  scopes = { all = ["a", "b"], 'any' = [] }
  [api_services.operations.user]
  "e.mail" = ["x"]
[[api_services]]
text = \"\"\"
[not]
a = 1\"\"\"
  [[api_services.operations]]
  paths = ["/"]
[ a . b ]
c = 2026-03-04 10:11:12Z
"""


@pytest.mark.parametrize(
    ("path", "position"),
    [
        (("name",), (2, 1)),
        (("dotted",), (3, 1)),
        (("dotted", "inner"), (3, 8)),
        (("dotted", "inner", "quo ted"), (3, 14)),
        (("api_services",), (5, 1)),
        (("api_services", 0), (5, 1)),
        (("api_services", 0, "base_urls"), (6, 1)),
        (("api_services", 0, "base_urls", 1), (8, 3)),
        (("api_services", 0, "operations", 0), (10, 3)),
        (("api_services", 0, "operations", 0, "scopes"), (11, 3)),
        (("api_services", 0, "operations", 0, "scopes", "all"), (11, 14)),
        (("api_services", 0, "operations", 0, "scopes", "all", 1), (11, 26)),
        (("api_services", 0, "operations", 0, "scopes", "any"), (11, 32)),
        (("api_services", 0, "operations", 0, "user", "e.mail"), (13, 3)),
        (("api_services", 1), (14, 1)),
        (("api_services", 1, "text"), (15, 1)),
        (("api_services", 1, "operations", 0, "paths", 0), (19, 12)),
        (("a",), (20, 1)),
        (("a", "b", "c"), (21, 1)),
    ],
)
def test_positions_of_an_example(path: Path, position: tuple[int, int]) -> None:
    assert scan_positions(EXAMPLE)[path] == position


def test_what_has_no_position_stands_at_what_is_around_it() -> None:
    positions = scan_positions(EXAMPLE)
    assert position_of(positions, ("api_services", 1, "issuer")) == Position(14, 1)
    assert position_of(positions, ("nowhere", 3)) is None


@pytest.mark.parametrize("text", ["[", "a", "a = [1", '"', "[[a]", "a.=1", '"\\q" = 1', "= 1", "a = {b = 1", "a 1"])
def test_text_that_is_not_toml_ends_the_scan_quietly(text: str) -> None:
    assert len(scan_positions(f"good = 1\n{text}")) in (1, 2, 3)
    assert scan_positions(f"good = 1\n{text}")[("good",)] == (1, 1)


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    text = "".join(f"[[a]]\nb = {{ c = [{i}, '''{'x' * 20}'''] }}\n" for i in range(3000))
    assert len(scan_positions(text)) == len(paths_of(tomllib.loads(text)))
