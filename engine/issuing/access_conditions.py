"""The conditions of access policies and rules: who asks, with which grant, for which user, for which scopes.

Each is true, false, or open where a fact is not known. `World` holds what is asked and what is assumed of open facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec import Struct

from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import AccessPolicy, AccessRule, AuthorizationServer

Kind = Literal["client", "grant_type", "user", "group", "scopes"]
Atom = tuple[Kind, Any]
Test = Literal["status", "client", "grant_type", "user", "scopes"]
EVERY = "*"
OIDC_SCOPES = frozenset(("openid", "profile", "email", "address", "phone", "offline_access"))
"""Scopes that a rule grants without naming them."""
REFRESH = "refresh_token"
FIRST_GRANTS = ("authorization_code", REFRESH)
"""Grants in the name of which a rule may have given a refresh token: it is judged once, when the user signs in."""


class Ask(Struct, frozen=True, kw_only=True):
    """Who asks for a token and how. None is "not known"; with `client_credentials` there is no user.

    No scopes asked for means those that the server grants by default.
    """

    client_id: str | None
    grant_type: str | None
    user: str | None = None
    groups: tuple[str, ...] | None = None
    scopes: tuple[str, ...] | None = ()

    @property
    def without_user(self) -> bool:
        """Whether the client acts for itself (RFC 6749 section 4.4)."""
        return self.grant_type == "client_credentials"


class World:
    """What is asked, and what is assumed of the facts that are not known. Notes in `open` what it could not tell."""

    def __init__(self, server: AuthorizationServer, ask: Ask, assumed: Mapping[Atom, bool]) -> None:
        self.ask = ask
        self.assumed = assumed
        self.open: list[Atom] = []
        self.wanted = wanted_scopes(server, ask)

    def holds(self, kind: Kind, value: Any) -> bool | None:
        """Whether a fact holds; None where it is open."""
        known = self._known(kind, value)
        if known is None:
            known = self._assumed(kind, value)
        if known is None:
            self.open.append((kind, value))
        return known

    def _known(self, kind: Kind, value: Any) -> bool | None:
        ask = self.ask
        if kind == "group":
            return None if ask.groups is None else value in ask.groups
        if kind == "scopes":
            return None if self.wanted is None else value.issuperset(self.wanted)
        one = {"client": ask.client_id, "grant_type": ask.grant_type, "user": ask.user}[kind]
        return None if one is None else one == value

    def _assumed(self, kind: Kind, value: Any) -> bool | None:
        """What follows from the assumptions: one client has one id, and what is in a set is in a larger one."""
        if (kind, value) in self.assumed:
            return self.assumed[kind, value]
        for (other, assumed), held in self.assumed.items():
            if other != kind or kind == "group":
                continue
            if kind != "scopes":
                if held:
                    return False
            elif held and assumed <= value:
                return True
            elif not held and assumed >= value:
                return False
        return None


def wanted_scopes(server: AuthorizationServer, ask: Ask) -> tuple[str, ...] | None:
    """The scopes that a rule must name: asked for or by default, without those of OpenID Connect."""
    if ask.scopes is None:
        return None
    return tuple(scope for scope in ask.scopes or server.default_scopes or () if scope not in OIDC_SCOPES)


class Condition(NamedTuple):
    """One condition and how it came out. `left` and `right` are compared; None in `left` is not known."""

    test: Test
    met: bool | None
    attribute: str
    left: Any
    comparator: str
    right: Any

    @property
    def node(self) -> dict[str, Any]:
        """As the trace shows conditions."""
        side: dict[str, Any] = {"attribute": self.attribute, "value": self.left, "from": None}
        if self.left is None:
            side["not_known"] = True
        outcome = {True: "true", False: "false", None: None}[self.met]
        return {"test": self.comparator, "outcome": outcome, "left": side, "right": {"value": self.right}}


def of_status(of: AccessPolicy | AccessRule, what: str) -> Condition:
    """Only what is active counts."""
    return Condition("status", of.status == "active", f"{what}.status", of.status, "equals", "active")


def of_client(world: World, policy: AccessPolicy) -> Condition:
    """The clients that a policy is for."""
    met = True if EVERY in policy.clients else _any(world.holds("client", one) for one in policy.clients)
    return Condition("client", met, "client.id", world.ask.client_id, "in", list(policy.clients))


def of_grant_type(world: World, rule: AccessRule) -> Condition:
    """The grants that a rule is for. A refresh token was given when the user signed in: that grant's rule counts."""
    accepted = rule.grant_types
    if world.ask.grant_type == REFRESH:
        met: bool | None = any(grant in accepted for grant in FIRST_GRANTS)
    else:
        met = _any(world.holds("grant_type", one) for one in accepted)
    return Condition("grant_type", met, "request.grant_type", world.ask.grant_type, "in", list(accepted))


