"""A new token that is like one before is judged as if there had been none, and no claim that counts is overlooked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from engine.models.question import Question
from engine.pipeline import diagnose
from engine.tokens import alike
from engine.tokens.alike import LOOKED_AT, MOST, MOST_BEARERS, WHO
from engine.tokens.keys import parse_jwks
from tests.support.world import good_token, question_of, sign

ORDERS = "GET https://api.shop.test/orders/7"
CHANGES: dict[str, dict[str, Any]] = {
    "only its own name": {},
    "another user": {"sub": "ben"},
    "a user who is not listed": {"sub": "nobody"},
    "no user": {"sub": "shop-web", "client_id": "shop-web"},
    "no subject": {"sub": None},
    "a subject of another type": {"sub": 7},
    "the issuer itself": {"sub": "https://login.shop.test"},
    "another client": {"client_id": "other"},
    "other scopes": {"scope": "orders.write"},
    "scopes as a list": {"scope": ["orders.read"]},
    "scopes elsewhere": {"scope": None, "permissions": ["orders.read"]},
    "another audience": {"aud": "carts"},
    "audiences": {"aud": ["orders", "carts"]},
    "another issuer": {"iss": "https://other.test"},
    "expired": {"exp": 1},
    "not yet valid": {"nbf": 99_999_999_999},
    "a date that is a text": {"iat": "soon"},
    "an ID token": {"scope": None, "nonce": "n"},
    "a nonce that is null": {"nonce": None},
    "a refresh token": {"typ": "Refresh"},
    "bound to a key": {"cnf": {"jkt": "abc"}},
    "groups": {"groups": ["staff"]},
    "a pointer to groups": {"hasgroups": True},
    "a longer name": {"jti": "x" * 40},
}


def asked(token: str) -> Question:
    return question_of({"request": ORDERS, "token": token})


def fresh() -> Any:
    world = asked("").environment
    assert world is not None
    return replace(world)


def seen(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each token that was judged had a mould."""
    found: list[bool] = []
    find = alike._find

    def noted(*args: Any) -> Any:
        found.append((one := find(*args)) is not None)
        return one

    monkeypatch.setattr(alike, "_find", noted)
    return found


@pytest.mark.parametrize("name", CHANGES)
def test_a_token_is_judged_the_same_after_one_that_is_like_it(name: str) -> None:
    world, other = fresh(), asked(good_token(**CHANGES[name] | {"jti": CHANGES[name].get("jti", "another")}))
    for number in range(2):
        assert diagnose(replace(asked(good_token(jti=str(number))), environment=world)).verdict == "allowed"
    alone = diagnose(replace(other, environment=fresh()))
    assert diagnose(replace(other, environment=world)) == alone
    assert diagnose(replace(other, environment=world)) == alone


@pytest.mark.parametrize("claim", sorted({*LOOKED_AT, *WHO} - {"iss"}))
@pytest.mark.parametrize(("before", "after"), [(1, True), (True, 1.0), (0, False), ([1], [True])])
def test_values_that_only_python_takes_for_equal_are_not_alike(claim: str, before: object, after: object) -> None:
    world, other = fresh(), asked(good_token(**{claim: after, "jti": "after"}))
    for name in ("first", "second"):
        diagnose(replace(asked(good_token(**{claim: before, "jti": name})), environment=world))
    assert alike._values({claim: before}, (claim,)) != alike._values({claim: after}, (claim,))
    assert diagnose(replace(other, environment=world)) == diagnose(replace(other, environment=fresh()))


def test_a_token_that_is_like_another_is_found_and_a_forged_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    world, found = fresh(), seen(monkeypatch)
    token = good_token(jti="third")
    forged = token[:-8] + ("A" if token[-8] != "A" else "B") + token[-7:]
    for one in (good_token(jti="first"), good_token(jti="second"), forged, token):
        diagnose(replace(asked(one), environment=world))
    assert found == [False, True, False, True]
    assert diagnose(replace(asked(forged), environment=world)).reason == "token.signature_invalid"


def test_other_keys_make_no_mould(monkeypatch: pytest.MonkeyPatch) -> None:
    world, found = fresh(), seen(monkeypatch)
    diagnose(replace(asked(good_token(jti="first")), environment=world))
    without = replace(asked(good_token(jti="second")), environment=world, keys={"login": parse_jwks('{"keys": []}')})
    assert diagnose(without) == diagnose(replace(without, environment=fresh()))
    assert found[:2] == [False, False]


class Watched(dict[str, Any]):
    """Claims that note which of them are looked at."""

    def __init__(self, claims: dict[str, Any], noted: set[str]) -> None:
        super().__init__(claims)
        self.noted = noted

    def get(self, key: str, default: Any = None) -> Any:
        self.noted.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.noted.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.noted.add(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("every claim is looked at")


def test_no_claim_is_looked_at_that_likeness_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: set[str] = set()
    from engine.stages import token as stage

    read: Callable[..., Any] = stage.check_form

    def watched(*args: Any) -> Any:
        jws = read(*args)
        return jws and replace(jws, claims=Watched(dict(jws.claims), noted))

    monkeypatch.setattr(stage, "check_form", watched)
    for claims in ({}, {"scope": None}, {"sub": "ben"}, {"gty": "client-credentials"}, {"client_id": None}):
        diagnose(replace(asked(good_token(jti="watched", **claims)), environment=fresh()))
    issuer = {"sub", "groups"}  # the claims that the issuer names
    lifetime_and_binding = {"exp", "nbf", "iat", "cnf"}
    used_later = {"jti"}
    assert noted
    assert noted <= {*LOOKED_AT, *WHO, *issuer, *lifetime_and_binding, *used_later}


def test_so_many_are_remembered_and_not_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (MOST, MOST_BEARERS) == (64, 256)
    monkeypatch.setattr(alike, "MOST", 1)
    monkeypatch.setattr(alike, "MOST_BEARERS", 1)
    world = fresh()
    for scope in ("orders.read", "orders.read orders.write", "orders.read"):
        for user in ("ada", "ben", "ada"):
            question = asked(good_token(scope=scope, sub=user, jti=f"{scope} {user}"))
            assert diagnose(replace(question, environment=world)) == diagnose(replace(question, environment=fresh()))
    assert len(alike._moulds(world)) == 1
    assert all(len(mould.bearers) <= 1 for mould in alike._moulds(world).values())


def test_a_token_that_nobody_can_read_is_like_none(monkeypatch: pytest.MonkeyPatch) -> None:
    world, found = fresh(), seen(monkeypatch)
    diagnose(replace(asked(good_token(jti="first")), environment=world))
    for text in ("a.b.c", sign({"iss": "x"}, key="stranger-rs256")):
        diagnose(replace(asked(text), environment=world))
    assert found == [False, False, False]
