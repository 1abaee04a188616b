"""Environments as the app and the command line use them: read once, with their keys and what is odd about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from engine.models.exchange import Problem

if TYPE_CHECKING:
    from engine.adapters.environments import EnvironmentFile
    from engine.environment.model import Environment
    from engine.environment.problems import EnvironmentProblem
    from engine.models.deployment import Deployment
    from engine.models.keys import KeySet

DEMO = "demo:"
"""Prefix of an environment that is a shipped scenario's."""


class World(Struct, frozen=True, kw_only=True):
    """An environment that was read, with its keys by issuer name, and those of its clients by id.

    Where a deployed copy of its file was recorded, `environment` is that, and `draft` what deploying the file would
    make of it, where it changed since. `file` is always the file itself, None for a demo.
    `problems` are why it cannot be used, all of them; `notices` what it can be used without, such as keys that could
    not be read, `offline` the same for what only the network has. `files` are all that it was read from, key files
    among them, also those that were not there.
    """

    environment: Environment | None = None
    deployment: Deployment | None = None
    draft: Environment | None = None
    file: Environment | None = None
    keys: Mapping[str, KeySet] = field(default_factory=dict)
    client_keys: Mapping[str, KeySet] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    offline: tuple[str, ...] = ()


NO_WORLD = World()
State = tuple[tuple[int, int, int] | None, ...]


def read_world(name: str) -> World:
    """The environment of a path or of `demo:<scenario>`. What is wrong with it is in `problems`; nothing is raised."""
    return _demo_world(name.removeprefix(DEMO)) if name.startswith(DEMO) else _file_world(Path(name))


def state_of(files: Iterable[Path]) -> State:
    """What changes when one of the files is written, replaced, made or removed."""
    return tuple(map(_file_state, files))


def _file_state(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def read_keys(text: str, source: str) -> KeySet | Problem:
    """The keys of a JWK Set, or why there are none."""
    from engine.tokens.keys import KeysUnreadable, parse_jwks

    try:
        return parse_jwks(text, source=source)
    except KeysUnreadable as error:
        seen, _, wanted = str(error).removeprefix(f"{source}: ").rpartition(", wanted ")
        return Problem(where=source, seen=seen, wanted=wanted)


def _demo_world(reason: str) -> World:
    from engine.adapters.scenarios import read_scenario
    from engine.environment.loader import environment_from_tables
    from engine.environment.problems import EnvironmentProblems
    from engine.tokens.keys import parse_jwks
    from knowledge.scenarios import demo_jwks

    try:
        tables = read_scenario(reason).environment
    except KeyError:
        wanted = "one that `apiwhy demo --list` lists"
        return World(problems=(Problem(where=DEMO, seen=f"no scenario `{reason}`", wanted=wanted),))
    if tables is None:
        return NO_WORLD
    try:
        environment = environment_from_tables(tables, file=f"{DEMO}{reason}")
    except EnvironmentProblems as error:
        return World(problems=tuple(map(_problem, error.problems)))
    shipped = parse_jwks(demo_jwks(), source="demo keys")
    keys = {
        one.name: parse_jwks(one.jwks, source=f"keys of {one.name}") if isinstance(one.jwks, dict) else shipped
        for one in environment.issuers
        if one.jwks
    }
    return World(environment=environment, keys=keys)


def _file_world(path: Path) -> World:
    from engine.adapters.deployments import mark_of
    from engine.adapters.judged import read_judged
    from engine.environment.problems import EnvironmentProblems

    try:
        judged = read_judged(path)
    except EnvironmentProblems as error:
        return World(problems=tuple(_problem(one) for one in error.problems), files=(path,))
    read = judged.file
    notices = [str(problem) for problem in read.problems]
    keys, of_clients = (_read_all(texts, path, notices) for texts in (read.jwks, read.client_jwks))
    return World(
        environment=read.environment, deployment=judged.deployment, draft=judged.draft, file=judged.written,
        keys=keys, client_keys=of_clients, notices=tuple(notices), offline=tuple(_at_urls(read)),
        files=(path, *_key_files(read), mark_of(path)),
    )  # fmt: skip


def _read_all(texts: Mapping[str, str], path: Path, notices: list[str]) -> dict[str, KeySet]:
    """The keys that can be read, by name; what is wrong with them is added to the notices."""
    found = {name: read_keys(text, f"{path}, keys of {name}") for name, text in texts.items()}
    keys = {name: one for name, one in found.items() if not isinstance(one, Problem)}
    notices += [str(one) for one in found.values() if isinstance(one, Problem)]
    notices += [text for one in keys.values() for text in one.problems]
    return keys


def _key_files(read: EnvironmentFile) -> list[Path]:
    """The files beside the environment's that it names for keys."""
    from engine.adapters.environments import URL_SCHEMES

    environment = read.environment
    sources = [*(one.jwks for one in environment.issuers), *(one.jwks for one in environment.clients)]
    paths = [one for one in sources if isinstance(one, str) and not one.lower().startswith(URL_SCHEMES)]
    return [read.path.parent / one for one in dict.fromkeys(paths)]


def _at_urls(read: EnvironmentFile) -> list[str]:
    issuers = {issuer.name for issuer in read.environment.issuers}
    return [
        f"{read.path}: the keys of `{name}` stand at a URL, which is not fetched: signatures are not judged; "
        "--jwks FILE gives them, --online fetches them"
        for name in read.online_only
        if name in issuers
    ]


def _problem(problem: EnvironmentProblem) -> Problem:
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}:{problem.column}"
    return Problem(where=f"{place} {problem.path}".strip(), seen=problem.seen, wanted=problem.wish)
