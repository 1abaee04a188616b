"""Whom a request can be asked of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from engine.environment.loader import environment_from_tables
from engine.environment.model import Issuer as Declared
from tests.support.issuer import OPAQUE, Issuer, question, running_issuer, tables
from tests.support.world import demo_keys, good_claims, sign
from tui.contacts import (
    GIVEN,
    Contact,
    contact_at,
    declared_issuers,
    introspection_url,
    is_url,
    key_name,
    lacks_key,
    may_be_asked_about,
    named_by,
    shows_jwt,
)  # fmt: skip

LOGIN = Declared(name="login", issuer="https://login.test")
OPTION = Declared(name=GIVEN, issuer="https://login.test")


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer() as running:
        yield running


def test_declared_are_those_of_the_service_and_the_tokens_own_alone(issuer: Issuer) -> None:
    both = tables(issuer)
    both["issuers"].append({"name": "partner", "issuer": "https://partner.test"})
    both["api_services"][0] = {**both["api_services"][0], "issuers": ["partner"]}
    environment = environment_from_tables(both, file="shop")
    named = [one.name for one in declared_issuers(replace(question(issuer), environment=environment))]
    unnamed = [one.name for one in declared_issuers(replace(question(issuer, OPAQUE), environment=environment))]
    assert (named, unnamed) == (["login"], ["login", "partner"])


def test_that_of_the_option_counts_where_no_environment_speaks(issuer: Issuer) -> None:
    assert [one.name for one in declared_issuers(question(issuer, world=False, given="https://x.test"))] == [GIVEN]
    assert [one.name for one in declared_issuers(question(issuer, given="https://x.test"))] == ["login"]
    assert declared_issuers(question(issuer, world=False)) == ()


@pytest.mark.parametrize(
    ("token", "changed", "jwt", "may"),
    [
        (OPAQUE, {}, False, True), (sign(good_claims()), {}, False, False), (sign(good_claims()), {}, True, True),
        (sign(good_claims()), {"token_type": "opaque"}, False, True), ("abc$TOKEN", {}, True, False), ("abc•••", {}, True, False),
    ],
)  # fmt: skip
def test_which_token_may_be_asked_about(
    issuer: Issuer, token: str, changed: dict[str, Any], jwt: bool, may: bool
) -> None:
    asked = question(issuer, **changed)
    asked = replace(asked, exchange=replace(asked.exchange, token=token))
    [declared] = declared_issuers(asked)
    assert may_be_asked_about(asked, declared, jwt=jwt) is may
    answered = replace(asked, exchange=replace(asked.exchange, evidence=('{"active": true}',)))
    assert may_be_asked_about(answered, declared, jwt=True) is False


def test_where_tokens_are_asked_about(issuer: Issuer) -> None:
    server = {"name": "s", "issuer": "login", "introspection_endpoint": "https://login.test/i"}
    environment = environment_from_tables(tables(issuer) | {"authorization_servers": [server]}, file="shop")
    assert introspection_url(environment, LOGIN) == "https://login.test/i"
    own = Declared(name="login", issuer="https://login.test", introspection_url="https://login.test/own")
    assert introspection_url(environment, own) == "https://login.test/own"
    assert introspection_url(None, LOGIN) is None


def test_names_and_urls() -> None:
    assert (key_name(LOGIN), key_name(OPTION)) == ("login", "")
    assert (named_by(LOGIN), named_by(OPTION)) == ("the issuer `login` of the environment", "you")
    assert [is_url(one) for one in ("https://x", "HTTP://x", "keys.json", None, {})] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_contact_is_put_as_a_question() -> None:
    [contact] = contact_at(LOGIN, "https://login.test:8443/jwks", "its keys")
    assert (
        contact.question
        == "send a request to `login.test:8443`, named by the issuer `login` of the environment, for its keys?"
    )
    assert contact._replace(sends_token=True).question.startswith(
        "send the access token of this request to `login.test:8443`"
    )
    assert contact_at(LOGIN, "http://login.test/jwks", "its keys") == ()
    assert contact == Contact("login.test:8443", "its keys", "the issuer `login` of the environment")


def test_only_a_jwt_needs_keys(issuer: Issuer) -> None:
    assert (shows_jwt(question(issuer)), shows_jwt(question(issuer, OPAQUE))) == (True, False)


def test_a_token_that_names_its_key_wants_that_one(issuer: Issuer) -> None:
    one, other = replace(demo_keys(), keys=demo_keys().keys[2:]), replace(demo_keys(), keys=demo_keys().keys[:2])
    assert (lacks_key(question(issuer), one), lacks_key(question(issuer), other)) == (False, True)
    unnamed = sign(good_claims(iss=issuer.name), {"alg": "EdDSA"})
    assert lacks_key(question(issuer, unnamed), other) is False
    assert lacks_key(question(issuer, OPAQUE), other) is False
