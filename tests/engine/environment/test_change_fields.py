"""Every field of the file either decides calls, and then its change is said, or is text only, and then it is listed."""

from __future__ import annotations

import json

import pytest

from engine.environment import change_fields as calls
from engine.environment import change_fields_tokens as tokens
from engine.schema_export import environment_schema

TEXT_ONLY = {"id", "href", "name", "schema", "history", "changed_at", "credential"}
"""Fields that no call is decided by: names, links, when something was changed, how credentials are called."""
INNER = {"api_services", "operations", "policies", "rules", "statements", "issuers", "gateways", "resources",
         "authorization_servers", "clients", "users"}  # fmt: skip
TABLES = {
    "Environment": calls.WHOLE, "ApiService": calls.SERVICE, "Operation": calls.OPERATION, "Policy": calls.POLICY,
    "Rule": calls.RULE, "Statement": calls.STATEMENT, "Issuer": calls.ISSUER, "Gateway": calls.GATEWAY,
    "Resource": calls.RESOURCE, "AuthorizationServer": tokens.SERVER, "AccessPolicy": tokens.SERVER_POLICY,
    "AccessRule": tokens.SERVER_RULE, "Client": tokens.CLIENT, "User": tokens.USER,
}  # fmt: skip
THROUGH = {
    "ApiService": {"issuer", "issuers", "audience", "resource"},
    "Issuer": {"issuer"},
    "Resource": {"audience", "issuer"},
}
"""Said at the service: whose tokens it accepts, and which audience."""


@pytest.mark.parametrize("table", TABLES)
def test_every_field_is_said_or_listed(table):
    schema = json.loads(json.dumps(environment_schema()))
    shape = schema["$defs"].get(table) or schema
    said = {field.key for field in TABLES[table]}
    left = set(shape["properties"]) - said - TEXT_ONLY - THROUGH.get(table, set())

    assert left - INNER == set()
