"""What a refusal asks of which attribute: read from the access rules of the operation, or from the policy's tree."""

from __future__ import annotations

from itertools import islice, product

from engine.fixes.paths import turn_comparisons, ways_to_permit
from engine.fixes.search import Wishes
from engine.fixes.values import Wish, wishes_of
from engine.models.question import Known
from engine.policy.names import is_secret

MOST = 12
"""Sets of wishes that are made of one way through a tree."""


def asked_by_groups(known: Known) -> list[Wishes]:
    """One of the groups of the operation, each a way of its own."""
    groups = known.operation.groups if known.operation else ()
    held = list(known.groups or ())
    return [(Wish("user.groups", held, "contains", group, holds=True),) for group in groups[:MOST]]


def asked_by_user(known: Known) -> list[Wishes]:
    """Every attribute of the user that the operation names, with an allowed value; none where one is a secret."""
    wanted = known.operation.user if known.operation else {}
    if any(is_secret(f"user.{name}") for name in wanted):
        return []
    held = known.user.attributes if known.user else {}
    wishes = tuple(
        Wish(f"user.{name}", held.get(name), "in", list(allowed), holds=True)
        for name, allowed in wanted.items()
        if held.get(name) not in allowed
    )
    return [wishes] if wishes else []


def asked_by_networks(known: Known) -> list[Wishes]:
    """An address in one of the operation's networks."""
    networks = list(known.operation.networks) if known.operation else []
    return [(Wish("request.source_ip", None, "in_network", networks, holds=True),)] if networks else []


def asked_by_policy(known: Known) -> list[Wishes]:
    """Every short way through the policy's tree to a permit, as wishes."""
    found: list[Wishes] = []
    for way in ways_to_permit(known.policy, turn_comparisons) if known.policy else ():
        options = [wishes_of(turn.node, turn.outcome) for turn in way]
        found += islice(product(*options), MOST)
    return [wishes for wishes in found if wishes]
