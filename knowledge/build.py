"""Builds `catalog.json` from the guide's source files: `python -m knowledge.build [--check]`.

Every problem in every source is reported at once, with its file and field. Nothing is written while there is one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.records import SHOWN
from knowledge.rows import RowProblem, read_likely, read_rows
from knowledge.schema import STAGES, BehaviourEntry, Entry, FindingEntry, Scenario
from knowledge.search import build_index
from knowledge.vendor_build import FILE, build_vendors, compact
from knowledge.vendors import is_distinct

ROOT = Path(__file__).parent
FOLDERS = {
    "status": "status", "oauth": "oauth", "reasons": "reason", "decisions": "decision", "result_codes": "result_code",
    "findings": "finding", "behaviours": "behaviour",
}  # fmt: skip
"""Folder to the family of its entries, in the guide's order."""

MODELS: dict[str, type[Entry]] = {"findings": FindingEntry, "behaviours": BehaviourEntry}
"""Folders whose entries have fields of their own."""

_STAGE_ORDER = {stage: place for place, stage in enumerate(dict.fromkeys(s for row in STAGES.values() for s in row))}
Model = TypeVar("Model", bound=BaseModel)
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}")


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """What is wrong with one field of one source file."""

    file: str
    field: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field + ': ' if self.field else ''}{self.text}"


