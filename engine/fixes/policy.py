"""Fixes of a refusal by policy: what the caller or somebody's record would have to be, and last the policy itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.fixes.applying import pointer_of
from engine.fixes.asking import asked_by_policy
from engine.fixes.changes import Change, together
from engine.fixes.paths import OFF, UNWRITTEN, Turn, turn_whole, ways_to_permit
from engine.fixes.search import Before, Found, attempt, search
from engine.models.question import Known, Question
from engine.models.trace import Edit
from engine.policy.judging import TRUE
from engine.redaction import BULLETS
from engine.shown import redacted
from engine.tokens.claims import client_of

if TYPE_CHECKING:
    from engine.environment.model import Policy
    from engine.environment.positions import Path

COST = 20
TRIES = 6
"""Changes of policies that are tried."""
NEW_RULE = "added for this call"


def policy_fixes(before: Before, reason: str) -> list[Found]:
    """Up to two changes of what the policy looks at, then one of the policy, which lets more through."""
    found = search(before, reason, asked_by_policy)
    for change in _of_policies(before.question, before.known):
        done = attempt(before, change, reason)[0]
        if done is not None:
            return [*found, done]
    return found


def _of_policies(question: Question, known: Known) -> list[Change]:
    """A few changes of conditions, first those of single values, then such that name the caller."""
    if known.policy is None or question.environment is None:
        return []
    made: dict[str, Change] = {}
    for way in ways_to_permit(known.policy, turn_whole):
        for by_value in (True, False):
            parts = [_of_condition(question, known, turn, by_value=by_value) for turn in way]
            changes = [change for change in parts if change is not None]
            if changes and len(changes) == len(parts):
                made.setdefault(repr([change.edits for change in changes]), together(changes))
    return sorted(made.values(), key=lambda change: change.cost)[:TRIES]


def _of_condition(question: Question, known: Known, turn: Turn, *, by_value: bool) -> Change | None:
    """The condition of one rule or policy, changed so that it turns out otherwise for this request."""
    assert question.environment is not None
    names = [policy.name for policy in question.environment.policies]
    *above, last = turn.place
    policy = str(last if isinstance(last, str) else above[-1])
    if policy not in names:
        return None
    place = names.index(policy)
    table = question.environment.policies[place]
    if turn.node is UNWRITTEN:
        return _new_rule(known, table, place)
    path: Path = ("policies", place, "when")
    when, what = table.when, f"the policy `{policy}`"
    if isinstance(last, int):
        enabled = [number for number, rule in enumerate(table.rules) if rule.enabled]
        rule = table.rules[enabled[last]]
        path = ("policies", place, "rules", enabled[last], "when")
        when, what = rule.when, f"the rule `{rule.name}` of the policy `{policy}`"
        if turn.outcome == OFF:
            return _switched_off((*path[:-1], "enabled"), what)
    made = _by_value(when, turn, what) if by_value else _by_caller(when, known, turn, what)
    if made is None:
        return None
    to, words = made
    edit = Edit(target="environment", path=pointer_of(path), from_=when, to=to)
    return Change(
        edits=(edit,), owner="policy_author", words=words, cost=COST, widens=True,
        assuming="the policy is stricter than it was meant",
    )  # fmt: skip


def _switched_off(path: Path, what: str) -> Change:
    """A rule that always decides something cannot be made not to apply."""
    edit = Edit(target="environment", path=pointer_of(path), from_=True, to=False)
    return Change(
        edits=(edit,), owner="policy_author", words=f"switch {what} off", cost=COST + 5, widens=True,
        assuming="nothing else needs it",
    )  # fmt: skip


def _new_rule(known: Known, policy: Policy, place: int) -> Change:
    """A rule that permits this caller, at the end of the policy's own rules."""
    caller, who = _caller(known)
    path = pointer_of(("policies", place, "rules", len(policy.rules)))
    edit = Edit(target="environment", path=path, to={"name": NEW_RULE, "effect": "permit", "when": caller})
    return Change(
        edits=(edit,), owner="policy_author", words=f"add a rule to the policy `{policy.name}` that permits {who}",
        cost=COST, assuming="no rule was written for this call", widens=True,
    )  # fmt: skip


def _by_value(when: Mapping[str, Any] | None, turn: Turn, what: str) -> tuple[dict[str, Any], str] | None:
    """The one comparison of a condition, so that it takes the value that it refused."""
    condition = turn.node.get("condition") or {}
    if when is None or turn.outcome != TRUE or not condition.get("test") or "attribute" in condition.get("right", {}):
        return None
    test, held = condition["test"], condition["left"].get("value")
    hidden = held is None or isinstance(held, list | dict) or BULLETS in str(held)
    if hidden or condition["outcome"] != "false":
        return None
    kept = {key: value for key, value in when.items() if key != test}
    wanted = when[test]
    listed = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
    name = condition["left"]["attribute"]
    if test in ("equals", "in"):
        return kept | {"in": [*listed, held]}, f"let {what} take `{held}` for `{name}`, too"
    if test == "in_network":
        network = f"{held}/{128 if ':' in str(held) else 32}"
        return kept | {"in_network": [*listed, network]}, f"add `{network}` to the networks of {what}"
    bounds = {"greater_than": "at_least", "at_least": "at_least", "less_than": "at_most", "at_most": "at_most"}
    if test in bounds and name not in ("request.time", "request.local_time") and isinstance(held, int | float):
        return kept | {bounds[test]: held}, f"let {what} take `{held}` for `{name}`, too"
    return None


def _by_caller(when: Mapping[str, Any] | None, known: Known, turn: Turn, what: str) -> tuple[dict[str, Any], str]:
    """The condition with this caller let in, or left out where it is a rule that denies."""
    caller, who = _caller(known)
    if turn.outcome == TRUE:
        return {"any": [*([dict(when)] if when else []), caller]}, f"let {what} apply to {who}, too"
    return {"all": [*([dict(when)] if when else []), {"not": caller}]}, f"let {what} not apply to {who}"


def _caller(known: Known) -> tuple[dict[str, Any], str]:
    """A condition that holds for this caller: the user, else the client, else the operation."""
    claims = known.claims or {}
    subject, client = claims.get("sub"), client_of(claims)
    if known.delegated and isinstance(subject, str):
        return {"attribute": "token.sub", "default": "", "equals": subject}, f"the user `{subject}`"
    if client is not None:
        return {"attribute": f"token.{client[1]}", "default": "", "equals": client[0]}, f"the client `{client[0]}`"
    path = (known.url.path if known.url else "") or "/"
    return {"attribute": "request.path", "equals": path}, f"calls of `{redacted(path)}`"
