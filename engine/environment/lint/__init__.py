"""Checks an environment before any call: limits of the products, traps, and what reasoning finds.

Every check takes an environment and gives what it finds, and never raises for an environment that the loader gave. A
new one is a function in a file of its family, a row in one of the lists below, an entry in `knowledge/findings` and
a mistake in `tests/engine/environment/lint/planted.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.environment.lint import (
    access,
    audiences,
    base_urls,
    clients,
    conditions,
    deployment,
    history,
    limits,
    loading,
    names,
    operations,
    people,
    policies,
    reach,
    scopes,
    sources,
)
from engine.environment.lint.found import Finding, Found, place_findings
from engine.environment.loader import judge_tables, parse_tables
from engine.environment.positions import scan_positions
from engine.environment.problems import EnvironmentProblems, Fault

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.environment.tables import Tables

Check = Callable[["Environment"], Iterator[Found]]
DeployedCheck = Callable[["Environment", "Environment | None"], Iterator[Found]]

CHECKS: tuple[Check, ...] = (
    sources.check_policies_judged,
    base_urls.check_shadows,
    base_urls.check_prefixes,
    operations.check_patterns,
    operations.check_repeated_bases,
    operations.check_below_others,
    scopes.check_required,
    scopes.check_asked,
    scopes.check_twice,
    conditions.check_contains,
    audiences.check_audiences,
    audiences.check_one_resource,
    access.check_lifetimes,
    access.check_priorities,
    access.check_any_rule,
    reach.check_shadowed,
    reach.check_reached,
    people.check_groups,
    clients.check_tokens,
    clients.check_scopes,
    policies.check_decisions,
    policies.check_parts,
    history.check_history,
)
"""What is asked of every environment."""

PINGONE_CHECKS: tuple[Check, ...] = (
    limits.check_counts,
    limits.check_operations,
    limits.check_base_urls,
    limits.check_depth,
    names.check_names,
    names.check_scope_names,
    sources.check_external,
    sources.check_gateways,
)
"""What is asked where `semantics` is `pingone`."""

DEPLOYED_CHECKS: tuple[DeployedCheck, ...] = (deployment.check_deployment, deployment.check_fixed)
"""What is asked where `semantics` is `pingone`, with the deployed copy where there is one."""


class Checked(NamedTuple):
    """An environment, None where it cannot be used, and everything that was found, in the order of the file.

    `deployed` is the copy that it was checked against, if any.
    """

    environment: Environment | None
    findings: tuple[Finding, ...]
    deployed: Environment | None = None


def find_all(environment: Environment, deployed: Environment | None = None) -> Iterator[Found]:
    """What every check finds. `deployed` is the copy that was deployed, where one is known."""
    for check in CHECKS:
        yield from check(environment)
    if environment.semantics == "pingone":
        for check in PINGONE_CHECKS:
            yield from check(environment)
        for compare in DEPLOYED_CHECKS:
            yield from compare(environment, deployed)


def check_environment(
    environment: Environment, *, file: str, deployed: Environment | None = None
) -> tuple[Finding, ...]:
    """The findings of an environment whose text is not at hand: without places."""
    return place_findings(find_all(environment, deployed), file=file, positions=None)


def check_text(text: str, *, file: str, deployed: Environment | None = None, keys: Iterable[Fault] = ()) -> Checked:
    """Everything that is to be said of the text of an environment file. `keys` are faults of key files beside it.

    Where something keeps the environment from being used, the checks run on what there is of it all the same.
    """
    try:
        tables = parse_tables(text, file=file)
    except EnvironmentProblems as error:
        return unread_findings(error)
    environment, found = _judge(tables, deployed, keys)
    positions = scan_positions(text.removeprefix("\ufeff")) if found else {}
    return Checked(environment, place_findings(_once(found), file=file, positions=positions), deployed)


def check_tables(tables: Tables, *, file: str, deployed: Environment | None = None) -> Checked:
    """Everything that is to be said of the tables of an environment that has no text: without places."""
    environment, found = _judge(tables, deployed)
    return Checked(environment, place_findings(_once(found), file=file, positions=None), deployed)


def _judge(
    tables: Tables, deployed: Environment | None, keys: Iterable[Fault] = ()
) -> tuple[Environment | None, list[Found]]:
    """The environment, None where it cannot be used, and what loading and the checks find."""
    environment, faults = judge_tables(tables)
    found = [*loading.fault_findings(faults, tables), *loading.key_findings(keys), *loading.odd_findings(tables)]
    if environment is not None:
        found += find_all(environment, deployed)
    return None if faults else environment, found


def _once(found: Iterable[Found]) -> Iterator[Found]:
    """The first of each kind at each place: what loading says of a value, a check may say again."""
    seen: set[tuple[object, ...]] = set()
    for one in found:
        key = (one.finding, one.path)
        if key not in seen:
            seen.add(key)
            yield one


def unread_findings(problems: EnvironmentProblems) -> Checked:
    """What is to be said of a text that is no TOML."""
    found = []
    for problem in problems.problems:
        said = loading.syntax_finding(problem)
        found.append(
            Finding(
                finding=said.finding, severity=said.severity, file=problem.file, line=problem.line,
                column=problem.column, path=problem.path, summary=said.summary, entry=said.finding, fix=said.fix,
            )
        )  # fmt: skip
    return Checked(None, tuple(found))
