"""Several changes as one."""

from __future__ import annotations

import pytest

from engine.fixes.changes import Change, together
from engine.models.trace import Edit

ASK = Change(
    edits=(Edit(target="token", path="/scope", to="a"),), owner="client", words="ask", cost=2, assuming="it is granted",
    command="curl",
)  # fmt: skip
JOIN = Change(
    edits=(Edit(target="environment", path="/users/0/groups", to=["a"]),), owner="user_administrator", words="join",
    cost=4, assuming="it is granted", widens=True,
)  # fmt: skip


def test_costs_add_up_and_whoever_is_not_the_client_must_act() -> None:
    whole = together([ASK, JOIN])
    assert (whole.owner, whole.words, whole.cost, whole.widens) == ("user_administrator", "ask, and join", 6, True)
    assert (whole.edits, whole.assuming, whole.command) == (ASK.edits + JOIN.edits, "it is granted", "curl")


def test_one_change_is_itself() -> None:
    assert together([ASK]) == ASK


def test_two_changes_of_one_place_do_not_go_together() -> None:
    with pytest.raises(ValueError, match="one place"):
        together([ASK, ASK])
