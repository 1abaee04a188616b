"""The model of the environment: what follows from its fields."""

from __future__ import annotations

import pytest
from msgspec import ValidationError, convert
from msgspec.structs import replace

from engine.environment.model import ApiService, Client, Environment, Issuer, Operation, Policy, Resource, Statement

SERVICE = ApiService(name="a", base_urls=("https://a.test",))


def environment(**fields: object) -> Environment:
    return convert({"name": "x", **fields}, Environment)


def test_issuers_are_one_or_several() -> None:
    assert SERVICE.issuer_names == ()
    assert replace(SERVICE, issuer="one", issuers=("two",)).issuer_names == ("one", "two")


@pytest.mark.parametrize(
    ("fields", "audiences"),
    [
        ({}, ()),
        ({"audience": "a"}, ("a",)),
        ({"audience": ("a", "b")}, ("a", "b")),
        ({"resource": "R"}, ("of-resource",)),
        ({"resource": "R", "audience": "own"}, ("own",)),
        ({"resource": "nothing"}, ()),
    ],
)
def test_audiences_are_the_services_own_or_its_resources(fields: dict[str, object], audiences: tuple[str, ...]) -> None:
    world = environment(resources=(Resource(name="R", audience="of-resource"),))
    assert world.audiences_of(replace(SERVICE, **fields)) == audiences


@pytest.mark.parametrize(
    ("fields", "has_rules"),
    [
        ({}, False),
        ({"groups": ("g",)}, True),
        ({"delegated": True}, True),
        ({"user": {"a": ("b",)}}, True),
        ({"policy": "p"}, False),
    ],
)
def test_an_operation_has_rules_where_one_is_written(fields: dict[str, object], has_rules: bool) -> None:
    assert replace(Operation(name="o", paths=("/",)), **fields).has_rules is has_rules


def test_things_are_found_by_name() -> None:
    world = environment(
        issuers=(Issuer(name="i", issuer="https://i.test"),),
        policies=(Policy(name="p", combine="first-applicable"),),
        statements=(Statement(name="s", code="denied-reason"),),
        clients=(Client(id="c"),),
    )
    assert world.issuer_by_name["i"].issuer == "https://i.test"
    assert world.policy_by_name["p"].combine == "first-applicable"
    assert world.statement_by_name["s"].on == "permit"
    assert world.client_by_id["c"].status == "active"


def test_what_a_client_does_not_name_is_not_known_and_not_empty() -> None:
    client = Client(id="c")
    assert (client.grant_types, client.scopes, client.redirect_uris) == (None, None, None)
    assert (client.users, client.groups) == ((), ())


def test_nothing_changes_after_loading_and_nothing_unknown_gets_in() -> None:
    with pytest.raises(AttributeError):
        SERVICE.name = "b"
    with pytest.raises(ValidationError):
        environment(colour="red")
