"""Fixes that are another request: the URL that a near miss points to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.world import good_token, judge


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


TOKEN = good_token()
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ORDERS = "GET https://api.shop.test/orders/7"
PLACES: list[tuple[str, dict[str, Any], list[str], str]] = [
    ("token.misplaced", {"request": f"{ORDERS}?a=1&access_token={TOKEN}", "token": False}, ["/headers/Authorization", "/url"],
     "send the token in the header `Authorization: Bearer …` and take it out of the URL or form"),
    ("token.misplaced", {"request": ORDERS, "token": False, "headers": FORM, "body": f"access_token={TOKEN}&b=2"},
     ["/headers/Authorization", "/body"],
     "send the token in the header `Authorization: Bearer …` and take it out of the URL or form"),
    ("request.token_twice", {"request": f"{ORDERS}?access_token={TOKEN}"}, ["/url"],
     "send the token once, in the header `Authorization`"),
    ("request.token_twice", {"request": ORDERS, "authorization": [f"Bearer {TOKEN}", f"Bearer {TOKEN}"]},
     ["/headers/Authorization"], "send the token once, in the header `Authorization`"),
    ("token.scheme_wrong", {"request": ORDERS, "authorization": TOKEN}, ["/headers/Authorization"],
     "write `Bearer` and one space before the token"),
    ("token.scheme_wrong", {"request": ORDERS, "authorization": f"Token {TOKEN}"}, ["/headers/Authorization"],
     "write `Bearer` and one space before the token"),
    ("token.scheme_twice", {"request": ORDERS, "authorization": f"Bearer Bearer {TOKEN}"}, ["/headers/Authorization"],
     "send the token without the scheme `Bearer` a second time"),
    ("token.quoted", {"request": ORDERS, "authorization": f"Bearer '{TOKEN}'"}, ["/headers/Authorization"],
     "send the token without `'` around it"),
    ("token.whitespace", {"request": ORDERS, "authorization": f"Bearer {TOKEN[:40]} {TOKEN[40:]}"}, ["/headers/Authorization"],
     "send the token without a space in it"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "case", "paths", "change"), PLACES)
def test_a_token_in_the_wrong_place_or_form_is_moved_and_mended(
    reason: str, case: dict[str, Any], paths: list[str], change: str
) -> None:
    trace = judge(case)
    fix = next(fix for fix in trace.fixes if reason in fix.reasons)
    assert (fix.change, fix.owner, fix.proved, fix.left, fix.widens) == (change, "client", True, (), False)
    assert [edit.path for edit in fix.edits] == paths
    assert TOKEN.rpartition(".")[2] not in str(trace.fixes)


@pytest.mark.parametrize("sent", ["Basic YWRhOmFkYQ==", "Bearer", "Token abc"])
def test_where_no_token_is_in_the_header_none_can_be_moved(sent: str) -> None:
    fix = judge({"request": ORDERS, "authorization": sent}).fixes[0]
    assert (fix.reasons, fix.proved, fix.edits) == (("token.scheme_wrong",), False, ())


def test_who_wrote_bearer_is_not_told_to_write_it() -> None:
    answer = {"status": 401, "headers": {"WWW-Authenticate": 'Basic realm="x"'}}
    trace = judge({"request": "GET https://api.shop.test/orders", "response": answer})
    assert trace.reason == "token.scheme_wrong"
    assert not [fix for fix in trace.fixes if "Bearer" in fix.change and fix.edits]
