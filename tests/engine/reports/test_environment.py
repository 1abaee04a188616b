"""An environment in lines of text."""

from __future__ import annotations

from engine.environment.loader import load_environment
from engine.reports.environment import MOST_USERS, environment_rows
from tests.support.sources import ROOT

FULL = (ROOT / "tests" / "engine" / "environment" / "full.toml").read_text("utf-8")


def rows(text: str) -> list[str]:
    return list(environment_rows(load_environment(text, file="shown")))


def test_the_least_of_an_environment():
    assert rows('name = "shop"\n') == ["shop  (pingone)"]


def test_a_service_with_what_its_operations_want():
    text = """
name = "shop"
issuers = [{ name = "sso", issuer = "https://login.test" }]
policies = [{ name = "top", combine = "deny-overrides" }]
[[api_services]]
name = "Orders"
base_urls = ["https://a.test", "https://b.test"]
issuer = "sso"
audience = ["x", "y"]
deployment = "changed"
response_policy = "top"
[[api_services.operations]]
name = "Open"
paths = [""]
token = "none"
[[api_services.operations]]
name = "Write"
methods = ["PUT", "POST"]
paths = ["/{id}"]
scopes = { any = ["a", "b"] }
groups = ["g"]
networks = ["10.0.0.0/8"]
user = { level = [1, 2] }
delegated = true
policy = "top"
"""
    assert rows(text)[2:10] == [
        "API service Orders  (changed)",
        "  https://a.test",
        "  https://b.test",
        "  tokens of sso  audience x, y",
        "  response policy top",
        "  every method /  Open",
        "    token none",
        "  PUT, POST /{id}  Write",
    ]
    assert (
        rows(text)[10]
        == "    any of the scopes a, b  group g  from 10.0.0.0/8  user.level 1 or 2  delegated by a user  policy top"
    )


def test_every_part_has_a_title():
    shown = rows(FULL)

    assert [row for row in shown if row and not row.startswith((" ", "API service"))][1:] == [
        "issuers", "gateways", "resources", "policies", "authorization servers", "clients", "users",
    ]  # fmt: skip


def test_of_very_many_users_the_rest_is_counted():
    users = "".join(f'[[users]]\nid = "{number}"\n' for number in range(MOST_USERS + 3))

    assert rows(f'name = "a"\n{users}')[-1] == "  and 3 more"


def test_who_may_get_which_token_from_where():
    text = """
name = "shop"
issuers = [{ name = "sso", issuer = "https://login.test" }]
[[authorization_servers]]
name = "tokens"
issuer = "sso"
audience = "https://api.test"
scopes = ["r", "w"]
default_scopes = ["r"]
grant_types = ["password"]
token_endpoint = "https://login.test/token"
par_endpoint = "https://login.test/par"
[[clients]]
id = "web"
groups = ["staff"]
users = ["kim"]
redirect_uris = ["https://shop.test/cb"]
[[users]]
id = "kim"
attributes = { level = [1, 2], password = "hunter2" }
"""
    shown = rows(text)
    assert shown[shown.index("authorization servers") :] == [
        "authorization servers",
        "  tokens  issuer sso  audience https://api.test",
        "    grants password",
        "    scopes r, w  default scopes r",
        "    token endpoint https://login.test/token",
        "    par endpoint https://login.test/par",
        "",
        "clients",
        "  web",
        "    groups staff  users kim",
        "    redirect URIs https://shop.test/cb",
        "",
        "users",
        "  kim",
        "    level 1, 2  password •••",
    ]
