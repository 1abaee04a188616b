"""From a refused call to the token request that is right: its form, whether it is issued, and who must change what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from engine.asking import make_question
from engine.issuing.chain import right_request
from engine.models.exchange import Exchange
from engine.models.question import Known
from engine.models.trace import TokenRequest, Trace
from engine.pipeline import diagnose
from tests.support.bakery import bakery
from tests.support.world import AT, NOW, catalog, demo_keys, make_request, sign

CLAIMS: dict[str, Any] = {
    "iss": "https://login.bakery.test/oauth2/orders", "aud": "https://api.bakery.test", "sub": "ben", "cid": "shop-web",
    "scp": ["orders.read"], "iat": AT - 600, "exp": AT + 3000,
}  # fmt: skip
READ, BAKE, BURN = "GET /7", "POST /7/bake", "DELETE /7"
LONG_AGO = {"authorization_servers/0/policies/1/rules/0/changed_at": "2026-01-01T00:00:00Z"}
OWN = {"sub": "van-app", "cid": "van-app"}


def call(line: str, claims: Mapping[str, Any], changes: Mapping[str, Any] | None = None) -> Trace:
    """The trace of a call to the bakery's API with these claims in its token."""
    method, _, path = line.partition(" ")
    token = sign({name: value for name, value in (CLAIMS | claims).items() if value is not None})
    request = make_request(f"{method} https://api.bakery.test/orders{path}", {"Authorization": f"Bearer {token}"})
    question = make_question(
        Exchange(kind="curl", request=request), catalog=catalog(), clock=NOW, now=NOW,
        environment=bakery(changes if changes is not None else LONG_AGO),
        keys={"bakery": demo_keys()},
    )  # fmt: skip
    return diagnose(question)


def wanted_by(line: str, claims: Mapping[str, Any], changes: Mapping[str, Any] | None = None) -> TokenRequest:
    found = call(line, claims, changes).token_request
    assert found is not None
    return found


def test_a_missing_scope_is_asked_for_in_a_new_sign_in() -> None:
    found = wanted_by(BAKE, {})
    assert (found.grant_type, found.scopes, found.verdict) == (
        "authorization_code",
        ("orders.read", "orders.bake"),
        "allowed",
    )
    assert found.summary == "Orders issues a token for `orders.read`, `orders.bake` by rule bakers of Shop"
    assert found.because == (
        "the token was issued with `orders.read`; all scopes that are asked for are granted, or none: "
        "`orders.bake` was not asked for"
    )
    url = urlsplit(found.url or "")
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://login.bakery.test/oauth2/orders/v1/authorize"
    query = {name: value for name, (value,) in parse_qs(url.query).items()}
    assert query == {
        "response_type": "code", "client_id": "shop-web", "redirect_uri": "https://shop.bakery.test/callback",
        "scope": "orders.read orders.bake", "state": "YOUR_STATE", "code_challenge": "YOUR_CODE_CHALLENGE",
        "code_challenge_method": "S256",
    }  # fmt: skip
    assert found.parameters["code"] == "YOUR_CODE"


def test_a_client_alone_asks_for_itself() -> None:
    found = wanted_by(READ, OWN | {"scp": []})
    assert found.parameters == {"grant_type": "client_credentials", "scope": "orders.read"}
    assert found.command == (
        "curl https://login.bakery.test/oauth2/orders/v1/token -u 'van-app:YOUR_CLIENT_SECRET' "
        "--data-urlencode 'grant_type=client_credentials' --data-urlencode 'scope=orders.read'"
    )
    assert (found.url, found.verdict, found.change) == (None, "allowed", None)


def test_where_it_would_be_refused_somebody_must_change_something_first() -> None:
    found = wanted_by(BURN, {})
    assert (found.verdict, found.reason, found.owner) == (
        "refused",
        "access_policy.scope_not_covered",
        "token_issuer",
    )
    assert found.change == "add the scope `orders.burn` to the rule bakers of Shop"
    assert found.summary.startswith("Orders would refuse a token for `orders.read`, `orders.burn`: no access rule")


