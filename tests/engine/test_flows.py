"""Which flow and endpoint an exchange belongs to, and what its URL says before any stage runs."""

from __future__ import annotations

from typing import Any

import pytest

from engine.flows import locate
from engine.models.question import Known
from tests.support.world import good_token, question_of

GRANT = "grant_type=authorization_code&code=x"


def known(request: str, **case: Any) -> Known:
    return locate(question_of({"request": request, "token": False, **case}))


@pytest.mark.parametrize(
    ("request_line", "case", "flow", "endpoint"),
    [
        ("GET https://api.shop.test/orders/7", {}, "resource", "api"),
        ("POST https://login.shop.test/token", {}, "token", "token"),
        ("POST https://login.shop.test/token?tenant=1", {}, "token", "token"),
        ("POST https://LOGIN.shop.test:443/token", {}, "token", "token"),
        ("POST https://login.shop.test/token/", {}, "resource", "api"),
        ("POST https://login.shop.test/introspect", {}, "token", "introspection"),
        ("GET https://login.shop.test/authorize", {}, "authorization", "authorization"),
        ("GET https://login.shop.test/userinfo", {}, "resource", "userinfo"),
        ("GET https://login.shop.test/.well-known/openid-configuration", {}, "resource", "metadata"),
        ("GET https://other.test/.well-known/jwks.json", {}, "resource", "metadata"),
        ("POST https://other.test/oauth/token", {"body": GRANT}, "token", "token"),
        ("POST https://other.test/oauth/token", {"body": GRANT, "environment": False}, "token", "token"),
        ("POST https://other.test/x", {"body": '{"grant_type": "x"}'}, "resource", "api"),
        ("POST https://other.test/x", {"body": "my_grant_type=x"}, "resource", "api"),
        ("GET https://other.test/auth?response_type=code&client_id=x", {}, "authorization", "authorization"),
        ("GET https://other.test/auth?response_type=code", {}, "resource", "api"),
        ("GET https://other.test/auth?client_id=x", {}, "resource", "api"),
        ("GET https://api.shop.test/orders?response_type=code&client_id=x", {}, "authorization", "authorization"),
        ("POST //login.shop.test/token", {}, "token", "token"),
        ("GET /orders", {}, "resource", "api"),
    ],
)
def test_flow_and_endpoint(request_line: str, case: dict[str, Any], flow: str, endpoint: str) -> None:
    found = known(request_line, **case)
    assert (found.flow, found.endpoint) == (flow, endpoint)


@pytest.mark.parametrize("name", ["revocation", "par", "device_authorization", "registration"])
def test_every_endpoint_of_an_authorization_server_is_found(name: str) -> None:
    changes = {f"authorization_servers/0/{name}_endpoint": f"https://login.shop.test/{name}"}
    found = known(f"POST https://login.shop.test/{name}", set=changes)
    assert (found.flow, found.endpoint) == ("token", name)
    assert found.issuer is not None
    assert found.issuer.name == "login"


@pytest.mark.parametrize(
    ("body", "flow"),
    [('{"error":"invalid_grant"}', "token"), ('{"error":"authorization_pending"}', "token"),
     ('{"error":"invalid_token"}', "resource"), (None, "resource")],
)  # fmt: skip
def test_an_answer_alone_may_tell_its_flow(body: str | None, flow: str) -> None:
    assert locate(question_of({"response": {"status": 400, "body": body}})).flow == flow


GRANT_ANSWER = {"status": 400, "body": '{"error": "invalid_grant", "error_description": "code expired"}'}
LOGIN_ANSWER = {"status": 302, "headers": {"Location": "https://app.test/cb?error=login_required&state=1"}}


@pytest.mark.parametrize(
    ("request_line", "case", "flow"),
    [
        ("POST https://other.test/token", {"response": GRANT_ANSWER}, "token"),
        ("POST https://other.test/token", {"response": GRANT_ANSWER, "environment": False}, "token"),
        (
            "POST https://other.test/x",
            {"response": {"status": 400, "body": '{"errors": ["invalid_grant"]}'}},
            "resource",
        ),
        ("POST https://api.shop.test/orders", {"response": GRANT_ANSWER}, "resource"),
        ("GET https://other.test/token", {"response": GRANT_ANSWER}, "resource"),
        ("POST https://other.test/x", {"response": GRANT_ANSWER, "token": "good"}, "resource"),
        ("GET https://other.test/auth?client_id=x&request_uri=y", {"response": LOGIN_ANSWER}, "authorization"),
        ("GET https://api.shop.test/orders", {"response": LOGIN_ANSWER}, "resource"),
        (
            "GET https://other.test/x",
            {"response": {"status": 302, "headers": {"Location": "/?error=lost"}}},
            "resource",
        ),
        ("GET https://other.test/x", {"response": {"status": 403, "body": '{"error":"access_denied"}'}}, "resource"),
    ],
)
def test_an_answer_to_an_unknown_url_may_tell_its_flow(request_line: str, case: dict[str, Any], flow: str) -> None:
    sent = {"headers": {"Authorization": "Bearer x"}} if case.pop("token", "") else {}
    assert known(request_line, **case, **sent).flow == flow


