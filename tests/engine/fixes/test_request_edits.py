"""Fixes that are another request: the URL that a near miss points to."""

from __future__ import annotations

import pytest

from tests.support.world import judge


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://api.shop.test/order/7?x=1", "https://api.shop.test/orders/7?x=1"),
        ("https://api.shop.test/ORDERS/7", "https://api.shop.test/orders/7"),
        ("https://api.shop.test:8443/orders/7", "https://api.shop.test/orders/7"),
        ("http://api.shop.test/orders/7", "https://api.shop.test/orders/7"),
        ("//api.shop.test/order/7", "https://api.shop.test/orders/7"),
    ],
)
def test_the_url_is_corrected_and_tried(url: str, wanted: str) -> None:
    trace = judge({"request": f"GET {url}"})
    fix = next(fix for fix in trace.fixes if fix.reasons == ("service.no_match",))
    assert (fix.change, fix.owner) == (f"call `{wanted}`", "client")
    assert [(edit.target, edit.path, edit.to) for edit in fix.edits] == [("request", "/url", wanted)]
    assert fix.proved
    assert fix.assuming == "Orders is the API that was meant"


@pytest.mark.parametrize("url", ["https://api.shop.test/nothing/like/it", "https://login.shop.test/x"])
def test_without_a_near_miss_the_guide_says_what_to_do(url: str) -> None:
    fix = judge({"request": f"GET {url}"}).fixes[0]
    assert (fix.owner, fix.edits, fix.proved) == ("api_administrator", (), False)


def test_secrets_of_the_url_stay_out_of_the_fix() -> None:
    secret = "abcdefghijklmnopqrstuvwxyz012345"
    trace = judge({"request": f"GET https://api.shop.test/order/7?access_token={secret}", "token": False})
    assert trace.fixes[0].reasons == ("service.no_match",)
    assert trace.fixes[0].edits
    assert secret[:10] not in str(trace.fixes)
