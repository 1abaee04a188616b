"""The records of the guide: plain and frozen. NamedTuples, because importing dataclasses costs 10 ms of 60."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from knowledge.owners import OWNERS, Owner


class Where(NamedTuple):
    """One place where a code occurs."""

    flow: str | None = None
    endpoint: str | None = None
    stage: str | None = None
    status: int | None = None
    note: str | None = None


class Cause(NamedTuple):
    """Why it happens, how to see that it is this cause, what helps, who can do it, and the reason that proves it."""

    cause: str
    check: str
    fix: str
    owner: str
    reason: str | None = None


class NotThis(NamedTuple):
    """Something it is easily taken for."""

    id: str
    why: str


class Reference(NamedTuple):
    spec: str
    url: str
    section: str | None = None


class ReasonFacts(NamedTuple):
    """What the engine needs to know of a reason. `status` and `error` are what the caller gets where predicted."""

    stage: str
    owner: Owner
    headline: str
    next_step: str
    status: int | None = None
    error: str | None = None
    told_caller: str | None = None


class Entry(NamedTuple):
    """One page of the guide."""

    id: str
    family: str
    title: str
    summary: str
    meaning: str
    where: tuple[Where, ...]
    causes: tuple[Cause, ...]
    troubleshoot: tuple[str, ...]
    not_this: tuple[NotThis, ...]
    references: tuple[Reference, ...]
    related: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    servers_send: tuple[str, ...] = ()
    reason: ReasonFacts | None = None
    severity: str | None = None
    """Of a finding: `error`, `warning` or `note`, at its worst."""


class Head(NamedTuple):
    """What a list shows of an entry. `stage` is set for reasons and behaviours; it is the vendor of a vendor's codes,
    the tables of findings.
    """

    id: str
    family: str
    title: str
    summary: str
    aliases: tuple[str, ...] = ()
    stage: str | None = None


class Hit(NamedTuple):
    """One search result; a higher score is better among hits of equal rank."""

    id: str
    family: str
    title: str
    summary: str
    score: float


SHOWN = {"reason": "reason", "difference": "reason", "behaviour": "behaviour", "finding": "finding"}
"""What a scenario shows, and the family of its entry."""


class ScenarioSummary(NamedTuple):
    """A scenario's name, that of the entry it shows, and what it is about; `knowledge.scenarios` reads the whole."""

    reason: str
    title: str
    summary: str
    shows: str = "reason"

    @property
    def family(self) -> str:
        """The family of the entry that it shows."""
        return SHOWN[self.shows]


def make_entry(raw: Mapping[str, Any]) -> Entry:
    """An entry from its tables, as the build writes them."""
    lists = {"where": Where, "causes": Cause, "not_this": NotThis, "references": Reference}
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    values |= {name: tuple(record(**row) for row in raw.get(name, ())) for name, record in lists.items()}
    if "reason" in raw:
        values["reason"] = facts_of(raw["reason"])
    return Entry(**values)


def facts_of(raw: Mapping[str, Any]) -> ReasonFacts:
    """The facts of a reason from their table. KeyError where its owner is none of the known ones."""
    return ReasonFacts(**{**raw, "owner": OWNERS[raw["owner"]]})