class SourceProblems(ValueError):
    """The sources cannot be built. Carries every problem."""

    def __init__(self, problems: Sequence[SourceProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def build_catalog(root: Path) -> dict[str, Any]:
    """The whole catalog from the sources under `root`. Raises SourceProblems."""
    problems: list[SourceProblem] = []
    entries = [entry for folder in FOLDERS for entry in _read_entries(root, folder, problems)]
    scenarios = list(_read_models(root, "scenarios", Scenario, "reason", problems))
    families = {entry.id: entry.family for _, entry in entries}
    reasons = {name for name, family in families.items() if family == "reason"}
    rows: list[RowProblem] = []
    signatures = read_rows(root / "signatures.toml", rows)
    likely = read_likely(root / "likely.toml", reasons, rows)
    problems += [SourceProblem(*problem) for problem in rows]
    problems += _link_problems(entries)
    problems += _reference_problems(families, scenarios, signatures)
    if problems:
        raise SourceProblems(problems)
    lists = {"signatures": signatures, "likely": likely}
    return _catalog_of(root, [entry for _, entry in entries], [scenario for _, scenario in scenarios], lists)


def render_catalog(catalog: dict[str, Any]) -> str:
    """The catalog as JSON with one member a line, so that a change shows as the lines that it touches."""
    one_a_line = {"heads", "scenarios", "signatures", "likely"}
    members = []
    for name, value in catalog.items():
        if name == "entries":
            text = "{\n" + ",\n".join(f' "{name}": {compact(row)}' for name, row in value.items()) + "\n}"
        elif name in one_a_line and value:
            text = "[\n" + ",\n".join(f" {compact(row)}" for row in value) + "\n]"
        else:
            text = compact(value)
        members.append(f'"{name}": {text}')
    return "{\n" + ",\n".join(members) + "\n}\n"


def sources_hash(root: Path) -> str:
    """A hash over the names and bytes of all source files."""
    digest = hashlib.sha256()
    for path in _source_files(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{digest.hexdigest()}"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Writes or checks the catalog. Returns 0, or 1 where the sources are broken or the catalog is stale."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.build", description="build the guide's catalog.json")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if catalog.json is stale")
    options = parser.parse_args(arguments)
    try:
        catalog = build_catalog(root)
        vendors = _vendors(root, catalog)
    except SourceProblems as error:
        print(error, file=sys.stderr)
        print(f"{len(error.problems)} problems in the sources, nothing written", file=sys.stderr)
        return 1
    texts = {root / "catalog.json": render_catalog(catalog), root / FILE: vendors}
    if options.check:
        stale = [path.name for path, text in texts.items() if not path.is_file() or path.read_text("utf-8") != text]
        for path in texts:
            print(
                f"{path.name} is stale: run python -m knowledge.build"
                if path.name in stale
                else f"{path.name} is fresh"
            )
        return 1 if stale else 0
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    print(_summary_of(catalog, len(texts[root / "catalog.json"].encode())))
    print(f"{len(json.loads(vendors)['codes'])} codes of vendors, {len(vendors.encode()) / 1000:.0f} kB")
    return 0


def _vendors(root: Path, catalog: dict[str, Any]) -> str:
    """The file of the vendors' codes. Raises SourceProblems."""
    names = [
        name
        for head in catalog["heads"]
        for name in (head[0], *(one for one in head[4] if not is_distinct(one.lower())))
    ]
    text, problems = build_vendors(root, catalog["reasons"], names)
    if problems:
        raise SourceProblems([SourceProblem(*problem) for problem in problems])
    return text


def _summary_of(catalog: dict[str, Any], size: int) -> str:
    counts = ", ".join(f"{len(ids)} {family}" for family, ids in _by_family(catalog).items())
    return (
        f"{len(catalog['entries'])} entries ({counts}), {len(catalog['scenarios'])} scenarios, "
        f"{len(catalog['signatures'])} signatures, {len(catalog['words'])} words, {size / 1000:.0f} kB"
    )


def _by_family(catalog: dict[str, Any]) -> dict[str, list[str]]:
    families: dict[str, list[str]] = {family: [] for family in FOLDERS.values()}
    for name, family, *_ in catalog["heads"]:
        families[family].append(name)
    return families


def _catalog_of(
    root: Path, entries: list[Entry], scenarios: list[Scenario], rows: dict[str, list[Any]]
) -> dict[str, Any]:
    entries = sorted(entries, key=_place)
    tables = [entry.model_dump(mode="json", exclude_none=True) for entry in entries]
    words, postings = build_index(tables)
    heads = [[e.id, e.family, e.title, e.summary, e.aliases, *_group_of(e)] for e in entries]
    return {
        "schema": "apiwhy.catalog/1",
        "sources": sources_hash(root),
        "heads": heads,
        "reasons": {table["id"]: table["reason"] for table in tables if "reason" in table},
        "scenarios": [s.model_dump(include={"reason", "title", "summary", "shows"}) for s in scenarios],
        **rows,
        "entries": {table["id"]: {key: value for key, value in table.items() if value != []} for table in tables},
        "words": words,
        "postings": postings,
    }


def _place(entry: Entry) -> tuple[int, int, str]:
    stage = _STAGE_ORDER[entry.reason.stage] if entry.reason else 0
    return list(FOLDERS.values()).index(entry.family), stage, entry.id


def _group_of(entry: Entry) -> list[str]:
    """What an entry is listed under: the stage of a reason or behaviour, the tables that a finding is about."""
    if entry.family in ("finding", "behaviour"):
        return [entry.id.partition(".")[0]]
    return [entry.reason.stage] if entry.reason else []


def _source_files(root: Path) -> list[Path]:
    folders = [*FOLDERS, "scenarios"]
    return sorted([path for folder in folders for path in (root / folder).glob("*.toml")] + [*root.glob("*.toml")])


def _read_entries(root: Path, folder: str, problems: list[SourceProblem]) -> Iterator[tuple[str, Entry]]:
    for file, entry in _read_models(root, folder, MODELS.get(folder, Entry), "id", problems):
        if entry.family != FOLDERS[folder]:
            problems.append(
                SourceProblem(file, "family", f"`{entry.family}`, wanted `{FOLDERS[folder]}` in this folder")
            )
        yield file, entry


def _read_models(
    root: Path, folder: str, model: type[Model], name: str, problems: list[SourceProblem]
) -> Iterator[tuple[str, Model]]:
    """Every file of a folder as a model; the field `name` must equal the file's name."""
    for path in sorted((root / folder).glob("*.toml")):
        file = path.relative_to(root).as_posix()
        try:
            found = model.model_validate(tomllib.loads(path.read_text("utf-8")))
        except ValidationError as error:
            problems += [SourceProblem(file, ".".join(map(str, row["loc"])), _plain(row)) for row in error.errors()]
            continue
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(SourceProblem(file, "", f"not TOML: {error}"))
            continue
        if getattr(found, name) != path.stem:
            problems.append(
                SourceProblem(file, name, f"`{getattr(found, name)}`, wanted `{path.stem}` as the file's name")
            )
        yield file, found


def _plain(row: Any) -> str:
    message = row["msg"][0].lower() + row["msg"][1:]
    seen = row["input"]
    return f"{message}, got `{seen}`" if isinstance(seen, (str, int, float, bool)) else str(message)


def _link_problems(entries: list[tuple[str, Entry]]) -> Iterator[SourceProblem]:
    ids = {entry.id: entry.family for _, entry in entries}
    seen: set[str] = set()
    for file, entry in entries:
        if entry.id.casefold() in seen:
            yield SourceProblem(file, "id", f"`{entry.id}` is taken by another entry")
        seen.add(entry.id.casefold())
        links = [("related", name) for name in entry.related] + [("not_this", row.id) for row in entry.not_this]
        for field, name in links:
            if name not in ids:
                yield SourceProblem(file, field, f"no entry `{name}`")
            elif name == entry.id:
                yield SourceProblem(file, field, f"`{name}` links to itself")
        for place, cause in enumerate(entry.causes):
            if cause.reason and ids.get(cause.reason) != "reason":
                yield SourceProblem(file, f"causes.{place}.reason", f"no entry `{cause.reason}` of the family reason")
        yield from _stage_problems(file, entry)


def _stage_problems(file: str, entry: Entry) -> Iterator[SourceProblem]:
    every = {stage for row in STAGES.values() for stage in row}
    for place, where in enumerate(entry.where):
        stages = STAGES[where.flow] if where.flow else every
        if where.stage and where.stage not in stages:
            yield SourceProblem(file, f"where.{place}.stage", f"no stage `{where.stage}` in {where.flow or 'any flow'}")
    if (entry.family == "reason") != (entry.reason is not None):
        yield SourceProblem(file, "reason", "wanted in entries of the family reason, and in no others")
    if entry.reason and (entry.reason.stage not in every or entry.id.split(".")[0] != entry.reason.stage):
        yield SourceProblem(
            file, "reason.stage", f"`{entry.reason.stage}`, wanted a stage that `{entry.id}` begins with"
        )


def _reference_problems(
    families: Mapping[str, str], scenarios: list[tuple[str, Scenario]], signatures: list[dict[str, Any]]
) -> Iterator[SourceProblem]:
    for place, row in enumerate(signatures):
        if row.get("reason") and families.get(row["reason"]) != "reason":
            yield SourceProblem("signatures.toml", f"{place}.reason", f"no reason `{row['reason']}`")
    for file, scenario in scenarios:
        family = SHOWN[scenario.shows]
        if families.get(scenario.reason) != family:
            yield SourceProblem(file, "reason", f"no {family} `{scenario.reason}`")
        if scenario.now is not None and not _is_time(scenario.now):
            yield SourceProblem(file, "now", f"`{scenario.now}`, wanted a time with a zone, e.g. 2026-03-04T10:11:12Z")
        for text in (scenario.request, scenario.response, *scenario.evidence):
            for name in _PLACEHOLDER.findall(text or ""):
                if name.removeprefix("tokens.") not in scenario.tokens or not name.startswith("tokens."):
                    yield SourceProblem(file, "tokens", f"nothing is named `{{{{{name}}}}}`")


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
