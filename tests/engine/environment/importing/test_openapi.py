"""An OpenAPI document becomes an API service that loads; what it says and the file cannot is named."""

from __future__ import annotations

from typing import Any

import pytest

from engine.environment.importing.openapi import import_openapi
from engine.environment.importing.reading import ImportProblem
from engine.environment.importing.writing import write_tables
from engine.environment.loader import load_environment

OAUTH = {
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://login.test/token", "scopes": {"r": "", "w": ""}}},
    }
}


def document(**members: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0", "info": {"title": "Orders", "version": "1"}, "servers": [{"url": "https://orders.test/v1"}],
        "paths": {"/orders": {"get": {"operationId": "list"}}}, "components": {"securitySchemes": OAUTH},
        "security": [{"oauth": ["r"]}], **members,
    }  # fmt: skip


def imported(members: dict[str, Any], existing: dict[str, Any] | None = None) -> tuple[dict[str, Any], list[str]]:
    made = import_openapi(document(**members), existing or {})
    load_environment(write_tables({**(existing or {}), **made.tables}), file="imported")
    return made.tables, [str(one) for one in made.unsaid]


def operations(members: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = imported(members)[0]["api_services"][0]["operations"]
    return found


def test_a_document_becomes_a_service():
    tables, unsaid = imported({})

    assert tables["api_services"] == [{
        "name": "Orders", "base_urls": ["https://orders.test/v1"], "issuer": "login",
        "operations": [{"name": "list", "methods": ["GET"], "paths": ["/orders"], "scopes": {"all": ["r"]}}],
    }]  # fmt: skip
    assert tables["authorization_servers"] == [{
        "name": "oauth", "grant_types": ["client_credentials"], "token_endpoint": "https://login.test/token",
        "scopes": ["r", "w"], "issuer": "login",
    }]  # fmt: skip
    assert unsaid == [
        "$: the document names no issuer: `https://login.test` is guessed from the token URL: put the `iss` of a real token here",
        "$: no OpenAPI document names the audience of a token: none is checked until you add `audience`",
    ]


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/", "/"),
        ("/orders/{id}", "/orders/{id}"),
        ("/files/{name}.json", "/files/*"),
        ("/a/{x}/b/{x}", "/a/{x}/b/*"),
        ("/a/**/b", "/a/*/b"),
        ("/{a}-{b}", "/*"),
        ("/a/../b", "/a/*/b"),
    ],
)
def test_a_path_becomes_a_pattern(path, pattern):
    tables, unsaid = imported({"paths": {path: {"get": {}}}})

    assert tables["api_services"][0]["operations"][0]["paths"] == [pattern]
    assert any("judged as `*`" in line for line in unsaid) is ("*" in pattern)


def test_operations_have_names_of_their_own():
    made = operations({"paths": {"/a": {"get": {"operationId": "same"}, "post": {"operationId": "same"}, "put": {}}}})

    assert {one["name"] for one in made} == {"same", "POST /a", "PUT /a"}


@pytest.mark.parametrize(
    ("paths", "named"),
    [
        ({"/a": {"$ref": "#/components/pathItems/a"}}, "a path that stands elsewhere"),
        ({"a": {"get": {}}}, "does not start with a slash"),
        ({"/a": {"get": {"servers": [{"url": "https://x.test"}]}}}, "servers of one operation only"),
        ({"/a": {"servers": [], "get": {}}}, "servers of one path only"),
        ({"/a": {"get": {"callbacks": {}}}}, "calls that the API makes"),
        ({"/a": {"get": {"odd": 1}}}, '$.paths["/a"].get.odd: not understood'),
        ({"/a": {"fetch": {}}}, '$.paths["/a"].fetch: not understood'),
        ({}, "$.paths: no operation"),
    ],
)
def test_what_cannot_be_said_is_named(paths, named):
    assert any(named in line for line in imported({"paths": paths})[1])


def test_webhooks_and_extensions():
    unsaid = imported(
        {"webhooks": {"new": {"post": {}}}, "paths": {"/a": {"get": {"x-own": 1}, "x-more": 2}, "x-p": {}}}
    )[1]

    assert [line for line in unsaid if "x-" in line] == []
    assert any(line.startswith("$.webhooks: calls that the API makes") for line in unsaid)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"swagger": "2.0"}, "OpenAPI 2.0"),
        ({"openapi": "4.0.0"}, "saw `openapi` '4.0.0'"),
        ({}, "saw no `openapi`"),
        ([], "saw no `openapi`"),
        (None, "saw no `openapi`"),
    ],
)
def test_what_is_no_openapi_3(document, problem):
    with pytest.raises(ImportProblem, match=problem):
        import_openapi(document, {})


@pytest.mark.parametrize(
    "broken",
    [
        {"info": 1}, {"servers": "x"}, {"servers": [1]}, {"paths": []}, {"paths": {"/a": 1}}, {"paths": {"/a": {"get": 1}}},
        {"components": 1}, {"components": {"securitySchemes": {"oauth": 1}}}, {"security": 1}, {"security": ["x"]},
        {"security": [{"oauth": 1}]}, {"security": [{"oauth": [1, "a b", ""]}]},
        {"paths": {"/a": {"get": {"operationId": 7, "security": {}}}}},
    ],
    ids=str,
)  # fmt: skip
def test_a_broken_document_still_gives_what_it_has(broken):
    assert imported(broken)[0]["api_services"]
