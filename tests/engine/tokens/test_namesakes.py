"""How an issuer or an audience differs from the one that is wanted."""

from __future__ import annotations

from typing import Any

import pytest

from engine.tokens.namesakes import issuer_difference, other_environment
from tests.support.world import judge

REQUEST = "GET https://api.shop.test/orders"
LOGIN = "https://login.shop.test"
ENTRA = "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"


@pytest.mark.parametrize(
    ("seen", "wanted", "said"),
    [
        (f"{LOGIN}/", LOGIN, "only the slash at the end differs"),
        ("https://tenant.auth0.com", "https://tenant.auth0.com/", "only the slash at the end differs"),
        ("http://login.shop.test", LOGIN, "only the scheme differs"),
        ("https://LOGIN.shop.test", LOGIN, "only the letter case of the host differs"),
        ("https://login.shop.test:443", LOGIN, "only the port, spelled out or not, differs"),
        ("https://login.shop.test/Realms/a", "https://login.shop.test/realms/a", "only the letter case differs"),
        ("https://login.shop.test:8443", LOGIN, "the same host, another port"),
        ("https://sso.shop.test/realms/a", "https://sso.shop.test/realms/b", "another tenant or realm: `/realms/a`"),
        (
            "http://keycloak:8080/realms/a",
            "https://sso.shop.test/realms/a",
            "`keycloak` is a name inside the issuer's own",
        ),
        ("http://localhost:8080", LOGIN, "`localhost` is a name inside"),
        ("http://10.0.0.7:8080/", LOGIN, "`10.0.0.7` is a name inside"),
        ("http://sso.auth.svc.cluster.local", LOGIN, "is a name inside"),
        ("https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/", ENTRA, "tokens of version 1"),
        (ENTRA, "https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/", "tokens of version 2"),
        ("https://acme.okta.com", "https://acme.okta.com/oauth2/default", "the Okta organization's own server"),
        ("https://acme.okta.com/oauth2/aus1", "https://acme.okta.com/oauth2/default", "another authorization server"),
        ("https://acme.eu.auth0.com/", "https://login.acme.example/", "may be a custom domain of the same tenant"),
        ("https://elsewhere.example", LOGIN, None),
        ("", LOGIN, None),
        ("not a url", LOGIN, None),
        ("https://[::1", LOGIN, None),
        ("https://a.test:port", LOGIN, None),
    ],
)
def test_how_an_issuer_differs(seen: str, wanted: str, said: str | None) -> None:
    found = issuer_difference(seen, wanted)
    assert (said in found) if said and found else found is said


@pytest.mark.parametrize(
    ("seen", "wanted", "said"),
    [
        ("https://login.staging.shop.example", "https://login.shop.example", "carries `staging`, the one that the API accepts no such mark"),
        ("https://login-dev.shop.example", "https://login-prod.shop.example", "carries `dev`, the one that the API accepts `prod`"),
        ("https://sso.shop.example/realms/test", "https://sso.shop.example/realms/live", "carries `test`"),
        ("https://login.shop.test", "https://login.shop.example", None),
        ("https://login.shop.test", "https://login.shop.test/", None),
        ("https://login.dev.other.example", "https://login.shop.example", None),
        ("https://latest.shop.example", "https://shop.example", None),
    ],
)  # fmt: skip
def test_which_issuer_is_another_environments(seen: str, wanted: str, said: str | None) -> None:
    found = other_environment(seen, wanted)
    assert (said in found) if said and found else found is said


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        ("orders/", "differs only in how it is written"),
        ("api://orders", "differs only in how it is written"),
        ("ORDERS", "differs only in how it is written"),
        ("shop-web", "that is the client's own id, as in an ID token"),
        ("account", "Keycloak's default audience"),
        ("00000003-0000-0000-c000-000000000000", "that is Microsoft Graph"),
        ("https://tenant.auth0.com/userinfo", "the issuer's user-info endpoint"),
        (["x", "reports"], "that is the audience of Reports"),
        ("unheard-of", None),
    ],
)
def test_what_an_audience_is_instead(audience: Any, said: str | None) -> None:
    trace = judge({"request": REQUEST, "claims": {"aud": audience}})
    assert (trace.reason, trace.also) == ("token.audience_mismatch", ())
    summary = trace.check("token.audience_mismatch").summary  # type: ignore[union-attr]
    assert (said in summary) if said else summary.endswith("not for this API")


def test_an_issuer_of_another_environment_is_a_reason_of_its_own() -> None:
    trace = judge({"request": REQUEST, "claims": {"iss": "https://login.dev.shop.test"}})
    assert (trace.reason, trace.owner, trace.also) == ("token.other_environment", "client", ())
