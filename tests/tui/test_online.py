"""What `--online` fetches, whom it asks before, and what it never does. Against a real issuer on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from engine.environment.loader import environment_from_tables
from engine.models.question import Question
from engine.models.trace import Trace
from engine.pipeline import diagnose
from tests.support.issuer import (
    INTROSPECT,
    JWKS,
    OAUTH,
    OPAQUE,
    OPENID,
    Issuer,
    question,
    running_issuer,
    tables,
    write_credential,
)
from tests.support.world import demo_keys, good_claims, sign
from tui.contacts import Contact
from tui.online import Online


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as running:
        yield running


@pytest.fixture(autouse=True)
def credentials(issuer: Issuer) -> None:
    write_credential(issuer)


class Person:
    """Answers questions and remembers them, and what was said."""

    def __init__(self, *answers: bool | None) -> None:
        self.answers = list(answers)
        self.asked: list[Contact] = []
        self.said: list[str] = []

    def ask(self, contact: Contact) -> bool | None:
        self.asked.append(contact)
        return self.answers.pop(0) if self.answers else None

    def online(self, **settings: Any) -> Online:
        return Online(ask=self.ask, say=self.said.append, **settings)


def signature(trace: Trace) -> tuple[str, str | None]:
    check = next(check for check in trace.step("token").checks if check.check in ("token.signature", "token.key"))
    return check.outcome, check.reason


# Keys


def test_keys_by_discovery_verify_the_token(issuer: Issuer) -> None:
    person = Person()
    completed = person.online(own=True).complete(question(issuer))
    assert diagnose(completed).verdict == "allowed"
    assert completed.keys["login"].fetched
    assert issuer.paths == [OPENID, JWKS]
    assert (person.asked, person.said) == ([], [])


def test_they_are_fetched_once_for_many_requests(issuer: Issuer) -> None:
    online = Person().online(own=True)
    for _ in range(3):
        online.complete(question(issuer))
    assert issuer.paths == [OPENID, JWKS]


def test_the_url_of_the_environment_needs_no_discovery(issuer: Issuer) -> None:
    asked = question(issuer, jwks=f"{issuer.origin}{JWKS}")
    assert diagnose(Person().online(own=True).complete(asked)).verdict == "allowed"
    assert issuer.paths == [JWKS]


def test_keys_that_are_there_are_not_fetched(issuer: Issuer) -> None:
    for name in ("login", ""):
        Person().online(own=True).complete(replace(question(issuer), keys={name: demo_keys()}))
    Person().online(own=True).complete(question(issuer, OPAQUE))
    assert issuer.paths == []


def test_a_copy_that_lacks_the_key_is_replaced_and_said_to_be_old(issuer: Issuer) -> None:
    old = replace(demo_keys(), keys=demo_keys().keys[:1])
    person = Person()
    online = person.online(own=True)
    for _ in range(2):
        completed = online.complete(replace(question(issuer), keys={"login": old}))
        assert diagnose(completed).verdict == "allowed"
    assert person.said == ["--online: the copy of the keys of `login` is old: the issuer publishes newer ones"]
    assert issuer.paths == [OPENID, JWKS]


def test_a_key_that_the_issuer_does_not_publish_either_is_withdrawn_or_foreign(issuer: Issuer) -> None:
    token = sign(good_claims(iss=issuer.name), {"alg": "EdDSA", "kid": "gone", "typ": "at+jwt"})
    person = Person()
    completed = person.online(own=True).complete(replace(question(issuer, token), keys={"login": demo_keys()}))
    trace = diagnose(completed)
    assert (trace.reason, person.said) == ("token.key_unknown", [])
    assert any("this is no stale copy" in one.text for one in trace.assumptions)


def test_the_issuer_of_the_option_is_declared(issuer: Issuer) -> None:
    person = Person()
    completed = person.online().complete(question(issuer, world=False, given=issuer.name))
    assert signature(diagnose(completed)) == ("passed", None)
    assert (person.asked, issuer.paths) == ([], [OPENID, JWKS])


def test_the_issuer_that_only_the_token_names_is_not(issuer: Issuer) -> None:
    person = Person(True, True)
    online = person.online(own=True, hosts=[issuer.host], introspect=True)
    online.complete(question(issuer, world=False))
    online.complete(question(issuer, world=False))
    stranger = environment_from_tables(
        tables(issuer, issuer="https://127.0.0.1:1/other", jwks={"keys": []}), file="shop"
    )
    online.complete(replace(question(issuer), environment=stranger, keys={"login": demo_keys()}))
    assert issuer.paths == []
    assert person.said == ["--online: no issuer is declared (environment or --issuer): nothing is fetched"]


def test_no_url_inside_a_token_is_fetched(issuer: Issuer) -> None:
    evil = f"{issuer.origin}/evil"
    header = {"alg": "EdDSA", "kid": "unknown", "typ": "at+jwt", "jku": evil, "x5u": evil, "jwk": {"kty": "OKP"}}
    token = sign(good_claims(iss=issuer.name), header)
    completed = Person().online(own=True, introspect=True).complete(question(issuer, token))
    assert signature(diagnose(completed)) == ("failed", "token.key_unknown")
    assert evil.partition("evil")[1] not in "".join(issuer.paths)


# Who is asked


def test_a_host_that_the_environment_of_the_command_line_names_is_confirmed_once(issuer: Issuer) -> None:
    person = Person(True)
    online = person.online()
    for _ in range(2):
        assert diagnose(online.complete(question(issuer))).verdict == "allowed"
    [contact] = person.asked
    assert (contact.host, contact.sends_token) == (issuer.host, False)
    assert contact.question == (
        f"send a request to `{issuer.host}`, named by the issuer `login` of the environment, for its discovery document and keys?"
    )


@pytest.mark.parametrize("answer", [False, None])
def test_without_a_yes_nothing_is_sent(issuer: Issuer, answer: bool | None) -> None:
    person = Person(answer)
    completed = person.online().complete(question(issuer))
    assert (issuer.paths, dict(completed.keys), len(person.asked)) == ([], {}, 1)
    assert [f"--allow-host {issuer.host} allows it" in said for said in person.said] == [True] * (answer is None)


def test_an_allowed_host_is_not_asked_for(issuer: Issuer) -> None:
    person = Person()
    person.online(hosts=[issuer.host.upper()]).complete(question(issuer))
    assert (person.asked, issuer.paths) == ([], [OPENID, JWKS])


def test_a_host_without_its_port_is_another_host(issuer: Issuer) -> None:
    Person().online(hosts=["127.0.0.1"]).complete(question(issuer))
    assert issuer.paths == []


def test_keys_at_another_host_than_the_issuers_are_asked_for_even_of_an_own_environment(issuer: Issuer) -> None:
    with running_issuer() as keys:
        issuer.answers[OPENID] = (200, issuer.document(jwks_uri=f"{keys.origin}{JWKS}"))
        refused = Person(False)
        refused.online(own=True).complete(question(issuer))
        assert (refused.asked[0].host, refused.asked[0].named_by) == (keys.host, f"`{issuer.origin}{OPENID}`")
        assert keys.paths == []
        assert diagnose(Person(True).online(own=True).complete(question(issuer))).verdict == "allowed"
        assert keys.paths == [JWKS]


# Bad answers


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        (OPENID, (404, {}), "answered 404, wanted 200"),
        (OPENID, (200, {"issuer": "https://evil.test"}), "names the issuer `https://evil.test`, wanted exactly"),
        (OPENID, (200, {"issuer": None}), "names no issuer"),
        (JWKS, (404, {}), "answered 404, wanted 200"),
        (JWKS, (200, b"<html>"), "saw text that is not JSON"),
        (JWKS, (200, {"nokeys": 1}), "saw no list `keys`, wanted a JWK Set"),
        (JWKS, (200, {"keys": [{"kty": "X"}]}), "key 0: saw the type `X`, wanted one of RSA"),
    ],
)
def test_a_bad_answer_is_said_and_the_rest_is_judged_without_keys(
    issuer: Issuer, path: str, answer: Any, said: str
) -> None:
    issuer.answers[path] = answer
    person = Person()
    online = person.online(own=True)
    trace = diagnose(online.complete(question(issuer)))
    online.complete(question(issuer))
    assert (trace.verdict, trace.step("token").outcome) == ("undetermined", "unknown")
    [told] = person.said
    assert told.startswith("--online: ")
    assert said in told


def test_the_place_of_rfc_8414_will_do(issuer: Issuer) -> None:
    issuer.answers[OAUTH] = issuer.answers.pop(OPENID)
    assert diagnose(Person().online(own=True).complete(question(issuer))).verdict == "allowed"


def test_a_document_without_keys(issuer: Issuer) -> None:
    issuer.answers[OPENID] = (200, issuer.document(jwks_uri=None))
    person = Person()
    person.online(own=True).complete(question(issuer))
    assert "names no `jwks_uri`" in person.said[0]


def test_one_usable_key_among_strange_ones_is_enough(issuer: Issuer) -> None:
    status, keys = issuer.answers[JWKS]  # type: ignore[misc]
    issuer.answers[JWKS] = (status, {"keys": [{"kty": "AKP"}, *keys["keys"]]})
    person = Person()
    assert diagnose(person.online(own=True).complete(question(issuer))).verdict == "allowed"
    assert "key 0: saw the type `AKP`" in person.said[0]


# Introspection


def opaque(issuer: Issuer, **changed: Any) -> Question:
    settings = {
        "introspection_url": f"{issuer.origin}{INTROSPECT}",
        "credential": "shop",
        "token_type": "opaque",
    } | changed
    return question(issuer, OPAQUE, **{name: value for name, value in settings.items() if value is not None})


def test_the_token_is_sent_where_both_were_agreed_to(issuer: Issuer) -> None:
    issuer.answers[INTROSPECT] = (200, {"active": True, **good_claims(iss=issuer.name)})
    person = Person(True, True)
    trace = diagnose(person.online().complete(opaque(issuer)))
    assert trace.verdict == "allowed"
    assert [contact.sends_token for contact in person.asked] == [False, True]
    assert person.asked[1].question.startswith(f"send the access token of this request to `{issuer.host}`, named by")
    [asked] = issuer.asked
    assert (asked.form["token"], asked.headers["authorization"]) == (OPAQUE, "Bearer s3cret")


def test_it_stands_for_the_claims(issuer: Issuer) -> None:
    trace = diagnose(Person().online(own=True, introspect=True).complete(opaque(issuer)))
    assert trace.reason == "token.inactive"


@pytest.mark.parametrize("answers", [(False,), (True, False), (True, None), (None,)])
def test_one_no_is_enough(issuer: Issuer, answers: tuple[bool | None, ...]) -> None:
    person = Person(*answers)
    online = person.online()
    for _ in range(2):
        assert diagnose(online.complete(opaque(issuer))).verdict == "undetermined"
    assert (issuer.asked, len(person.asked)) == ([], len(answers))


def test_a_yes_counts_for_one_token(issuer: Issuer) -> None:
    person = Person(True, False)
    online = person.online(own=True)
    for token in (OPAQUE, "opaque-4712", OPAQUE, "opaque-4712"):
        asked = opaque(issuer)
        online.complete(replace(asked, exchange=replace(asked.exchange, token=token)))
    assert [one.form["token"] for one in issuer.asked] == [OPAQUE]
    assert [contact.sends_token for contact in person.asked] == [True, True]


def test_an_own_environment_still_asks_before_the_token_is_sent(issuer: Issuer) -> None:
    person = Person(None)
    person.online(own=True).complete(opaque(issuer))
    assert [contact.sends_token for contact in person.asked] == [True]
    assert person.said == [
        f"--online: the token is not sent to `{issuer.host}`, named by the issuer `login` of the environment: --introspect allows it"
    ]
    assert issuer.asked == []


def test_the_endpoint_of_the_authorization_server_or_of_the_document_will_do(issuer: Issuer) -> None:
    online = Person().online(own=True, introspect=True)
    online.complete(opaque(issuer, introspection_url=None))
    assert issuer.paths == [OPENID, INTROSPECT]
    issuer.asked.clear()
    server = {"name": "s", "issuer": "login", "introspection_endpoint": f"{issuer.origin}{INTROSPECT}?x=1"}
    issuer.answers[f"{INTROSPECT}?x=1"] = (200, {"active": False})
    named = environment_from_tables(
        tables(issuer, credential="shop") | {"authorization_servers": [server]}, file="shop"
    )
    online.complete(replace(opaque(issuer), environment=named))
    assert issuer.paths == [f"{INTROSPECT}?x=1"]


def test_it_is_asked_once_for_a_token(issuer: Issuer) -> None:
    online = Person().online(own=True, introspect=True)
    for _ in range(3):
        online.complete(opaque(issuer))
    assert issuer.paths == [INTROSPECT]


def test_a_reply_that_was_given_is_enough(issuer: Issuer) -> None:
    asked = opaque(issuer)
    given = replace(asked, exchange=replace(asked.exchange, evidence=('{"active": true}',)))
    Person().online(own=True, introspect=True).complete(given)
    assert issuer.asked == []


def test_a_jwt_is_sent_only_where_introspection_was_asked_for(issuer: Issuer) -> None:
    settings = {"introspection_url": f"{issuer.origin}{INTROSPECT}", "credential": "shop"}
    person = Person()
    person.online(own=True).complete(question(issuer, **settings))
    assert (person.asked, issuer.paths) == ([], [OPENID, JWKS])
    issuer.asked.clear()
    Person().online(own=True, introspect=True).complete(question(issuer, **settings))
    assert INTROSPECT in issuer.paths


@pytest.mark.parametrize(
    ("changed", "answer", "said"),
    [
        ({"credential": None}, None, "the issuer has no `credential`"),
        ({"credential": "other"}, None, "no credential `other`"),
        ({}, (401, {"error": "invalid_client"}), "answered 401, wanted 200; it says `invalid_client`"),
        ({}, (200, b"eyJ"), "no introspection reply"),
    ],
)
def test_what_goes_wrong_is_said_once_and_the_token_stays_unknown(
    issuer: Issuer, changed: dict[str, Any], answer: Any, said: str
) -> None:
    if answer:
        issuer.answers[INTROSPECT] = answer
    person = Person()
    online = person.online(own=True, introspect=True)
    for _ in range(2):
        assert diagnose(online.complete(opaque(issuer, **changed))).verdict == "undetermined"
    [told] = person.said
    assert told.startswith("--online: introspection at `login`: ")
    assert said in told
    assert OPAQUE not in told
    assert "s3cret" not in told


@pytest.mark.parametrize("token", ["$TOKEN", "•••"])
def test_what_is_no_token_is_not_sent(issuer: Issuer, token: str) -> None:
    asked = opaque(issuer)
    Person().online(own=True, introspect=True).complete(replace(asked, exchange=replace(asked.exchange, token=token)))
    assert issuer.asked == []


def test_a_credential_is_bound_to_its_host(issuer: Issuer) -> None:
    """An environment in a ticket cannot send a credential of mine to its own host."""
    with running_issuer() as evil:
        person = Person()
        asked = opaque(issuer, introspection_url=f"{evil.origin}{INTROSPECT}")
        person.online(own=True, introspect=True).complete(asked)
        assert evil.asked == []
        assert f"is not for `{evil.host}`" in person.said[0]
