"""Environments as the app and the command line use them: read once, with their keys and what is odd about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.models.exchange import Problem

if TYPE_CHECKING:
    from engine.adapters.environments import EnvironmentFile
    from engine.environment.model import Environment
    from engine.environment.problems import EnvironmentProblem
    from engine.models.keys import KeySet

DEMO = "demo:"
"""Prefix of an environment that is a shipped scenario's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """An environment that was read, with its keys by issuer name.

    `problems` are why it cannot be used, all of them; `notices` what it can be used without, such as keys that could
    not be read.
    """

    environment: Environment | None = None
    keys: Mapping[str, KeySet] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()


NO_WORLD = World()


def read_world(name: str) -> World:
    """The environment of a path or of `demo:<scenario>`. What is wrong with it is in `problems`; nothing is raised."""
    return _demo_world(name.removeprefix(DEMO)) if name.startswith(DEMO) else _file_world(Path(name))


def changed_at(name: str) -> float:
    """When the file of an environment was last written, in seconds since 1970; 0 for a scenario's, -1 for none."""
    if name.startswith(DEMO):
        return 0.0
    try:
        return Path(name).stat().st_mtime
    except (OSError, ValueError):
        return -1.0


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
    from engine.tokens.keys import parse_jwks
    from knowledge.scenarios import demo_jwks

    try:
        tables = read_scenario(reason).environment
    except KeyError:
        wanted = "one that `apiwhy demo --list` lists"
        return World(problems=(Problem(where=DEMO, seen=f"no scenario `{reason}`", wanted=wanted),))
    if tables is None:
        return NO_WORLD
    environment = environment_from_tables(tables, file=f"{DEMO}{reason}")
    shipped = parse_jwks(demo_jwks(), source="demo keys")
    keys = {
        one.name: parse_jwks(one.jwks, source=f"keys of {one.name}") if isinstance(one.jwks, dict) else shipped
        for one in environment.issuers
        if one.jwks
    }
    return World(environment=environment, keys=keys)


def _file_world(path: Path) -> World:
    from engine.adapters.environments import read_environment
    from engine.environment.problems import EnvironmentProblems

    try:
        read = read_environment(path)
    except EnvironmentProblems as error:
        return World(problems=tuple(_problem(one) for one in error.problems))
    found = {name: read_keys(text, f"{path}, keys of {name}") for name, text in read.jwks.items()}
    keys = {name: one for name, one in found.items() if not isinstance(one, Problem)}
    notices = [str(problem) for problem in read.problems]
    notices += [str(one) for one in found.values() if isinstance(one, Problem)]
    notices += [text for one in keys.values() for text in one.problems]
    return World(environment=read.environment, keys=keys, notices=(*notices, *_at_urls(read)))


def _at_urls(read: EnvironmentFile) -> list[str]:
    issuers = {issuer.name for issuer in read.environment.issuers}
    return [
        f"{read.path}: the keys of `{name}` stand at a URL, which is not fetched: signatures are not judged; "
        "give them with --jwks FILE"
        for name in read.online_only
        if name in issuers
    ]


def _problem(problem: EnvironmentProblem) -> Problem:
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}:{problem.column}"
    default = "a file as `apiwhy environment init` makes it"
    return Problem(where=f"{place} {problem.path}".strip(), seen=problem.seen, wanted=problem.wish or default)
