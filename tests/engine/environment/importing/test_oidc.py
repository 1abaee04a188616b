"""An issuer's metadata and keys become an issuer and an authorization server."""

from __future__ import annotations

import pytest

from engine.environment.importing.oidc import import_oidc
from engine.environment.importing.reading import ImportProblem
from engine.environment.importing.writing import write_tables
from engine.environment.loader import load_environment

METADATA = {
    "issuer": "https://login.test/a", "jwks_uri": "https://login.test/a/keys",
    "token_endpoint": "https://login.test/a/token", "pushed_authorization_request_endpoint": "https://login.test/a/par",
    "introspection_endpoint": "https://login.test/a/introspect", "userinfo_endpoint": "/userinfo",
    "grant_types_supported": ["client_credentials"], "scopes_supported": ["openid", "a b"], "claims_supported": ["sub"],
    "response_types_supported": ["code"], "odd": 1,
}  # fmt: skip
KEYS = {"keys": [{"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "d": "secret", "alg": "ES256"}]}


def test_metadata_and_keys():
    made = import_oidc([("metadata", METADATA), ("keys", KEYS)], {})
    loaded = load_environment(write_tables(made.tables), file="imported")

    assert (loaded.issuers[0].name, loaded.issuers[0].issuer) == ("login.test", "https://login.test/a")
    assert loaded.issuers[0].jwks == {"keys": [{"kty": "EC", "alg": "ES256", "crv": "P-256", "x": "x", "y": "y"}]}
    assert loaded.issuers[0].algorithms == ("ES256",)
    assert loaded.issuers[0].introspection_url == "https://login.test/a/introspect"
    server = loaded.authorization_servers[0]
    assert (server.issuer, server.token_endpoint, server.par_endpoint) == (
        "login.test",
        "https://login.test/a/token",
        "https://login.test/a/par",
    )
    assert (server.scopes, server.grant_types, server.userinfo_endpoint) == (("openid",), ("client_credentials",), None)
    assert [str(one) for one in made.unsaid] == [
        "$.keys[0]: a private key: only its public half is written",
        "$.userinfo_endpoint: no absolute http or https URL; left out",
        "$.scopes_supported: an issuer may keep scopes to itself: those of your APIs may be missing",
        "$: not used: response_types_supported, odd",
    ]


def test_without_keys_their_url_is_written():
    made = import_oidc([("metadata", METADATA)], {})

    assert made.tables["issuers"][0]["jwks"] == "https://login.test/a/keys"
    assert any("fetched only with --online" in str(one) for one in made.unsaid)


def test_an_issuer_that_is_there_keeps_its_name():
    existing = {
        "issuers": [{"name": "sso", "issuer": "https://login.test/a"}, {"name": "login.test", "issuer": "x"}],
        "authorization_servers": [{"name": "tokens", "issuer": "sso"}],
    }
    made = import_oidc([("metadata", METADATA)], existing)

    assert made.tables["issuers"][0]["name"] == "sso"
    assert made.tables["authorization_servers"][0]["name"] == "tokens"
    assert (
        import_oidc([("metadata", {**METADATA, "issuer": "https://login.test/b"})], existing).tables["name"]
        == "login.test 2"
    )


@pytest.mark.parametrize(
    ("documents", "problem"),
    [
        ([KEYS], "a JWK Set alone"),
        ([{}], "neither `issuer` nor `keys`"),
        ([METADATA, METADATA], "a second issuer"),
        ([{"issuer": 7}], "no token can carry"),
        ([{"issuer": "https://<tenant>/"}], "no token can carry"),
        ([[]], "neither `issuer` nor `keys`"),
    ],
)
def test_what_is_no_issuer(documents, problem):
    with pytest.raises(ImportProblem, match=problem):
        import_oidc([("a", one) for one in documents], {})
