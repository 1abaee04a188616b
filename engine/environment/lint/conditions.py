"""What conditions of policies compare scopes and groups with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.environment.lint.found import Found, warning
from engine.environment.lint.scopes import OPENID, all_scopes
from engine.environment.positions import Path
from engine.environment.problems import nearest, quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment

SCOPE_ATTRIBUTES = ("token.scope", "token.scp", "token./scope", "token./scp")
CONTAINS = ("contains", "not_contains")


def comparisons(environment: Environment) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every comparison of every condition, with its path."""
    for at, policy in enumerate(environment.policies):
        yield from _inside(policy.when, ("policies", at, "when"))
        for order, rule in enumerate(policy.rules):
            yield from _inside(rule.when, ("policies", at, "rules", order, "when"))


def _inside(condition: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    waiting = [(path, condition)]
    while waiting:
        here, table = waiting.pop()
        if not isinstance(table, Mapping):
            continue
        if "attribute" in table:
            yield here, table
        waiting.append(((*here, "not"), table.get("not")))
        for key in ("all", "any"):
            rows = table.get(key)
            waiting += (
                [((*here, key, place), row) for place, row in enumerate(rows)] if isinstance(rows, list | tuple) else []
            )


def check_contains(environment: Environment) -> Iterator[Found]:
    """`contains` on scopes with a text that is part of a longer scope, or that is no scope at all."""
    listed = {scope for resource in environment.resources for scope in resource.scopes}
    listed.update(scope for server in environment.authorization_servers for scope in server.scopes or ())
    known = all_scopes(environment)
    for path, table in comparisons(environment):
        key = next((key for key in CONTAINS if isinstance(table.get(key), str)), None)
        if key is None or table["attribute"] not in SCOPE_ATTRIBUTES:
            continue
        text = table[key]
        longer = sorted(scope for scope in listed if text in scope and scope != text)
        if longer:
            summary = f"{quoted(text)} is a part of the scope {quoted(longer[0])}, too: "
            summary += f"where scopes are one text, `{key}` takes one for the other"
            fix = "compare with a scope that is no part of another, or split the text into a list before"
            yield warning("conditions.contains_longer_scope", (*path, key), summary, fix)
        elif known is not None and text not in known:
            near = nearest(text, known - OPENID)
            fix = f"write {quoted(near)}" if near else "compare with a scope that a server has"
            yield warning(
                "scopes.unknown", (*path, key), f"no server and no resource has the scope {quoted(text)}", fix
            )
