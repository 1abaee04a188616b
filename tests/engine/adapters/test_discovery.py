"""What an issuer publishes of itself, from a real server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from engine.adapters.discovery import fetch_documents, fetch_metadata, metadata_urls
from engine.adapters.web import FetchRefused
from tests.support.issuer import INTROSPECT, JWKS, OAUTH, OPENID, Issuer, running_issuer


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as running:
        yield running


@pytest.mark.parametrize(
    ("issuer_name", "urls"),
    [
        ("https://login.test", ("https://login.test/.well-known/openid-configuration", "https://login.test/.well-known/oauth-authorization-server")),
        ("https://login.test/", ("https://login.test/.well-known/openid-configuration", "https://login.test/.well-known/oauth-authorization-server")),
        ("https://login.test/a/b", ("https://login.test/a/b/.well-known/openid-configuration", "https://login.test/.well-known/oauth-authorization-server/a/b")),
        ("https://login.test:9/a/", ("https://login.test:9/a/.well-known/openid-configuration", "https://login.test:9/.well-known/oauth-authorization-server/a")),
    ],
)  # fmt: skip
def test_where_documents_stand(issuer_name: str, urls: tuple[str, ...]) -> None:
    """RFC 8414 section 3.1 has the example `https://example.com/issuer1`."""
    assert metadata_urls(issuer_name) == urls


@pytest.mark.parametrize(
    "issuer_name",
    ["http://login.test", "login", "", "https://a:b@login.test", "https://login.test?x=1", "https://login.test/#f"],
)
def test_what_is_no_issuer_to_fetch_from(issuer_name: str) -> None:
    with pytest.raises(FetchRefused):
        metadata_urls(issuer_name)


def test_the_place_of_openid_connect_is_asked_first(issuer: Issuer) -> None:
    found = fetch_metadata(issuer.name)
    assert (found.jwks_uri, found.introspection_endpoint) == (f"{issuer.origin}{JWKS}", f"{issuer.origin}{INTROSPECT}")
    assert issuer.paths == [OPENID]


def test_else_that_of_rfc_8414(issuer: Issuer) -> None:
    issuer.answers[OAUTH] = issuer.answers.pop(OPENID)
    assert fetch_metadata(issuer.name).source == f"{issuer.origin}{OAUTH}"
    assert issuer.paths == [OPENID, OAUTH]


def test_a_document_may_name_nothing(issuer: Issuer) -> None:
    issuer.answers[OPENID] = (200, {"issuer": issuer.name})
    assert fetch_metadata(issuer.name).jwks_uri is None


def redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/elsewhere")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {"issuer": "https://other.test"}), "names the issuer `https://other.test`, wanted exactly"),
        ((200, {"issuer": ["x"]}), "names the issuer `['x']`"),
        ((200, {}), "names no issuer, wanted exactly"),
        ((200, ["issuer"]), "answers with no JSON object"),
        ((200, b"<html>"), "answers with no JSON object"),
        ((404, {}), "answered 404, wanted 200"),
        ((500, {"error": "server_error"}), "answered 500, wanted 200; it says `server_error`"),
        (redirect, "answered 302, wanted 200 (a redirect, which is not followed)"),
    ],
)
def test_what_is_no_document_of_this_issuer(issuer: Issuer, answer: Any, said: str) -> None:
    issuer.answers[OPENID] = answer
    with pytest.raises(FetchRefused) as caught:
        fetch_metadata(issuer.name)
    assert said in str(caught.value)
    assert issuer.paths == [OPENID, OAUTH]


def test_a_slash_at_the_end_is_another_issuer(issuer: Issuer) -> None:
    with pytest.raises(FetchRefused, match="wanted exactly"):
        fetch_metadata(f"{issuer.name}/")


@pytest.mark.parametrize(
    ("member", "value", "said"),
    [
        ("jwks_uri", "http://keys.test/jwks", "`jwks_uri`: saw `http://keys.test/jwks`, wanted an https URL"),
        ("jwks_uri", "file:///etc/passwd", "wanted an https URL"),
        ("jwks_uri", 7, "`jwks_uri` is a int, wanted a URL"),
        ("introspection_endpoint", "https://a:b@x.test/", "`introspection_endpoint`: saw a URL with a user name"),
    ],
)
def test_a_place_that_nothing_is_sent_to(issuer: Issuer, member: str, value: Any, said: str) -> None:
    issuer.answers[OPENID] = (200, issuer.document(**{member: value}))
    with pytest.raises(FetchRefused) as caught:
        fetch_metadata(issuer.name)
    assert said in str(caught.value)


def test_metadata_and_keys_as_they_stand(issuer: Issuer) -> None:
    documents = fetch_documents(issuer.name)
    assert [place for place, _ in documents] == [f"{issuer.origin}{OPENID}", f"{issuer.origin}{JWKS}"]
    assert issuer.name in documents[0][1]
    assert '"keys"' in documents[1][1]
