"""The environment that requests are judged by: the deployed copy where one was recorded, else the file as it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.adapters.deployments import find_deployment
from engine.adapters.environments import EnvironmentFile, made_of, read_tables
from engine.adapters.store_place import StoreProblem
from engine.environment.problems import EnvironmentProblem, EnvironmentProblems

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.environment.tables import Tables
    from engine.models.deployment import Deployment


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFile:
    """What is judged by. `deployment` is the copy, where one was recorded; `draft` the file, where it changed since."""

    file: EnvironmentFile
    deployment: Deployment | None = None
    draft: Environment | None = None


def read_judged(path: Path) -> JudgedFile:
    """The file, or the deployed copy of it. Raises EnvironmentProblems where the file itself cannot be used."""
    text, tables = read_tables(path)
    drafted = made_of(path, text, tables)
    try:
        deployment = find_deployment(path, drafted.environment.name)
    except StoreProblem as problem:
        return JudgedFile(file=_with(drafted, _problem(path, f"its deployed copy cannot be read: {problem}")))
    return _judged(path, text, tables, drafted, deployment) if deployment else JudgedFile(file=drafted)


def _judged(path: Path, text: str, tables: Tables, drafted: EnvironmentFile, deployment: Deployment) -> JudgedFile:
    from engine.environment.deployed import contradictions, judged_tables, service_changes
    from engine.environment.hiding import hidden_text, restored
    from engine.environment.loader import load_environment, parse_tables, place_faults

    said = f"{path} {deployment.said}"
    try:
        load_environment(deployment.text, file=said)
        copy = parse_tables(deployment.text, file=said)
        hidden = parse_tables(hidden_text(text, tables), file=str(path))
        judged = made_of(path, "", judged_tables(tables, restored(copy, hidden, tables)))
    except EnvironmentProblems as error:
        wrong = _problem(path, f"its deployed copy cannot be used, the file is judged by: {error.problems[0]}")
        return JudgedFile(file=_with(drafted, wrong))
    found = place_faults(contradictions(hidden, copy, deployment.said), file=str(path), text=text)
    changed = bool(service_changes(copy, hidden))
    notice = [_problem(path, f"judged {deployment.said}; the file has changed since")] if changed else []
    return JudgedFile(
        file=replace(judged, problems=(*drafted.problems, *found, *notice)), deployment=deployment,
        draft=drafted.environment if changed else None,
    )  # fmt: skip


def _with(file: EnvironmentFile, problem: EnvironmentProblem) -> EnvironmentFile:
    return replace(file, problems=(*file.problems, problem))


def _problem(path: Path, said: str) -> EnvironmentProblem:
    return EnvironmentProblem(file=str(path), line=None, column=None, path="", seen=said)