def test_an_expired_token_is_refreshed_and_its_rule_is_named() -> None:
    found = wanted_by(READ, {"iat": AT - 4000, "exp": AT - 400})
    assert found.parameters == {"grant_type": "refresh_token", "refresh_token": "YOUR_REFRESH_TOKEN"}
    assert found.because == "it was issued for 1 hour, as rule bakers of Shop sets it"
    other = wanted_by(READ, {"iat": AT - 1000, "exp": AT - 400})
    assert other.because == "it was issued for 10 minutes; rule bakers of Shop sets 1 hour now"


def test_without_refresh_tokens_the_user_signs_in_again() -> None:
    found = wanted_by(READ, {"exp": AT - 400}, {"clients/0/grant_types": ["authorization_code"]})
    assert found.grant_type == "authorization_code"


RESOURCES = {
    "authorization_servers/0/policies": [], "authorization_servers/0/audience": None,
    "authorization_servers/0/scopes": ["orders.read", "sweets.read"], "api_services/0/audience": None,
    "api_services/0/resource": "Orders",
    "resources": [
        {"name": "Orders", "audience": "https://api.bakery.test", "scopes": ["orders.read"], "issuer": "bakery"},
        {"name": "Sweets", "audience": "https://sweets.bakery.test", "scopes": ["sweets.read"], "issuer": "bakery"},
    ],
}  # fmt: skip


def test_which_scope_sets_the_audience_is_said() -> None:
    changes = {name: value for name, value in RESOURCES.items() if value is not None}
    remove = ("authorization_servers/0/audience", "api_services/0/audience")
    claims = {"aud": "https://sweets.bakery.test", "scp": None, "scope": "sweets.read", "cid": "shop-web"}
    token = sign({name: value for name, value in (CLAIMS | claims).items() if value is not None})
    request = make_request("GET https://api.bakery.test/orders/7", {"Authorization": f"Bearer {token}"})
    question = make_question(
        Exchange(kind="curl", request=request), catalog=catalog(), clock=NOW, now=NOW,
        environment=bakery(changes, remove), keys={"bakery": demo_keys()},
    )  # fmt: skip
    found = diagnose(question).token_request
    assert found is not None
    assert found.scopes == ("orders.read",)
    assert "which sets the audience `https://api.bakery.test`" in found.summary
    assert found.because.startswith(
        "its audience `https://sweets.bakery.test` is that of Sweets, set by asking for `sweets.read`"
    )


@pytest.mark.parametrize("claims", [{"sub": "ben"}, {"cid": None, "scp": []}])
def test_a_call_that_its_token_can_make_has_none(claims: Mapping[str, Any]) -> None:
    trace = call(READ, claims)
    assert (trace.token_request is None) == (trace.verdict == "allowed")
    if trace.token_request is not None:
        assert trace.token_request.verdict is None
        assert "YOUR_CLIENT_ID" in (trace.token_request.command or "")


def test_without_a_server_nothing_can_be_told() -> None:
    assert call(BAKE, {}, {"authorization_servers": []}).token_request is None
    question = make_question(Exchange(kind="token"), catalog=catalog(), clock=NOW, environment=bakery())
    assert right_request(question, Known(), ("token.expired",)) is None


def test_a_name_in_the_environment_is_no_command() -> None:
    found = wanted_by(READ, OWN | {"cid": "x'; rm -rf ~; '", "sub": "x'; rm -rf ~; '", "scp": []})
    assert "'x; rm -rf ~; :YOUR_CLIENT_SECRET'" in (found.command or "")


def test_a_public_client_sends_no_secret() -> None:
    trace = call(READ, {"exp": AT - 400})
    assert trace.token_request is not None
    for command in (trace.token_request.command or "", trace.fixes[0].command or ""):
        assert "client_id=shop-web" in command
        assert "SECRET" not in command