@pytest.mark.parametrize(
    ("request_line", "closed"),
    [
        ("GET https://api.shop.test/x", True), ("GET http://api.shop.test:9/x", True), ("GET https://login.shop.test/x", True),
        ("GET https://partner.test/x", True), ("GET https://cdn.example/x", False), ("GET /x", False),
    ],
)  # fmt: skip
def test_the_environment_speaks_for_the_hosts_that_it_names(request_line: str, closed: bool) -> None:
    assert known(request_line).closed is closed
    assert not known(request_line, environment=False).closed


@pytest.mark.parametrize(
    ("url", "scheme", "port"),
    [
        ("//api.shop.test/orders", "https", 443),
        ("//localhost:8080/x", "http", 8080),
        ("//open.shop.test:8443/x", "https", 8443),
        ("//open.shop.test:1/x", "https", 1),
        ("//elsewhere.test/x", "https", 443),
        ("http://api.shop.test/orders", "http", 80),
    ],
)
def test_a_scheme_that_is_not_shown_is_filled_in(url: str, scheme: str, port: int) -> None:
    found = known(f"GET {url}").url
    assert found is not None
    assert (found.scheme, found.port) == (scheme, port)


@pytest.mark.parametrize("url", ["about:blank", "data:text/plain,x", "ftp://a.test/x", "chrome-extension://abc/x", ""])
def test_what_is_no_call_over_http_has_no_url(url: str) -> None:
    assert known(f"GET {url}").url is None


def test_a_url_that_is_not_shown_is_not_read() -> None:
    assert known("GET https://api.shop.test/orders", hidden=["url"]).url is None


@pytest.mark.parametrize(
    ("method", "headers", "preflight"),
    [
        ("OPTIONS", {"Origin": "https://shop.test", "Access-Control-Request-Method": "PUT"}, True),
        ("options", {"origin": "https://shop.test", "access-control-request-method": "PUT"}, True),
        ("OPTIONS", {"Origin": "https://shop.test"}, False),
        ("OPTIONS", {"Access-Control-Request-Method": "PUT"}, False),
        ("GET", {"Origin": "https://shop.test", "Access-Control-Request-Method": "PUT"}, False),
    ],
)
def test_a_preflight_is_what_the_fetch_standard_says(method: str, headers: dict[str, str], preflight: bool) -> None:
    assert known(f"{method} https://api.shop.test/orders", headers=headers).preflight is preflight


def test_service_and_operation_are_known_before_any_stage_runs() -> None:
    found = known("GET https://api.shop.test/orders/own/a%20b")
    assert found.service is not None
    assert found.operation is not None
    assert (found.service.name, found.operation.name, found.base_url) == (
        "Orders",
        "Own",
        "https://api.shop.test/orders",
    )
    assert (found.segments, found.path_parameters) == (("own", "a b"), {"owner": "a b"})


ONE_SERVICE = ("api_services/1", "api_services/1", "api_services/1")


def test_a_token_alone_is_for_the_only_service() -> None:
    found = locate(question_of({"beside": good_token(), "unset": ONE_SERVICE}))
    assert found.service is not None
    assert (found.service.name, found.operation) == ("Orders", None)
    assert (found.url, found.closed) == (None, False)


@pytest.mark.parametrize(
    "case",
    [
        {"beside": "x"},
        {"beside": "x", "environment": False},
        {"response": {"status": 401}, "unset": ONE_SERVICE},
        {"beside": "x", "unset": ONE_SERVICE, "given": {"audiences": ["invoices"]}},
    ],
)
def test_nothing_else_says_which_service_is_meant(case: dict[str, Any]) -> None:
    assert locate(question_of(case)).service is None
