"""The attributes of a question: what is a value, what is absent, and what is not known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from engine.environment.loader import load_environment
from engine.environment.model import ApiService, Client, Environment, Operation, User
from engine.models.exchange import FACTS, Exchange, Request, Response
from engine.models.question import Known, Question
from engine.policy.attributes import Absent, NotKnown, QuestionAttributes, Value
from engine.policy.names import FAMILIES, FIXED, ZONED
from engine.urls import parse_url

NOW = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
URL = "https://API.example.test:443/a/../orders/a%2Fb?page=2&tag=x&tag=y&empty="
HEADERS = (("X-Tenant", "blue"), ("Accept", "a"), ("accept", "b"), ("Authorization", "Bearer t"))
REQUEST = Request(method="get", url=URL, headers=HEADERS)
USER = User(id="user.0", groups=("players",), attributes={"employment": "full-time", "shoe size": 43})
CLIENT = Client(id="game-web", name="Game", scopes=("a", "b"), grant_types=None)


def attribute(name: str, *, known: Known | None = None, environment: Environment | None = None, **exchange: Any) -> Any:
    """The attribute of a request that is fully shown, unless told otherwise."""
    facts: dict[str, Any] = {"kind": "raw request", "request": REQUEST, "source_ip": "203.0.113.9"} | exchange
    question = Question(
        exchange=Exchange(**facts), catalog=cast(Any, None), now=NOW, at_from="flag", environment=environment
    )
    return QuestionAttributes(question, known or Known()).get(name)


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("request.method", "GET"),
        ("request.url", "https://api.example.test/orders/a%2Fb?page=2&tag=x&tag=y&empty="),
        ("request.path", "/orders/a%2Fb"),
        ("request.query.page", "2"),
        ("request.query.tag", ["x", "y"]),
        ("request.query.empty", ""),
        ("request.header.x-tenant", "blue"),
        ("request.header.ACCEPT", ["a", "b"]),
        ("request.header.host", "api.example.test"),
        ("request.source_ip", "203.0.113.9"),
        ("request.time", NOW),
    ],
)
def test_what_the_request_shows(name: str, want: Any) -> None:
    found = attribute(name)
    assert isinstance(found, Value)
    assert found.value == want
    assert found.source


def test_the_source_address_is_the_hop_before_the_proxies_that_the_gateway_trusts() -> None:
    trusting = load_environment('name = "x"\n[[gateways]]\nname = "g"\ntrusted_proxies = ["10.0.0.0/8"]', file="e")
    request = Request(method="GET", url=URL, headers=(("X-Forwarded-For", "198.51.100.7, 10.0.0.9"),))
    found = attribute("request.source_ip", environment=trusting, request=request, source_ip="10.1.2.3")
    assert found.value == "198.51.100.7"


@pytest.mark.parametrize("name", ["request.query.other", "request.header.x-other"])
def test_what_the_request_plainly_lacks_is_absent(name: str) -> None:
    assert isinstance(attribute(name), Absent)


@pytest.mark.parametrize(
    ("fact", "names"),
    [
        ("method", {"request.method"}),
        ("url", {"request.url", "request.path", "request.query.page", "request.query.other"}),
        ("headers", {"request.header.x-tenant", "request.header.x-other", "request.header.cookie"}),
        ("authorization", {"request.header.authorization", "request.header.cookie", "token.sub"}),
    ],
)
def test_what_a_capture_cannot_show_is_not_known(fact: str, names: set[str]) -> None:
    bare = Request(method="GET", url=URL)
    for name in names:
        found = attribute(name, request=bare, shows=FACTS - {fact})
        assert isinstance(found, NotKnown), name
        assert found.fact
        assert found.give


def test_no_request_at_all_is_not_known() -> None:
    for name in ("request.method", "request.url", "request.header.host", "request.query.page", "token.sub", "path.id"):
        assert isinstance(attribute(name, request=None, source_ip=None), NotKnown), name


def test_no_source_address_is_not_known() -> None:
    assert attribute("request.source_ip", source_ip=None) == NotKnown("the source address", "--source-ip")


@pytest.mark.parametrize(
    "name", ["request.header.x-tenant", "request.query.page", "request.url", "request.query.other"]
)
def test_an_unexpanded_variable_is_not_known(name: str) -> None:
    request = Request(method="GET", url="https://api.example.test/?page=$PAGE", headers=(("X-Tenant", "t-${TENANT}"),))
    found = attribute(name, request=request, unexpanded=("PAGE", "TENANT"))
    assert isinstance(found, Absent if name.endswith("other") else NotKnown)


def test_headers_that_curl_adds_are_not_absent() -> None:
    bare = Request(method="GET", url=URL)
    assert isinstance(attribute("request.header.user-agent", request=bare, kind="curl"), NotKnown)
    assert isinstance(attribute("request.header.user-agent", request=bare), Absent)
    assert isinstance(attribute("request.header.x-tenant", request=bare, kind="curl"), Absent)


@pytest.mark.parametrize(
    ("base_url", "want"),
    [("http://api.example.test", "http://api.example.test/a"), (None, "https://api.example.test/a")],
)
def test_a_url_without_its_scheme_takes_that_of_the_base_url(base_url: str | None, want: str) -> None:
    known = Known(url=parse_url("//api.example.test/a"), base_url=base_url)
    assert attribute("request.url", known=known).value == want


def test_path_parameters() -> None:
    service = ApiService(name="Orders", base_urls=("https://api.example.test",))
    operation = Operation(name="Read", paths=("/orders/{id}",))
    known = Known(service=service, operation=operation, path_parameters={"id": "7"})
    assert attribute("path.id", known=known) == Value("7", "path id")
    assert isinstance(attribute("path.other", known=known), Absent)
    assert isinstance(attribute("path.id", known=Known(service=service)), Absent)
    assert isinstance(attribute("path.id"), NotKnown)


CLAIMS = {
    "sub": "ada", "scope": "a  b", "scp": ["c"], "aud": "orders", "https://x.test/roles": ["r"], "a.b": 1,
    "realm_access": {"roles": ["admin"]}, "nothing": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("token.sub", "ada"),
        ("token.scope", ["a", "b"]),
        ("token.scp", ["c"]),
        ("token.aud", "orders"),
        ("token.https://x.test/roles", ["r"]),
        ("token.a.b", 1),
        ("token./realm_access/roles", ["admin"]),
        ("token./realm_access/roles/0", "admin"),
        ("token.nothing", None),
    ],
)
def test_claims(name: str, want: Any) -> None:
    found = attribute(name, known=Known(claims=CLAIMS))
    assert isinstance(found, Value)
    assert found.value == want


@pytest.mark.parametrize("name", ["token.other", "token./realm_access/groups", "token.realm_access.roles"])
def test_a_claim_that_the_token_lacks_is_absent(name: str) -> None:
    assert isinstance(attribute(name, known=Known(claims=CLAIMS)), Absent)


def test_a_token_that_is_not_there_has_no_claims_one_that_cannot_be_read_may() -> None:
    bare = Request(method="GET", url=URL)
    assert isinstance(attribute("token.sub", request=bare), Absent)
    assert isinstance(attribute("token.sub", request=bare, token="opaque"), NotKnown)
    assert attribute("token.sub") == NotKnown("the token's claims", "--token")


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("user.id", "user.0"),
        ("user.status", "active"),
        ("user.groups", ["players"]),
        ("user.employment", "full-time"),
        ("user.shoe size", 43),
    ],
)
def test_users(name: str, want: Any) -> None:
    found = attribute(name, known=Known(user=USER))
    assert isinstance(found, Value)
    assert found.value == want


def test_groups_of_the_token_stand_in_for_those_of_the_directory() -> None:
    assert attribute("user.groups", known=Known(groups=("a",))) == Value(["a"], "token")
    assert isinstance(attribute("user.groups", known=Known(groups=("a",), user_absent=True)), Absent)


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        (Known(), NotKnown),
        (Known(user_absent=True), Absent),
        (Known(delegated=False), Absent),
        (Known(delegated=True), NotKnown),
        (Known(user=USER), Absent),
    ],
)
def test_a_user_who_is_absent_and_one_who_is_not_known(known: Known, kind: type) -> None:
    assert isinstance(attribute("user.country", known=known), kind)


def test_clients() -> None:
    known = Known(client=CLIENT, client_id="game-web")
    assert attribute("client.scopes", known=known).value == ["a", "b"]
    assert attribute("client.id", known=Known(client_id="other")).value == "other"
    assert isinstance(attribute("client.authentication", known=known), Absent)
    assert isinstance(attribute("client.grant_types", known=known), NotKnown)
    assert isinstance(attribute("client.credential", known=known), Absent)


def test_a_client_that_the_environment_does_not_list() -> None:
    listing = Environment(name="test", clients=(CLIENT,))
    known = Known(client_id="other")
    assert isinstance(attribute("client.status", known=known, environment=listing), Absent)
    assert isinstance(attribute("client.status", known=known, environment=Environment(name="test")), NotKnown)


RESPONSE = Response(status=200, headers=(("ETag", "x"), ("Vary", "a"), ("Vary", "b")), body='{"items": [{"id": 7}]}')


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("response.status", 200),
        ("response.header.etag", "x"),
        ("response.header.vary", ["a", "b"]),
        ("response.body./items/0/id", 7),
    ],
)
def test_the_captured_response(name: str, want: Any) -> None:
    found = attribute(name, response=RESPONSE)
    assert isinstance(found, Value)
    assert found.value == want
    assert isinstance(attribute(name), NotKnown)
    assert isinstance(attribute(name, response=Response(error="timed out")), NotKnown)


@pytest.mark.parametrize("body", ['{"a": 1}', "no json", "[" * 100_000, ""])
def test_a_body_that_lacks_the_value(body: str) -> None:
    found = attribute("response.body./items", response=Response(status=200, body=body))
    assert isinstance(found, Absent)


def test_a_sanitised_response_may_have_set_a_cookie() -> None:
    sanitised = FACTS - {"authorization"}
    assert isinstance(attribute("response.header.set-cookie", response=RESPONSE, shows=sanitised), NotKnown)
    assert isinstance(attribute("response.header.set-cookie", response=RESPONSE), Absent)


def test_every_name_that_a_condition_may_use_is_answered() -> None:
    operation = Operation(name="x", paths=("/{x}",))
    known = Known(claims=CLAIMS, user=USER, client=CLIENT, path_parameters={"x": "1"}, operation=operation)
    for name in (*FIXED, *(f"{family}x" for family in FAMILIES)):
        found = attribute(name, known=known, response=RESPONSE)
        assert (found == Absent("no such attribute")) is (name in ZONED), name
