"""An environment as an outline: every table once or more, by the path it has in the file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from engine.environment.loader import load_environment
from engine.environment.outline import counted, outline, set_fields, several, walk

FULL = (Path(__file__).parent / "full.toml").read_text("utf-8")
NESTED = """
name = "nested"

[[policies]]
name = "Root"
combine = "deny-overrides"
children = ["Shared", "Other"]

  [[policies.rules]]
  name = "first"
  effect = "permit"

[[policies]]
name = "Other"
combine = "deny-overrides"
enabled = false
children = ["Shared"]

[[policies]]
name = "Shared"
combine = "first-applicable"
"""


def tables_in(value, path=()):
    """The path of every table of a TOML text that stands in a list of tables."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for index, one in enumerate(value):
            yield (*path, index)
            yield from tables_in(one, (*path, index))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("when", "payload", "history", "jwks", "detail"):
                yield from tables_in(inner, (*path, name))


def test_every_table_of_the_file_is_in_it():
    items = list(walk(outline(load_environment(FULL, file="full.toml"))))

    assert {item.path for item in items if item.table is not None} == set(tables_in(tomllib.loads(FULL)))
    assert len({item.place for item in items}) == len(items)


def test_a_policy_stands_below_each_that_names_it():
    (kind,) = outline(load_environment(NESTED, file="nested.toml"))
    (root,) = kind.children

    assert (kind.name, kind.note, kind.table) == ("Policies", "3", None)
    assert [(item.kind, item.name, item.note) for item in walk([root])] == [
        ("policy", "Root", "deny-overrides"),
        ("rule", "first", "permit"),
        ("policy", "Shared", "first-applicable"),
        ("policy", "Other", "off, deny-overrides"),
        ("policy", "Shared", "first-applicable"),
    ]
    assert {item.path for item in walk([root]) if item.name == "Shared"} == {("policies", 2)}


def test_access_policies_and_rules_stand_in_the_order_in_which_they_are_asked():
    text = """
name = "x"
[[issuers]]
name = "i"
issuer = "https://i.test"
[[authorization_servers]]
name = "s"
issuer = "i"
  [[authorization_servers.policies]]
  name = "later"
  priority = 2
  clients = ["*"]
  [[authorization_servers.policies]]
  name = "first"
  priority = 1
  clients = ["a", "b"]
  status = "inactive"
    [[authorization_servers.policies.rules]]
    name = "r"
    priority = 1
    grant_types = ["password"]
"""
    items = list(walk(outline(load_environment(text, file="x.toml"))))

    assert [(item.path[1:], item.name, item.note) for item in items if "policies" in item.path] == [
        ((0, "policies", 1), "first", "inactive, 1. clients a, b"),
        ((0, "policies", 1, "rules", 0), "r", "1. password"),
        ((0, "policies", 0), "later", "2. clients *"),
    ]


def test_only_what_is_written_is_a_fact_of_a_table():
    environment = load_environment(NESTED, file="nested.toml")

    assert set_fields(environment.policies[2]) == [("combine", "first-applicable")]
    assert ("enabled", False) in set_fields(environment.policies[1])


@pytest.mark.parametrize(
    ("number", "field", "words"),
    [(1, "policies", "1 policy"), (2, "policies", "2 policies"), (1, "api_services", "1 API service"), (3, "users", "3 users")],
)  # fmt: skip
def test_counted(number, field, words):
    assert counted(number, field) == words


def test_several():
    assert [several(kind) for kind in ("rule", "policy")] == ["rules", "policies"]
