"""`apiwhy environment deploy`: records the copy that requests are judged by from now on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.options import ALLOWED, REFUSED, UNREADABLE, USAGE, CannotRead, Parser, environment_name, printable, say

if TYPE_CHECKING:
    from engine.environment.deployed import ServiceChange
    from engine.models.deployment import Deployment

EPILOG = """An API service takes effect when it is deployed, with the policies, statements,
issuers, resources and gateways that it refers to. From then on requests are judged
by this copy, while you edit the file; where the file would decide otherwise,
a diagnosis says so. Users, clients and authorization servers take effect at once.
With --withdraw the copy is forgotten: requests are judged by the file again.

The copy is kept in the audit store, without secrets, and found by the name and the
path of the file. `apiwhy audit` lists what was created, updated, deployed, deleted.
"""


class _RefusedError(Exception):
    """A file that cannot be deployed over its copy. `lines` say why."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("not deployed")
        self.lines = lines


def run(words: Sequence[str]) -> int:
    """Runs the subcommand."""
    parser = Parser(
        prog="apiwhy environment deploy", epilog=EPILOG,
        description="Records an environment file as deployed: the copy that requests are judged by.",
    )  # fmt: skip
    parser.add_argument(
        "file", nargs="?", metavar="FILE",
        help="the environment file (default: $APIWHY_ENVIRONMENT, else environment.toml in the config folder)",
    )  # fmt: skip
    parser.add_argument("--withdraw", action="store_true", help="forget the copy: the file counts again")
    options = parser.read(words)
    from engine.adapters.store_place import StoreProblem

    try:
        name = environment_name(options.file)
        if name is None:
            raise CannotRead("there is no environment file, wanted one: `apiwhy environment init` makes a first one")
        for line in (_withdraw if options.withdraw else _deploy)(Path(name)):
            print(printable(line))
    except _RefusedError as refused:
        for line in refused.lines:
            print(printable(line))
        return REFUSED
    except (*UNREADABLE, StoreProblem) as error:
        say(str(error))
        return USAGE
    return ALLOWED


def _deploy(path: Path) -> list[str]:
    """Records the copy where something changed, and says what did. Raises ValueError, StoreProblem."""
    from engine.adapters.clock import new_id, now
    from engine.adapters.deployments import find_deployment, record_deployment, system_user, whole_path
    from engine.adapters.environments import made_of, read_tables
    from engine.audit.deployments import deployment_events
    from engine.environment.deployed import service_changes
    from engine.models.deployment import Deployment
    from engine.words import instant

    text, tables = read_tables(path)
    name = made_of(path, text, tables).environment.name
    hidden, copy = _without_secrets(path, text, tables)
    last = find_deployment(path, name)
    before = _tables_of(last)
    changes = service_changes(before, copy)
    digest = _digest(hidden)
    if last is not None and digest == last.digest:
        return [f"nothing to deploy: {name} is {last.said}"]
    _check_fixed(path, name, copy)
    moment, actor = now(), system_user()
    deployment = Deployment(name, whole_path(path), instant(moment), actor, digest, hidden)
    events = deployment_events(changes, before, copy, actor=actor, at=moment, new_id=new_id)
    record_deployment(deployment, events)
    return [
        f"{name} deployed at {deployment.at} by {actor}", *_said(changes),
        "requests are judged by this copy; `apiwhy environment deploy --withdraw` lets the file count again",
    ]  # fmt: skip


def _check_fixed(path: Path, name: str, copy: Mapping[str, Any]) -> None:
    """Refuses a file that changes what is fixed once it was deployed, and records that. Raises _RefusedError."""
    from engine.adapters.deployments import check_with_copy
    from engine.environment.lint.deployment import FIXED

    found = [one for one in check_with_copy(path)[0].findings if one.finding in FIXED]
    if not found:
        return
    from engine.adapters.clock import new_id, now
    from engine.adapters.deployments import system_user
    from engine.adapters.store import AuditStore
    from engine.audit.deployments import refused_events
    from engine.environment.problems import parse_path

    services = [str(copy["api_services"][int(parse_path(one.path)[1])]["name"]) for one in found]
    with AuditStore.open() as store:
        store.append(refused_events(services, copy, actor=system_user(), at=now(), new_id=new_id))
    said = [f"  {one.file}:{one.line}: {one.summary}; {one.fix}" for one in found]
    raise _RefusedError([f"{name} is not deployed: what is fixed once it is saved was changed", *said])


def _withdraw(path: Path) -> list[str]:
    """Forgets the copy of the environment in this file. Raises ValueError, StoreProblem."""
    from engine.adapters.clock import new_id, now
    from engine.adapters.deployments import find_deployment, system_user, withdraw_deployment
    from engine.adapters.environments import made_of, read_tables
    from engine.audit.deployments import withdrawal_events

    name = made_of(path, *read_tables(path)).environment.name
    last = find_deployment(path, name)
    before = _tables_of(last)
    if last is None or before is None:
        return [f"nothing to withdraw: {name} has no deployed copy of this file"]
    withdraw_deployment(path, name, withdrawal_events(before, actor=system_user(), at=now(), new_id=new_id))
    return [f"{name} {last.said} is withdrawn: requests are judged by the file"]


def _without_secrets(path: Path, text: str, tables: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The copy and its tables; it must still be an environment. Raises ValueError."""
    from engine.environment.hiding import hidden_text
    from engine.environment.loader import load_environment, parse_tables

    hidden = hidden_text(text, tables)
    try:
        load_environment(hidden, file=str(path))
    except ValueError as error:
        raise CannotRead(f"a secret stands where the file needs it, so that no copy can be kept: {error}") from None
    return hidden, parse_tables(hidden, file=str(path))


def _tables_of(last: Deployment | None) -> dict[str, Any] | None:
    from engine.environment.loader import parse_tables

    return parse_tables(last.text, file=f"{last.path} {last.said}") if last is not None else None


def _digest(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()


def _said(changes: Sequence[ServiceChange]) -> list[str]:
    if not changes:
        return ["  no API service changed"]
    return [f"  {'deployed' if not one.own else one.kind:<9} {one.name}{WHY[one.own]}" for one in changes]


WHY = {True: "", False: ": what it refers to changed"}
