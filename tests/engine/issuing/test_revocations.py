"""What ends a token: each revocation of the seed, found between issue and now; what ends none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.issuing.revocations import Issued, find_revocation
from engine.models.question import HistoryEvent
from tests.support.world import NOW

DIGEST = "ab" * 32
TOKEN = Issued(
    at=NOW - timedelta(hours=1), names=frozenset({"jti-1", DIGEST}), user="ada", client="shop-web", server="Orders"
)


def event(type_: str, subject: str, minutes: int = 30, **detail: Any) -> HistoryEvent:
    """An event so many minutes ago."""
    return HistoryEvent(at=NOW - timedelta(minutes=minutes), type=type_, subject=subject, detail=detail)


AT = "at 2026-03-04T09:41:12Z"
ENDING = [
    ("revoked at the endpoint", event("token_revoked", "jti-1"), f"it was revoked {AT}"),
    ("revoked by its hash", event("token_revoked", DIGEST[:16].upper()), f"it was revoked {AT}"),
    ("revoked before its issue is known", event("token_revoked", "jti-1", 90), "it was revoked at 2026-03-04T08:41:12Z"),
    ("all of the user", event("token_revoked", "ada"), f"the tokens of `ada` were revoked {AT}"),
    ("user deactivated", event("user_changed", "ada", what="deactivated"), f"the user `ada` was deactivated {AT}"),
    ("user deleted", event("user_deleted", "ada"), f"the user `ada` was deleted {AT}"),
    ("server changed", event("server_changed", "Orders", what="changed"), f"the authorization server `Orders` was changed {AT}"),
    ("server deleted", event("server_changed", "Orders", what="deleted"), f"the authorization server `Orders` was deleted {AT}"),
    ("client deactivated", event("client_changed", "shop-web", what="deactivated"), f"the client `shop-web` was deactivated {AT}"),
    ("client changed", event("client_changed", "shop-web"), f"the client `shop-web` was changed {AT}"),
    ("client deleted", event("client_deleted", "shop-web"), f"the client `shop-web` was deleted {AT}"),
    ("client unassigned", event("client_changed", "shop-web", what="unassigned", user="ada"), f"the client `shop-web` was unassigned {AT}"),
    ("user unassigned", event("user_changed", "ada", what="unassigned", client="shop-web"), f"the user `ada` was unassigned {AT}"),
]  # fmt: skip


@pytest.mark.parametrize(("happened", "said"), [row[1:] for row in ENDING], ids=[row[0] for row in ENDING])
def test_what_ends_a_token(happened: HistoryEvent, said: str) -> None:
    found = find_revocation([happened], TOKEN, NOW)
    assert found is not None
    assert found.said == said
    assert found.explicit == ("revoked" in happened.type)


SPARING = [
    ("before the token was issued", event("user_changed", "ada", 90, what="deactivated")),
    ("after now", event("user_changed", "ada", -5, what="deactivated")),
    ("another user", event("user_changed", "ben", what="deactivated")),
    ("a change that is no end", event("user_changed", "ada", what="renamed")),
    ("unassigned from another client", event("user_changed", "ada", what="unassigned", client="tablet")),
    ("another user of the client", event("client_changed", "shop-web", what="unassigned", user="ben")),
    ("another server", event("server_changed", "Other", what="deleted")),
    ("a policy", event("policy_changed", "Orders", what="changed")),
    ("a few digits of a hash", event("token_revoked", DIGEST[:8])),
]


@pytest.mark.parametrize("happened", [row[1] for row in SPARING], ids=[row[0] for row in SPARING])
def test_what_ends_none(happened: HistoryEvent) -> None:
    assert find_revocation([happened], TOKEN, NOW) is None


def test_the_first_end_counts_and_a_token_of_unknown_age_ends_by_its_name_only() -> None:
    both = [event("client_changed", "shop-web", 10), event("user_changed", "ada", 20, what="deleted")]
    first = find_revocation(both, TOKEN, NOW)
    assert first is not None
    assert first.what == "the user `ada` was deleted"
    ageless = Issued(at=None, names=frozenset({"jti-1"}), user="ada", client="shop-web")
    assert find_revocation(both, ageless, NOW) is None
    assert find_revocation([event("token_revoked", "jti-1")], ageless, NOW) is not None
