"""What lets a previewed token be issued: one way for each owner, each proved, else what the guide says."""

from __future__ import annotations

from typing import Any

import pytest

from engine.issuing.preview import PreviewAsk, preview_token
from tests.support.bakery import bakery
from tests.support.world import NOW, catalog

CARL = {"client": "tablet", "user": "carl", "grant_type": "authorization_code", "scopes": ("orders.burn",)}
CASES: list[tuple[str, dict[str, Any], list[tuple[str, str, bool, tuple[str, ...]]]]] = [
    ("two owners", {"client": "van-app", "grant_type": "client_credentials", "scopes": ("orders.read", "orders.burn")},
     [("ask only for `orders.read`, which the rule grants", "client", True, ()),
      ("add the scope `orders.burn` to the rule vans of Shop", "token_issuer", True, ())]),
    ("what would refuse next is said", CARL,
     [("add the user `carl` to the group `staff`", "user_administrator", True, ("access_policy.scope_not_covered",))]),
    ("a grant that is nearly one", {"client": "van-app", "grant_type": "client-credentials"},
     [("send the grant_type `client_credentials`", "client", True, ())]),
    ("a client that is nearly one", {"client": "van_app", "grant_type": "client_credentials"},
     [("send the client_id `van-app`", "client", True, ())]),
    ("a scope that is nearly one", {"client": "van-app", "grant_type": "client_credentials", "scopes": ("order.read",)},
     [("send the scope `orders.read`", "client", True, ())]),
    ("what only the guide knows", {"client": "no-such", "grant_type": "client_credentials"},
     [("use the id that the server's administration shows", "client", False, ())]),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "wanted"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_what_helps(ask: dict[str, Any], wanted: list[tuple[str, str, bool, tuple[str, ...]]]) -> None:
    preview = preview_token(bakery(), PreviewAsk(**ask), catalog=catalog(), now=NOW)
    found = [(fix.change, fix.owner, fix.proved, fix.left) for fix in preview.fixes]
    if not wanted[0][2]:
        facts = catalog().reason(preview.reason or "")
        wanted = [(facts.next_step, facts.owner, False, ())]
    assert found == wanted


def test_nothing_is_mended_where_nothing_refuses() -> None:
    ask = PreviewAsk(client="van-app", grant_type="client_credentials")
    assert preview_token(bakery(), ask, catalog=catalog(), now=NOW).fixes == ()
