from __future__ import annotations

import pytest

from engine.environment.model import Client
from engine.policy.names import CLIENT_FIELDS, is_secret, name_problem, nearest


@pytest.mark.parametrize(
    "name",
    [
        "request.method", "request.local_time", "request.query.page", "request.header.X-Tenant", "path.userId",
        "token.sub", "token./realm_access/roles", "token.https://claims.example/roles", "user.groups", "user.shoe size",
        "client.id", "client.grant_types", "response.status", "response.header.ETag", "response.body./items/0",
    ],
)  # fmt: skip
def test_good_names(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("request.methd", "an attribute such as `request.method`"),
        ("request.headers.x", "an attribute such as `request.header.<name>`"),
        ("token", "an attribute such as `token.<name>`"),
        ("token.", "an attribute such as `token.<name>`"),
        ("sub", "an attribute such as"),
        ("client.secret_check", "a field of a client such as `client."),
        ("client.state", "a field of a client such as `client.status`"),
        ("response.body.items", "a JSON pointer such as `response.body./items`"),
        ("", "an attribute such as"),
    ],
)
def test_what_is_no_name(name: str, wanted: str) -> None:
    assert (name_problem(name) or "").startswith(wanted)


def test_client_fields_are_fields_of_the_environment() -> None:
    fields = set(Client.__struct_fields__)
    assert set(CLIENT_FIELDS) < fields
    assert fields - set(CLIENT_FIELDS) == {"href", "secret_check", "jwks", "certificate", "credential"}


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("request.header.authorization", True), ("request.header.Cookie", True), ("response.header.set-cookie", True),
        ("request.header.x-api-key", True), ("request.query.access_token", True), ("request.query.code", True),
        ("response.body./data/refresh_token", True), ("user.password", True),
        ("request.header.x-tenant", False), ("request.query.page", False), ("token.sub", False), ("token.code", False),
        ("path.token", False), ("request.url", False), ("user.groups", False),
    ],
)  # fmt: skip
def test_secrets(name: str, secret: bool) -> None:
    assert is_secret(name) is secret


def test_the_nearest_word() -> None:
    assert nearest("equal", ("contains", "equals")) == "equals"
