"""Whom a token speaks for: client, user, groups, delegation."""

from __future__ import annotations

from typing import Any

import pytest

from engine.flows import locate
from engine.stages.notes import Notes
from engine.tokens.jose import parse_jws
from engine.tokens.subject import find_client, find_user, learn_subject
from engine.tokens.view import TokenView
from tests.support.world import good_token, judge, question_of

PARTNER = "https://partner.test"
REPORTS = "GET https://api.shop.test/orders/reports/draw"


def learnt(request: str = REPORTS, changes: dict[str, Any] | None = None, **claims: Any) -> dict[str, Any]:
    question = question_of({"request": request, "token": False, "set": changes or {}})
    notes = Notes("token", question)
    learn_subject(notes, TokenView.of(question, locate(question), parse_jws(good_token(**claims))))
    return notes.learnt


def view(**claims: Any) -> TokenView:
    question = question_of({"request": REPORTS, "token": False})
    return TokenView.of(question, locate(question), parse_jws(good_token(**claims)))


@pytest.mark.parametrize(
    ("claims", "user"),
    [
        ({"sub": "ada"}, "ada"),
        ({"sub": "eve"}, "eve"),
        ({"sub": "bob"}, None),
        ({"sub": "pia"}, None),
        ({"iss": PARTNER, "sub": "pia"}, "pia"),
        ({"iss": PARTNER, "sub": "ada"}, None),
        ({"iss": "https://a.test", "sub": "ada"}, None),
        ({"iss": None, "sub": "ada"}, None),
        ({"sub": "ada", "client_id": "ada"}, None),
        ({"sub": 7}, None),
    ],
)
def test_a_user_is_looked_up_for_the_tokens_own_issuer_only(claims: dict[str, Any], user: str | None) -> None:
    found = find_user(view(**claims))
    assert (found.id if found else None) == user


@pytest.mark.parametrize(("client_id", "client"), [("shop-web", "shop-web"), ("old-web", "old-web"), ("x", None)])
def test_a_client_is_looked_up_by_its_id(client_id: str, client: str | None) -> None:
    found = find_client(view(client_id=client_id))
    assert (found.id if found else None) == client


COMPLETE = {"users_complete": True}


@pytest.mark.parametrize(
    ("changes", "claims", "groups", "absent"),
    [
        ({}, {"sub": "ada", "groups": ["x"]}, ("buyers",), False),
        ({}, {"sub": "bob", "groups": ["x"]}, ("x",), False),
        ({}, {"sub": "bob"}, None, False),
        (COMPLETE, {"sub": "bob", "groups": ["x"]}, (), True),
        (COMPLETE, {"sub": "ada"}, ("buyers",), False),
        (COMPLETE, {"iss": PARTNER, "sub": "bob", "roles": ["x"]}, ("x",), False),
        (COMPLETE, {"iss": PARTNER, "sub": "bob"}, None, False),
        (COMPLETE, {"iss": "https://a.test", "sub": "bob"}, None, False),
        ({}, {"sub": "shop-web"}, (), True),
        ({}, {"sub": "shop-web", "groups": ["x"]}, ("x",), True),
        (
            {"issuers/0/groups_claim": "https://shop.test/roles"},
            {"sub": "bob", "https://shop.test/roles": "x"},
            ("x",),
            False,
        ),
    ],
)
def test_groups_come_from_the_directory_then_from_the_claim(
    changes: dict[str, Any], claims: dict[str, Any], groups: tuple[str, ...] | None, absent: bool
) -> None:
    found = learnt(changes=changes, **claims)
    assert found["groups"] == groups
    assert found["user_absent"] is absent


def test_the_issuer_says_which_claim_names_the_user() -> None:
    found = learnt(changes={"issuers/0/user_claim": "email"}, sub="5c1d", email="ada")
    assert found["subject"] == "ada"
    assert found["user"].id == "ada"


@pytest.mark.parametrize(
    ("claims", "subject", "delegated"),
    [
        ({}, "ada", True), ({"sub": None}, None, False), ({"sub": "shop-web"}, None, False),
        ({"gty": "client-credentials"}, None, False), ({"idtyp": "app"}, None, False), ({"sub": 7}, None, True),
    ],
)  # fmt: skip
def test_a_client_that_acts_for_itself_has_no_user(
    claims: dict[str, Any], subject: str | None, delegated: bool
) -> None:
    found = learnt(**claims)
    assert (found["subject"], found["delegated"]) == (subject, delegated)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({}, None),
        ({"scope": None}, None),
        ({"scope": None, "permissions": ["a"]}, "what it lists in `permissions` is not read as scopes"),
        ({"scope": None, "roles": []}, None),
        ({"permissions": ["a"]}, None),
        ({"scope": "a,b"}, "`scope` is one text with `,` in it"),
        ({"scope": "a;b"}, "`scope` is one text with `;` in it"),
        ({"scope": "a,b c"}, None),
        ({"hasgroups": True}, "only a pointer to them"),
        ({"_claim_names": {"groups": "src1"}}, "only a pointer to them"),
        ({"_claim_names": {"photo": "src1"}}, None),
        ({"_claim_names": 7}, None),
    ],
)
def test_odd_scopes_and_groups_are_said(claims: dict[str, Any], said: str | None) -> None:
    question = question_of({"request": REPORTS, "token": False})
    notes = Notes("token", question)
    learn_subject(notes, TokenView.of(question, locate(question), parse_jws(good_token(**claims))))
    assert [said in one.text for one in notes.assumptions] == ([True] if said else [])


def test_a_reply_without_an_issuer_is_that_of_the_only_one() -> None:
    reply = '{"active": true, "sub": "ada", "client_id": "shop-web", "scope": "orders.read orders.write"}'
    case = {"request": "GET https://api.shop.test/orders", "token": "opaque-4711", "evidence": [reply]}
    summaries = [check.summary for check in judge(case).step("token").checks]
    assert "user ada and client shop-web active" in summaries
