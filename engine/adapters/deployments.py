"""Deployed copies of environment files: recorded in the audit store, found by name and path."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.adapters.store_place import StoreProblem, default_file, deployment_mark

if TYPE_CHECKING:
    from engine.audit.events import AuditEvent
    from engine.environment.lint import Checked
    from engine.environment.model import Environment
    from engine.models.deployment import Deployment


def whole_path(path: Path) -> str:
    """The path that a copy is found by: absolute, links resolved."""
    return str(path.expanduser().resolve())


def mark_of(path: Path) -> Path:
    """What changes when the file is deployed."""
    return deployment_mark(whole_path(path))


def find_deployment(path: Path, name: str) -> Deployment | None:
    """The last deployed copy of the environment of this name in this file. Raises StoreProblem.

    Where nothing was ever deployed, this neither opens nor makes the store.
    """
    whole = whole_path(path)
    if not deployment_mark(whole).exists() or not default_file().exists():
        return None
    from engine.adapters.store import AuditStore

    with AuditStore.open() as store:
        return store.deployment(name, whole)


def deployed_environment(path: Path, name: str) -> Environment | None:
    """The environment of the last deployed copy, as it was deployed but for its secrets. Raises StoreProblem.

    Raises EnvironmentProblems where a later version no longer takes it.
    """
    found = find_deployment(path, name)
    if found is None:
        return None
    from engine.environment.loader import load_environment

    return load_environment(found.text, file=f"{path} {found.said}")


def check_with_copy(path: Path) -> tuple[Checked, str]:
    """What is to be said of a file, also against its deployed copy; and why that could not be read, if so.

    Raises EnvironmentProblems where the file is not there, or is no text.
    """
    from engine.adapters.environments import check_environment_file
    from engine.environment.problems import EnvironmentProblems

    checked = check_environment_file(path)
    if checked.environment is None:
        return checked, ""
    try:
        deployed = deployed_environment(path, checked.environment.name)
    except (StoreProblem, EnvironmentProblems) as problem:
        return checked, f"the deployed copy is left out, it cannot be read: {problem}"
    return (check_environment_file(path, deployed=deployed) if deployed else checked), ""


def record_deployment(deployment: Deployment, events: Iterable[AuditEvent]) -> None:
    """Writes a copy and its events, both or neither. Raises StoreProblem, also where no file can be used."""
    from engine.adapters.store import AuditStore

    with AuditStore.open() as store:
        if store.path is None:
            raise StoreProblem(f"nothing was deployed: {store.notice}")
        store.deploy(deployment, events)
    mark = deployment_mark(deployment.path)
    try:
        mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark.touch(mode=0o600)
    except OSError as error:
        raise StoreProblem(f"`{mark}` cannot be made, by which the copy is found: {error.strerror}") from None


def withdraw_deployment(path: Path, name: str, events: Iterable[AuditEvent]) -> None:
    """Forgets the copies of the environment of this name in this file; it counts as it stands. Raises StoreProblem."""
    from engine.adapters.store import AuditStore

    whole = whole_path(path)
    with AuditStore.open() as store:
        store.withdraw(name, whole, events)
    with suppress(OSError):
        deployment_mark(whole).touch(mode=0o600)


def system_user() -> str:
    """Who deploys: the name of the user of the operating system, or its number."""
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"
