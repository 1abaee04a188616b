"""An import beside a file that has the same things under names of its own."""

from __future__ import annotations

from typing import Any

from engine.environment.importing.matching import matched
from engine.environment.importing.reading import Comment, Imported

FILE: dict[str, Any] = {
    "issuers": [{"name": "login", "issuer": "https://login.test/oauth2/a"}],
    "authorization_servers": [{
        "name": "Tokens", "issuer": "login", "token_endpoint": "https://login.test/oauth2/a/v1/token",
        "scopes": ["w", "x"], "grant_types": ["client_credentials", "refresh_token"],
    }],
    "api_services": [{
        "name": "Shop", "base_urls": ["https://api.test/v2"], "issuers": ["login"],
        "operations": [
            {"name": "Read", "methods": ["GET"], "paths": ["/orders", "/orders/{id}"]},
            {"name": "Cancel", "methods": ["POST"], "paths": ["/orders/{id}/cancel"]},
        ],
    }],
}  # fmt: skip


def imported(**tables: Any) -> Imported:
    return Imported(tables)


def test_an_issuer_is_known_by_its_url_wherever_it_is_named():
    found = imported(
        issuers=[{"name": "okta", "issuer": "https://login.test/oauth2/a"}],
        authorization_servers=[{"name": "new", "issuer": "okta", "token_endpoint": "https://other.test/token"}],
        users=[{"id": "kim", "issuer": "okta"}],
    )
    made = matched(found, FILE).tables

    assert [row["name"] for row in made["issuers"]] == ["login"]
    assert [(row["name"], row["issuer"]) for row in made["authorization_servers"]] == [("new", "login")]
    assert made["users"] == [{"id": "kim", "issuer": "login"}]
    assert found.tables["issuers"][0]["name"] == "okta"


def test_a_server_is_known_by_its_token_endpoint_and_loses_nothing():
    token = FILE["authorization_servers"][0]["token_endpoint"]
    row = {"name": "oauth", "issuer": "login", "token_endpoint": token, "scopes": ["r", "w"], "grant_types": ["a"]}
    made = matched(imported(authorization_servers=[row]), FILE).tables["authorization_servers"]

    assert made == [{
        "name": "Tokens", "issuer": "login", "token_endpoint": token, "scopes": ["w", "x", "r"],
        "grant_types": ["client_credentials", "refresh_token"],
    }]  # fmt: skip


def test_a_service_is_known_by_a_base_url_and_its_operations_by_what_they_match():
    operations = [
        {"name": "listOrders", "methods": ["GET"], "paths": ["/orders"]},
        {"name": "POST /orders/{id}/cancel", "methods": ["POST"], "paths": ["/orders/{id}/cancel"], "token": "none"},
        {"name": "health", "methods": ["GET"], "paths": ["/health"]},
    ]
    service = {"name": "API", "base_urls": ["https://API.test/v2/"], "issuer": "login", "operations": operations}
    made = matched(imported(api_services=[service]), FILE)

    assert made.tables["api_services"] == [{
        "name": "Shop", "base_urls": ["https://API.test/v2/"],
        "operations": [
            {"name": "Cancel", "methods": ["POST"], "paths": ["/orders/{id}/cancel"], "token": "none"},
            {"name": "health", "methods": ["GET"], "paths": ["/health"]},
        ],
    }]  # fmt: skip
    assert list(map(str, made.unsaid)) == [
        "Shop: listOrders: stands in the file within the operation `Read`: left as it is"
    ]


def test_what_has_a_name_of_the_file_is_known_by_it():
    row = {"name": "Shop", "base_urls": ["https://api.test/v2"], "operations": [{"name": "Read"}]}

    assert matched(imported(api_services=[row]), FILE).tables == {"api_services": [row]}


def test_a_guess_is_not_said_of_an_issuer_of_the_file():
    rows = [{"name": "okta", "issuer": "https://login.test/oauth2/a"}]
    found = Imported({"issuers": rows}, comments=(Comment("issuers", "okta", "issuer", "guessed"),))

    assert matched(found, FILE).comments == ()
