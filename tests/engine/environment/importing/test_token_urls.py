"""Issuers that follow from the URLs of token endpoints, as the vendors document them."""

from __future__ import annotations

import pytest

from engine.environment.importing.token_urls import guessed_issuer, issuer_of


@pytest.mark.parametrize(
    ("url", "issuer", "vendor"),
    [
        ("https://acme.okta.com/oauth2/aus1/v1/token", "https://acme.okta.com/oauth2/aus1", "Okta"),
        ("https://login.acme.test/oauth2/default/v1/authorize?x=1", "https://login.acme.test/oauth2/default", "Okta"),
        ("https://acme.okta.com/oauth2/v1/token", "https://acme.okta.com", "Okta"),
        ("https://auth.pingone.eu/3f1a/as/token", "https://auth.pingone.eu/3f1a/as", "PingOne"),
        ("https://login.acme.test/as/token", "https://login.acme.test/as", "PingOne"),
        ("https://k.test/realms/shop/protocol/openid-connect/token", "https://k.test/realms/shop", "Keycloak"),
        ("https://k.test/auth/realms/shop/protocol/openid-connect/auth", "https://k.test/auth/realms/shop", "Keycloak"),
        ("https://acme.eu.auth0.com/oauth/token", "https://acme.eu.auth0.com/", "Auth0"),
        (
            "https://login.microsoftonline.com/t1/oauth2/v2.0/token",
            "https://login.microsoftonline.com/t1/v2.0",
            "Entra ID",
        ),
        ("https://login.microsoftonline.com/t1/oauth2/token", "https://sts.windows.net/t1/", "Entra ID"),
        ("https://oauth2.googleapis.com/token", "https://accounts.google.com", "Google"),
    ],
)
def test_an_issuer_that_the_url_tells(url, issuer, vendor):
    assert issuer_of(url) == (issuer, vendor)


@pytest.mark.parametrize(
    "url",
    [
        "https://login.test/token",
        "https://login.test/oauth/token",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "http://acme.okta.com/oauth2/aus1/v1/token",
        "",
    ],
)
def test_a_url_that_tells_none(url):
    assert issuer_of(url) is None


def test_a_guess_is_the_host():
    assert guessed_issuer("https://login.test:8443/a/token") == "https://login.test:8443"
