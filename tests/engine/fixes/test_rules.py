"""Fixes of a refusal by access rules. The oracle: the changed world, made by hand and judged anew."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.mending import mended
from tests.support.world import judge

PAY = "POST https://api.shop.test/orders/7/payments"
REFUND = "DELETE https://api.shop.test/orders/7/payments"
OFFICE = "GET https://api.shop.test/orders/office/7"
TEAM = "GET https://api.shop.test/orders/reports/team"
FOREIGN = {"iss": "https://partner.test", "aud": "reports"}
PARTNER: dict[str, Any] = {
    "request": TEAM,
    "unset": ["api_services/1/policy"],
    "set": {"issuers/1/algorithms": ["EdDSA"]},
}
ALONE = {"sub": "shop-web"}
CASES: list[tuple[str, dict[str, Any], list[tuple[str, str, bool]]]] = [
    ("group", {"request": PAY, "set": {"users/0/groups": ["x"]}},
     [("add the user `ada` to the group `buyers` (or to `clerks`)", "user_administrator", True)]),
    ("group that the token tells", PARTNER | {"claims": FOREIGN | {"sub": "zoe", "roles": ["x"]}},
     [("add the user `zoe` to the group `analysts`, then ask for a new access token", "user_administrator", True)]),
    ("nobody is in the group", PARTNER | {"claims": FOREIGN | {"sub": "shop-web"}},
     [("use a token that a user such as `pia` delegated (authorization code), not the client's own", "client", False)]),
    ("network", {"request": OFFICE, "source_ip": "198.51.100.7"},
     [("call from an address in `203.0.113.0/24`, `2001:db8::/32`, such as from `203.0.113.1`", "client", False),
      ("add `198.51.100.7/32` to the allow list of Office", "api_administrator", True)]),
    ("network behind a proxy", {"request": OFFICE, "source_ip": "10.1.1.1", "headers": {"X-Forwarded-For": "2001:db9::7"}},
     [("call from an address in `203.0.113.0/24`, `2001:db8::/32`, such as from `203.0.113.1`", "client", False),
      ("add `2001:db9::7/128` to the allow list of Office", "api_administrator", True)]),
    ("attribute", {"request": REFUND, "set": {"users/0/attributes/level": 9}},
     [("set `level` of the user `ada` to `2`", "user_administrator", True)]),
    ("two attributes", {"request": REFUND, "set": {"users/0/attributes": {}}},
     [("set `employment` of the user `ada` to `full-time`, and set `level` of the user `ada` to `2`", "user_administrator", True)]),
    ("no such user", {"request": REFUND, "claims": {"sub": "zoe"}, "set": {"users_complete": True}},
     [("make the user `zoe` (`employment` `full-time`, `level` `2`)", "user_administrator", True)]),
    ("not delegated", {"request": PAY, "claims": ALONE | {"gty": "client-credentials"}},
     [("use a token that a user such as `ada` delegated (authorization code), not the client's own", "client", False)]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "wanted"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_what_meets_the_rule_comes_first(case: dict[str, Any], wanted: list[tuple[str, str, bool]]) -> None:
    trace = judge(case)
    assert trace.decided_by == "rules"
    assert [(fix.change, fix.owner, fix.widens) for fix in trace.fixes] == wanted
    for fix in trace.fixes:
        assert (fix.proved, fix.left) == (True, ())
        assert judge(mended(case, fix)).verdict == "allowed"


def test_one_change_may_settle_several_refusals() -> None:
    trace = judge({"request": PAY, "claims": ALONE})
    assert (trace.reason, trace.also) == ("rules.group_missing", ("rules.not_delegated",))
    assert [fix.reasons for fix in trace.fixes] == [("rules.group_missing", "rules.not_delegated")]


def test_where_nobody_can_meet_a_rule_the_rule_changes() -> None:
    """The directory lists nobody of this issuer, and the operation asks for an attribute that no token carries."""
    case = {"request": REFUND, "claims": ALONE, "set": {"users": [], "issuers/0/kind": "external"}}
    fix = judge(case).fixes[0]
    assert fix.proved
    assert judge(mended(case, fix)).verdict == "allowed"
