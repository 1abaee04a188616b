"""What changes between two environments mean for calls: who is let in now, and who is no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from engine.environment.change_fields import (
    GATEWAY,
    ISSUER,
    OPERATION,
    POLICY,
    RESOURCE,
    RULE,
    SERVICE,
    STATEMENT,
    WHOLE,
)
from engine.environment.change_fields_tokens import CLIENT, SERVER, SERVER_POLICY, SERVER_RULE, USER
from engine.environment.change_words import Change, Effect, Field, told
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment, Operation

ORDER: tuple[Effect, ...] = ("widens", "narrows", "differs")
Step = Callable[[Any, Any], Iterator[Change]]


def environment_changes(before: Environment, after: Environment) -> list[Change]:
    """Every change that can decide a call otherwise: what widens first, then what narrows, then what may do either."""
    found = [
        *told(WHOLE, "", "the environment", before, after),
        *_services(before, after),
        *_rows("policies", "policy", POLICY, before.policies, after.policies, _policy_rules),
        *_rows("statements", "statement", STATEMENT, before.statements, after.statements),
        *_rows("issuers", "issuer", ISSUER, before.issuers, after.issuers),
        *_rows("gateways", "gateway", GATEWAY, before.gateways, after.gateways),
        *_rows("resources", "resource", RESOURCE, before.resources, after.resources),
        *_rows("authorization_servers", "authorization server", SERVER, before.authorization_servers,
               after.authorization_servers, _server_policies),
        *_people(before, after),
    ]  # fmt: skip
    return sorted(found, key=lambda change: ORDER.index(change.effect))


def _pairs(before: Iterable[Any], after: Iterable[Any], key: str) -> Iterator[tuple[str, Any, Any]]:
    """Rows of two lists by name; None where one of them has none of this name."""
    old = {getattr(row, key): row for row in before}
    new = {getattr(row, key): row for row in after}
    for name in dict.fromkeys((*new, *old)):
        yield name, old.get(name), new.get(name)


def _rows(
    kind: str,
    word: str,
    fields: Iterable[Field],
    before: Iterable[Any],
    after: Iterable[Any],
    inner: Step | None = None,
) -> Iterator[Change]:
    """Rows that matter by what refers to them: that one is new or gone is said where the reference changed."""
    for name, old, new in _pairs(before, after, "name"):
        if old is not None and new is not None:
            about = f"{kind}.{name}"
            yield from told(fields, about, f"the {word} {quoted([name])}", old, new)
            if inner is not None:
                yield from inner(old, new)
        elif kind == "authorization_servers":
            text = f"the authorization server {quoted([name])}"
            yield _came_or_went(new is not None, f"{kind}.{name}", f"{text} issues tokens now", f"{text} is gone")


def _came_or_went(came: bool, about: str, now: str, gone: str) -> Change:
    return Change("widens" if came else "narrows", about, now if came else gone)


def _services(before: Environment, after: Environment) -> Iterator[Change]:
    for name, old, new in _pairs(before.api_services, after.api_services, "name"):
        about = f"api_services.{name}"
        if old is None:
            yield Change(
                "widens", about, f"calls under {quoted(new.base_urls)} are decided by the new API service {name}"
            )
        elif new is None:
            text = f"calls under {quoted(old.base_urls)} are refused: the API service {name} is gone"
            yield Change("narrows", about, text)
        else:
            yield from told(SERVICE, about, name, _View(before, old), _View(after, new))
            for operation in _pairs(old.operations, new.operations, "name"):
                yield from _operation(name, *operation)


class _View:
    """A service with what it takes from elsewhere: the values of its issuers, the audience of its resource."""

    def __init__(self, environment: Environment, service: ApiService) -> None:
        self._service = service
        issuers = environment.issuer_by_name
        self.accepted = tuple(issuers[name].issuer if name in issuers else name for name in service.issuer_names)
        self.audiences = environment.audiences_of(service)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)


def _operation(service: str, name: str, old: Operation | None, new: Operation | None) -> Iterator[Change]:
    about = f"api_services.{service}.operations.{name}"
    if old is not None and new is not None:
        yield from told(OPERATION, about, f"{place_of(new)} of {service}", old, new)
        return
    one = new or old
    assert one is not None
    asks = "asks for its own rules" if one.has_rules or one.policy else ""
    opens = "is open without a token" if one.token != "required" else ""
    said = " and ".join(filter(None, (opens, asks))) or "has a name of its own"
    effects: tuple[Effect, Effect] = ("widens", "narrows") if opens else ("narrows", "widens")
    effect = effects[0 if new is not None else 1] if opens or asks else "differs"
    if new is not None:
        yield Change(effect, about, f"{place_of(one)} of {service} {said}: the operation {quoted([name])} is new")
    else:
        yield Change(
            effect, about, f"{place_of(one)} of {service} no longer {said}: the operation {quoted([name])} is gone"
        )


def place_of(operation: Operation) -> str:
    """An operation as calls know it: `POST /orders/{id}`."""
    methods = ", ".join(operation.methods) if operation.methods else "every method of"
    more = f" and {len(operation.paths) - 1} more" if len(operation.paths) > 1 else ""
    return f"{methods} {operation.paths[0] or '/'}{more}"


def _policy_rules(old: Any, new: Any) -> Iterator[Change]:
    for name, before, after in _pairs(old.rules, new.rules, "name"):
        about, who = f"policies.{new.name}.rules.{name}", f"the rule {quoted([name])} of {quoted([new.name])}"
        if before is not None and after is not None:
            yield from told(RULE, about, who, before, after)
        else:
            yield Change(
                "differs", about, f"{who} is {'new: it decides ' + after.effect if after is not None else 'gone'}"
            )
    names = [row.name for row in old.rules], [row.name for row in new.rules]
    if names[0] != names[1] and sorted(names[0]) == sorted(names[1]):
        yield Change("differs", f"policies.{new.name}", f"the rules of {quoted([new.name])} are asked in another order")


def _server_policies(old: Any, new: Any) -> Iterator[Change]:
    for name, before, after in _pairs(old.policies, new.policies, "name"):
        about, who = f"authorization_servers.{new.name}.policies.{name}", f"the policy {quoted([name])} of {new.name}"
        if before is None or after is None:
            yield _came_or_went(after is not None, about, f"{who} is new", f"{who} is gone")
            continue
        yield from told(SERVER_POLICY, about, who, before, after)
        for rule, was, now in _pairs(before.rules, after.rules, "name"):
            inner, named = f"{about}.rules.{rule}", f"the rule {quoted([rule])} of {who}"
            if was is None or now is None:
                yield _came_or_went(now is not None, inner, f"{named} is new", f"{named} is gone")
            else:
                yield from told(SERVER_RULE, inner, named, was, now)


def _people(before: Environment, after: Environment) -> Iterator[Change]:
    for key, word, fields in (("clients", "client", CLIENT), ("users", "user", USER)):
        for name, old, new in _pairs(getattr(before, key), getattr(after, key), "id"):
            about, who = f"{key}.{name}", f"the {word} {quoted([name])}"
            if old is not None and new is not None:
                yield from told(fields, about, who, old, new)
            else:
                yield _came_or_went(new is not None, about, f"{who} is known now", f"{who} is no longer known")
