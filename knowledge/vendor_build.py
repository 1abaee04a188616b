"""Builds `vendors.json` from `vendors/*.toml`: every code with what finds it, and the keys to look them up in one pass.

A key is a whole value, a code that stands for itself, the rarest word of a text, or the path of a member.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from knowledge.schema import VendorCode, VendorFile, VendorMatch
from knowledge.vendors import WORD, is_distinct

FOLDER, FILE = "vendors", "vendors.json"
GENERIC = frozenset(
    {"the", "and", "for", "not", "was", "with", "from", "token", "error", "request", "invalid", "access"}
)
"""Words that stand in most texts about a refusal: none of them is a key while a text has another."""


class Problem(NamedTuple):
    """What is wrong with one field of one file."""

    file: str
    field: str
    text: str


def vendor_files(root: Path) -> list[Path]:
    """The sources, in their order."""
    return sorted((root / FOLDER).glob("*.toml"))


def build_vendors(root: Path, reasons: Iterable[str], taken: Iterable[str]) -> tuple[str, list[Problem]]:
    """The file as text, and what is wrong with its sources.

    `reasons` are those that codes may point to, `taken` the ids of other entries, in any case.
    """
    problems: list[Problem] = []
    files = list(_read(root, problems))
    problems += _reason_problems(files, frozenset(reasons))
    ids = _ids(files, {name.casefold() for name in taken})
    rows = [_row(ids[place], file, code) for place, (file, code) in enumerate(_codes(files))]
    problems += [Problem(FOLDER, "id", f"`{name}` is the id of two codes") for name in _twice(ids)]
    keys = _keys([row[-1] for row in rows])
    return _render(_hash(root), keys, rows), problems


def _read(root: Path, problems: list[Problem]) -> Iterator[tuple[str, VendorFile]]:
    for path in vendor_files(root):
        name = path.relative_to(root).as_posix()
        try:
            yield name, VendorFile.model_validate(tomllib.loads(path.read_text("utf-8")))
        except ValidationError as error:
            problems += [Problem(name, ".".join(map(str, row["loc"])), row["msg"]) for row in error.errors()]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(Problem(name, "", f"not TOML: {error}"))


def _codes(files: list[tuple[str, VendorFile]]) -> Iterator[tuple[VendorFile, VendorCode]]:
    return ((file, code) for _, file in files for code in file.code)


def _reason_problems(files: list[tuple[str, VendorFile]], reasons: frozenset[str]) -> Iterator[Problem]:
    for name, file in files:
        for code in file.code:
            unknown = [reason for reason in code.reasons if reason not in reasons]
            yield from (Problem(name, code.code, f"no reason `{reason}`") for reason in unknown)


def _ids(files: list[tuple[str, VendorFile]], taken: set[str]) -> list[str]:
    """A code alone where nothing else has this name and it is no mere word, else behind its vendor."""
    count = Counter(code.code.casefold() for _, code in _codes(files))
    return [
        code.code
        if count[code.code.casefold()] == 1 and code.code.casefold() not in taken and _stands_alone(code.code)
        else f"{file.vendor} {code.code}"
        for file, code in _codes(files)
    ]


def _stands_alone(code: str) -> bool:
    return len(code) > 3 and (" " in code or is_distinct(code))


def _twice(ids: list[str]) -> list[str]:
    return [name for name, number in Counter(name.casefold() for name in ids).items() if number > 1]


def _row(name: str, file: VendorFile, code: VendorCode) -> list[Any]:
    """The fields of `knowledge.vendors.VendorCode`, in their order."""
    matches = [_match(one) for one in code.match]
    return [
        name, file.vendor, code.code, code.meaning, code.status, code.reasons, code.basis, file.answered_by,
        int(code.in_success), code.url or file.url, matches,
    ]  # fmt: skip


def _match(match: VendorMatch) -> dict[str, Any]:
    """A match without what it leaves open, texts as they are compared."""
    table = {name: value for name, value in match.model_dump().items() if value not in (None, [], {})}
    if "text" in table:
        table["text"] = [part for part in table["text"].casefold().split("…") if part.strip()]
    return table


def _keys(rows: list[list[dict[str, Any]]]) -> dict[str, dict[str, list[list[int]]]]:
    """Places of matches, as number of the code and of its match, by kind of key and key."""
    common = Counter(word for matches in rows for match in matches for word in _words(match))
    keys: dict[str, dict[str, list[list[int]]]] = {"word": {}, "value": {}, "text": {}, "member": {}}
    for number, matches in enumerate(rows):
        for place, match in enumerate(matches):
            kind = next((name for name in ("word", "value", "text") if name in match), "member")
            key = _anchor(match, common) if kind == "text" else str(match[kind]).casefold()
            key = key.rpartition(".")[2] if kind == "member" else key.strip().rstrip(".") if kind == "value" else key
            keys[kind].setdefault(key, []).append([number, place])
    return keys


def _words(match: dict[str, Any]) -> set[str]:
    return set(re.findall(WORD, " ".join(match.get("text", ()))))


def _anchor(match: dict[str, Any], common: Counter[str]) -> str:
    """The rarest word of a text: where it does not stand, the text does not, either."""
    words = {word for word in _words(match) if len(word) > 2} or _words(match)
    return min(words, key=lambda word: (word in GENERIC, common[word], -len(word), word))


def _hash(root: Path) -> str:
    digest = hashlib.sha256()
    for path in vendor_files(root):
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{digest.hexdigest()}"


def _render(sources: str, keys: dict[str, Any], rows: list[list[Any]]) -> str:
    lines = ",\n".join(f" {compact(row)}" for row in rows)
    names = [[row[0], row[2], *row[2].split(" / ")[1:]] for row in rows]
    heads = f'"sources": {compact(sources)},\n"keys": {compact(keys)},\n"names": {compact(names)},\n'
    return f'{{\n{heads}"codes": [\n{lines}\n]\n}}\n'


def compact(value: Any) -> str:
    """A value as JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
