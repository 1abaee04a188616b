"""The smallest change that takes a refusal back: sets of changes are tried on the engine, the cheapest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count, islice, product
from typing import Any

from msgspec import Struct

from engine.findings import Findings
from engine.fixes.applying import edited
from engine.fixes.changes import Change, together
from engine.fixes.claims import change_claims
from engine.fixes.people import change_client, change_user
from engine.fixes.sent import change_address, change_header, change_method, change_time, change_url
from engine.fixes.values import Wish, values_for
from engine.models.question import Known, Question
from engine.models.trace import Step
from engine.words import quoted

Find = Callable[[Question], Findings]
Wishes = tuple[Wish, ...]
Asked = Callable[[Known], Sequence[Wishes]]
RUNS = 24
"""Times that the engine is run for one reason, at most."""
DEEPEST = 3
"""Rounds of changes on top of one another."""
DEAR = 4
"""How much more another owner's fix may cost and still be worth showing."""
ADDRESS = "request.source_ip"


class Before(Struct, frozen=True):
    """The world that is changed: what refuses there and what is not known, and how to ask the engine."""

    question: Question
    known: Known
    reasons: tuple[str, ...]
    unknown: frozenset[tuple[str, str]]
    find: Find


class Found(Struct, frozen=True):
    """A change that was tried: the reasons that it takes back, and those that still refuse."""

    change: Change
    settles: tuple[str, ...]
    left: tuple[str, ...]


def unknown_checks(steps: Sequence[Step]) -> frozenset[tuple[str, str]]:
    """Stage and name of every check that lacks a fact."""
    return frozenset((step.stage, check.check) for step in steps for check in step.checks if check.outcome == "unknown")


def attempt(before: Before, change: Change, reason: str) -> tuple[Found | None, Findings]:
    """Runs the engine on the changed world. Nothing new may refuse there, and nothing more be unknown."""
    findings = before.find(edited(before.question, change.edits))
    left = tuple(one for _, one in findings.reasons)
    if reason in left or not set(left) <= set(before.reasons) or unknown_checks(findings.steps) - before.unknown:
        return None, findings
    return Found(change, tuple(one for one in before.reasons if one not in left), left), findings


class _State(Struct, frozen=True):
    """A change that waits to be tried, and the wishes that it grants."""

    change: Change
    wishes: Wishes
    depth: int


def search(before: Before, reason: str, asked: Asked) -> list[Found]:
    """The cheapest change that takes the reason back, and the cheapest one of another owner."""
    queue: list[tuple[int, int, _State]] = []
    order, found, seen = count(), list[Found](), set[str]()

    def expand(known: Known, wishes: Wishes, depth: int) -> None:
        for more in asked(known):
            for change in _changes(before, (*wishes, *(wish for wish in more if wish not in wishes))):
                if repr(change.edits) not in seen:
                    seen.add(repr(change.edits))
                    heappush(queue, (change.cost, next(order), _State(change, (*wishes, *more), depth)))

    expand(before.known, (), 1)
    for _ in range(RUNS):
        state = heappop(queue)[2] if queue else None
        if state is None or (found and state.change.cost > found[0].change.cost + DEAR):
            break
        if any(_is_more(state.change, one.change) for one in found):
            continue
        done, findings = attempt(before, state.change, reason)
        if done is not None:
            found.append(done)
        elif state.depth < DEEPEST and reason in (one for _, one in findings.reasons):
            expand(findings.known, state.wishes, state.depth + 1)
        if len(found) == 2:
            break
    return found


def _is_more(change: Change, than: Change) -> bool:
    """Whether a change is nothing new beside a cheaper one: of the same owner, or the same with something on top."""
    return change.owner == than.owner or {repr(edit) for edit in than.edits} <= {repr(edit) for edit in change.edits}


def _changes(before: Before, wishes: Wishes) -> Iterator[Change]:
    """Changes that grant all wishes: one value for each attribute, a few for each."""
    grouped: dict[str, list[Wish]] = {}
    for wish in wishes:
        grouped.setdefault(wish.changes, []).append(wish)
    values = [values_for(group, before.question.now) for group in grouped.values()]
    for chosen in islice(product(*values), 4):
        change = _change(before.question, before.known, dict(zip(grouped, chosen, strict=True)), wishes)
        if change is not None:
            yield change


def _change(question: Question, known: Known, values: Mapping[str, Any], wishes: Wishes) -> Change | None:
    """The changes that give attributes these values; None where one of them is nobody's to change."""
    made: list[Change | None] = []
    families = _families(question, known, values)
    if families is None:
        return None
    for family, named in families.items():
        if family == "url":
            made.append(change_url(question, known, named))
        elif family == "request":
            made += [_of_request(question, known, name, value, wishes) for name, value in named.items()]
        else:
            made.append(
                {"token": change_claims, "user": change_user, "client": change_client}[family](question, known, named)
            )
    changes = [change for change in made if change is not None]
    if not changes or len(changes) < len(made):
        return None
    try:
        return together(changes)
    except ValueError:
        return None


def _families(question: Question, known: Known, values: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    families: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        family, _, rest = name.partition(".")
        if name in ("user.id", "client.id"):
            issuer = known.issuer
            family, rest = (
                "token",
                (issuer.user_claim if issuer else "sub") if family == "user" else _client_claim(known),
            )
        if family == "path" or name.startswith("request.query."):
            if not isinstance(value, str):
                return None
            family, rest = "url", name
        if family == "response":
            return None
        families.setdefault(family, {})[rest] = value
    return families


def _client_claim(known: Known) -> str:
    from engine.tokens.claims import client_of

    named = client_of(known.claims or {})
    return named[1] if named else "client_id"


def _of_request(question: Question, known: Known, name: str, value: Any, wishes: Wishes) -> Change | None:
    if name.startswith("header.") and isinstance(value, str):
        return change_header(question, name.removeprefix("header."), value)
    if name == "method" and isinstance(value, str):
        return change_method(question, known, value)
    if name == "source_ip":
        inside = [
            wish.other for wish in wishes if wish.attribute == ADDRESS and wish.test == "in_network" and wish.holds
        ]
        named = quoted(inside[0] if isinstance(inside[0], list) else inside[:1]) if inside else ""
        return change_address(question, str(value), f"an address in {named}" if named else "another address")
    return change_time(question, known, value) if name == "time" else None
