"""What somebody changes so that an attribute has another value: the edits, who makes them, and the words for it."""

from __future__ import annotations

from msgspec import Struct

from engine.models.trace import Edit
from knowledge.owners import Owner

MEANT = "it is the one that was meant"
"""What a fix assumes that writes a misspelt word as it is defined: what refuses then was hidden by the word."""


class Change(Struct, frozen=True, kw_only=True):
    """One thing that somebody does. `cost` ranks it: narrow and easy things are cheap, what widens access is dear."""

    edits: tuple[Edit, ...]
    owner: Owner
    words: str
    cost: int
    assuming: str | None = None
    widens: bool = False
    command: str | None = None


def together(changes: list[Change]) -> Change:
    """Several changes as one: whoever is not the client must act first. ValueError where two edit the same place."""
    edits = tuple(edit for change in changes for edit in change.edits)
    if len({(edit.target, edit.path) for edit in edits}) < len(edits):
        raise ValueError("two changes of one place")
    others = [change.owner for change in changes if change.owner != "client"]
    said = [change.assuming for change in changes if change.assuming]
    return Change(
        edits=edits, owner=others[0] if others else "client", words=", and ".join(change.words for change in changes),
        cost=sum(change.cost for change in changes), assuming=" and ".join(dict.fromkeys(said)) or None,
        widens=any(change.widens for change in changes),
        command=next((change.command for change in changes if change.command), None),
    )  # fmt: skip
