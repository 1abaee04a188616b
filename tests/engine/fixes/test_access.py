"""Changes that let a server issue a token. The oracle: the changed world, made by hand and asked anew."""

from __future__ import annotations

from typing import Any

import pytest

from engine.fixes.access import access_changes, asking_only, fewer_scopes
from engine.fixes.propose import BY_ACCESS
from engine.issuing.access_conditions import Ask
from engine.issuing.access_policies import find_rule
from engine.models.question import Known
from engine.models.trace import Fix
from tests.support.bakery import ask, bakery

VAN = {"grant_type": "client_credentials", "client_id": "van-app"}
SIGN_IN = {"client_id": "shop-web", "scope": "openid orders.bake orders.burn"}
OFF = {"authorization_servers/0/policies/1/rules/1/status": "inactive", "authorization_servers/0/policies/1/rules/0/status": "inactive"}  # fmt: skip


def set_by(fix: Fix) -> dict[str, Any]:
    """The edits of a fix as changes of the bakery's tables."""
    return {edit.path.removeprefix("/"): edit.to for edit in fix.edits if edit.target == "environment"}


CASES: list[tuple[str, dict[str, Any], list[tuple[str, str, bool]]]] = [
    ("less, or more granted", {"form": VAN | {"scope": "orders.read orders.bake"}},
     [("ask only for `orders.read`, which the rule grants", "client", False),
      ("add the scope `orders.bake` to the rule vans of Shop", "token_issuer", True)]),
    ("less at the sign-in", {"query": SIGN_IN | {"login_hint": "ben"}},
     [("ask only for `openid orders.bake`, which the rule grants", "client", False),
      ("add the scope `orders.burn` to the rule bakers of Shop", "token_issuer", True)]),
    ("the only rule is off", {"set": OFF | {"authorization_servers/0/policies/0/clients": ["nobody"]}, "form": VAN | {"scope": "orders.read"}},
     [("activate the rule vans of Shop", "token_issuer", True)]),
    ("user and scopes", {"query": {"client_id": "shop-web", "scope": "orders.burn", "login_hint": "mallory"}},
     [("add the user `mallory` to the rule bakers of Shop, and add the scope `orders.burn` to the rule bakers of Shop", "token_issuer", True)]),
    ("assigned by group", {"query": {"client_id": "shop-web", "scope": "orders.read", "login_hint": "carl"}},
     [("add the user `carl` to the group `bakers`", "user_administrator", True)]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "wanted"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_what_is_changed_is_enough(case: dict[str, Any], wanted: list[tuple[str, str, bool]]) -> None:
    trace = ask(case)
    assert [(fix.change, fix.owner, fix.widens) for fix in trace.fixes] == wanted
    for fix in trace.fixes:
        assert fix.proved
        changes = set_by(fix)
        if changes:
            again = ask(case | {"set": case.get("set", {}) | changes})
            assert trace.reason not in (again.reason, *again.also)


def test_asking_for_less_helps_only_where_a_scope_of_the_server_is_left() -> None:
    server = bakery().authorization_servers[0]
    for scopes, kept in (
        (("orders.read", "orders.burn"), ("orders.read",)),
        (("orders.burn",), ()),
        (("openid", "orders.burn"), ()),
    ):
        evaluation = find_rule(server, Ask(client_id="van-app", grant_type="client_credentials", scopes=scopes))
        assert fewer_scopes(Known(evaluation=evaluation, requested_scopes=scopes)) == kept
    assert fewer_scopes(Known()) == ()
    assert asking_only(("a", "b")) == "ask only for `a b`, which the rule grants"


@pytest.mark.parametrize("reason", [one if "." in one[:-1] else f"{one}denied" for one in BY_ACCESS])
def test_where_nothing_is_known_nothing_is_changed(reason: str) -> None:
    assert list(access_changes(bakery(), Known(), reason)) == []
