"""The environment that requests are judged by: the deployed copy where one was recorded, else the file as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from engine.adapters.deployments import find_deployment
from engine.adapters.environments import EnvironmentFile, made_of, read_tables
from engine.adapters.store_place import StoreProblem
from engine.environment.problems import EnvironmentProblem, EnvironmentProblems
from engine.redaction import BULLETS

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.environment.tables import Tables
    from engine.models.deployment import Deployment


class JudgedFile(Struct, frozen=True, kw_only=True):
    """What is judged by. `deployment` is the copy, where one was recorded; `draft` what deploying the file would make.

    `draft` is None where the file has not changed since. `written` is the file itself, word for word.
    """

    file: EnvironmentFile
    written: Environment
    deployment: Deployment | None = None
    draft: Environment | None = None


class BesideCopy(Struct, frozen=True, kw_only=True):
    """A file beside its deployed copy: what counts before and after a deployment. `text` is the file's, no secrets."""

    deployment: Deployment
    text: str
    before: Environment
    after: Environment


def read_beside(path: Path) -> BesideCopy | None:
    """The file and its deployed copy; None where none was recorded. Raises EnvironmentProblems, StoreProblem."""
    from engine.environment.deployed import compared_tables
    from engine.environment.hiding import hidden_text
    from engine.environment.loader import environment_from_tables, parse_tables

    text, tables = read_tables(path)
    found = find_deployment(path, made_of(path, text, tables).environment.name)
    if found is None:
        return None
    hidden, name = hidden_text(text, tables), f"{path} {found.said}"
    before, after = compared_tables(parse_tables(hidden, file=str(path)), parse_tables(found.text, file=name))
    return BesideCopy(
        deployment=found, text=hidden, before=environment_from_tables(before, file=name),
        after=environment_from_tables(after, file=str(path)),
    )  # fmt: skip


def read_judged(path: Path) -> JudgedFile:
    """The file, or the deployed copy of it. Raises EnvironmentProblems where the file itself cannot be used."""
    text, tables = read_tables(path)
    drafted = made_of(path, text, tables)
    try:
        deployment = find_deployment(path, drafted.environment.name)
    except StoreProblem as problem:
        unread = _with(drafted, _problem(path, f"its deployed copy cannot be read: {problem}"))
        return JudgedFile(file=unread, written=drafted.environment)
    if deployment is None:
        return JudgedFile(file=drafted, written=drafted.environment)
    if deployment.text == text and all("deployment" not in one for one in tables.get("api_services", ())):
        return JudgedFile(file=drafted, deployment=deployment, written=drafted.environment)
    return _judged(path, text, tables, drafted, deployment)


def _judged(path: Path, text: str, tables: Tables, drafted: EnvironmentFile, deployment: Deployment) -> JudgedFile:
    from engine.environment.deployed import contradictions, judged_tables, once_deployed, service_changes
    from engine.environment.loader import parse_tables, place_faults

    try:
        copy = parse_tables(deployment.text, file=f"{path} {deployment.said}")
        hidden, whole = _beside(path, text, tables, copy) if BULLETS in deployment.text else (tables, copy)
        judged = made_of(path, "", judged_tables(tables, whole))
    except EnvironmentProblems as error:
        wrong = _problem(path, f"its deployed copy cannot be used, the file is judged by: {error.problems[0]}")
        return JudgedFile(file=_with(drafted, wrong), written=drafted.environment)
    found = place_faults(contradictions(hidden, copy, deployment.said), file=str(path), text=text)
    changed = bool(service_changes(copy, hidden))
    notice = [_problem(path, f"judged {deployment.said}; the file has changed since")] if changed else []
    return JudgedFile(
        file=replace(judged, problems=(*drafted.problems, *found, *notice)), deployment=deployment,
        draft=made_of(path, "", once_deployed(tables)).environment if changed else None, written=drafted.environment,
    )  # fmt: skip


def _beside(path: Path, text: str, tables: Tables, copy: Tables) -> tuple[Tables, Tables]:
    """The file without its secrets, to be compared with the copy; and the copy with those that the file still has."""
    from engine.environment.hiding import hidden_text, restored
    from engine.environment.loader import parse_tables

    hidden = parse_tables(hidden_text(text, tables), file=str(path))
    return hidden, restored(copy, hidden, tables)


def _with(file: EnvironmentFile, problem: EnvironmentProblem) -> EnvironmentFile:
    return replace(file, problems=(*file.problems, problem))


def _problem(path: Path, said: str) -> EnvironmentProblem:
    return EnvironmentProblem(file=str(path), line=None, column=None, path="", seen=said)