def of_user(world: World, rule: AccessRule) -> Condition:
    """The users and groups that a rule is for, and those that it leaves out."""
    ask = world.ask
    if ask.without_user:
        return Condition("user", True, "user.id", "(none)", "in", ["everyone"])
    left_out = _any(_people(world, rule.exclude_users, rule.exclude_groups))
    if left_out:
        named = [*rule.exclude_users, *rule.exclude_groups]
        return Condition("user", False, *_person(ask), "not_in", named)
    everyone = rule.users is None and rule.groups is None
    users, groups = rule.users or (), rule.groups or ()
    included = True if everyone else _any(_people(world, users, groups))
    met = False if included is False else None if left_out is None or included is None else True
    return Condition("user", met, *_person(ask), "in", ["everyone"] if everyone else [*users, *groups])


def _person(ask: Ask) -> tuple[str, Any]:
    if ask.groups is None:
        return "user.id", ask.user
    return "user.id and groups", [*([ask.user] if ask.user else []), *ask.groups]


def _people(world: World, users: Iterable[str], groups: Iterable[str]) -> Iterable[bool | None]:
    yield from (world.holds("user", one) for one in users)
    yield from (world.holds("group", one) for one in groups)


def of_scopes(world: World, rule: AccessRule) -> Condition:
    """The scopes that a rule grants: each one that is asked for must be among them, else it does not match at all."""
    granted = rule.scopes
    asked = None if world.ask.scopes is None else list(world.wanted or ())
    if granted is None:
        return Condition("scopes", True, "request.scope", asked, "in", ["any"])
    met = world.holds("scopes", frozenset(granted) | OIDC_SCOPES)
    return Condition("scopes", met, "request.scope", asked, "in", list(granted))


OF_RULE: tuple[Callable[[World, AccessRule], Condition], ...] = (of_grant_type, of_user, of_scopes)
"""The conditions of a rule, in the order in which they are looked at."""

NEEDS: dict[Kind, tuple[str, str]] = {
    "client": ("which client asks", "the request with its client_id"),
    "grant_type": ("which grant is used", "the request with its grant_type"),
    "user": (
        "which user signs in",
        "login_hint in the request, or [[history]] of the environment; with `apiwhy token-preview`, --user",
    ),
    "group": ("the user's groups", "[[users]] of the environment"),
    "scopes": ("which scopes were asked for", "the authorization request, or [[history]] of the environment"),
}
"""What is missing where a fact is open, and what gives it."""


def _any(parts: Iterable[bool | None]) -> bool | None:
    """Whether one holds; None where that is open."""
    result: bool | None = False
    for part in parts:
        if part:
            return True
        if part is None:
            result = None
    return result


def said(condition: Condition) -> str:
    """A condition that is not met, in words: `grant_type is `password`, wanted one of `authorization_code``."""
    if condition.test == "scopes":
        missing = [scope for scope in condition.left or () if scope not in condition.right]
        return f"it does not grant the scope{'s' * (len(missing) > 1)} {quoted(missing)}"
    if condition.test == "status":
        return f"it is {condition.left}"
    if condition.test == "client":
        return f"it is for {quoted(condition.right)}, not for the client `{condition.left}`"
    if condition.test == "grant_type":
        return f"it is for the grant {quoted(condition.right)}, not for `{condition.left}`"
    who = condition.left if isinstance(condition.left, str) else (condition.left or ["?"])[0]
    if condition.comparator == "not_in":
        return f"it leaves out {quoted(condition.right)}, and so `{who}`"
    return f"it is for {quoted(condition.right)}, and `{who}` is none of them"
