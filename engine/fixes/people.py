"""Changes of people and clients: a membership, an attribute, another user behind the token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.environment.positions import Path
from engine.fixes.applying import pointer_of
from engine.fixes.changes import Change, together
from engine.models.question import Known, Question
from engine.models.trace import Edit
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import Client, Environment, Issuer, User

SOMEBODY = "some-user"
"""Stands for a user whom nobody named."""
OWN_FIELDS = ("id", "status", "groups", "name")
COST = 4


def change_user(question: Question, known: Known, values: Mapping[str, Any]) -> Change | None:
    """The user with other groups or attributes; the user's own claims where the directory does not list the user."""
    environment = question.environment
    if environment is None or not all(_fits(name, value) for name, value in values.items()):
        return None
    if known.user is not None:
        return together([_listed(environment, known, known.user, name, value) for name, value in values.items()])
    if known.delegated is False:
        return _behind(question, known, environment, values)
    issuer = known.issuer
    if set(values) == {"groups"} and issuer is not None and not known.user_absent and known.groups is not None:
        return _claimed(known, issuer, values["groups"])
    if known.user_absent and known.subject is not None:
        return _new(environment, known.subject, values)
    return None


def _fits(name: str, value: Any) -> bool:
    """Whether a user can be so: who it is does not change, groups are a list, a status one of three."""
    if name == "groups":
        return isinstance(value, list)
    return name not in ("id", "name") and (name != "status" or value in ("active", "inactive", "deleted"))


def _listed(environment: Environment, known: Known, user: User, name: str, value: Any) -> Change:
    place = environment.users.index(user)
    path: Path = ("users", place, name) if name in OWN_FIELDS else ("users", place, "attributes", name)
    before = getattr(user, name) if name in OWN_FIELDS else user.attributes.get(name)
    edit = Edit(
        target="environment", path=pointer_of(path), from_=list(before) if isinstance(before, tuple) else before,
        to=value,
    )  # fmt: skip
    words = _words(user.id, name, before, value) + (_instead(known, value) if name == "groups" else "")
    may = f"`{user.id}` may do what {known.operation.name} does" if known.operation else f"`{user.id}` may do this"
    return Change(
        edits=(edit,),
        owner="user_administrator",
        words=words,
        cost=COST,
        assuming=may,
        widens=not _takes(before, value),
    )


def _takes(before: Any, value: Any) -> bool:
    """Whether a change only takes something away from a list."""
    return isinstance(value, list) and set(map(str, value)) < set(map(str, _items(before)))


def _items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _words(who: str, name: str, before: Any, value: Any) -> str:
    if name == "status":
        return f"make the user `{who}` {value}"
    if not isinstance(value, list):
        return f"set `{name}` of the user `{who}` to `{value}`"
    held = [str(one) for one in _items(before)]
    added = [str(one) for one in value if str(one) not in held]
    gone = [one for one in held if one not in map(str, value)]
    what = f"the group{'s' * (len(added or gone) > 1)} {quoted(added or gone)}"
    if name != "groups":
        what = f"{quoted(added or gone)} {'to' if added else 'from'} `{name}` of the user `{who}`"
        return f"add {what}" if added else f"remove {what}"
    return f"add the user `{who}` to {what}" if added else f"remove the user `{who}` from {what}"


def _instead(known: Known, value: list[Any]) -> str:
    """The other groups that would do as well."""
    allowed = known.operation.groups if known.operation else ()
    others = [group for group in allowed if group not in value]
    return f" (or to {quoted(others)})" if others and len(others) < len(allowed) else ""


def _claimed(known: Known, issuer: Issuer, groups: list[Any]) -> Change:
    """Groups that only the token tells of: the directory behind the issuer has to change."""
    before = (known.claims or {}).get(issuer.groups_claim)
    edit = Edit(target="token", path=pointer_of((issuer.groups_claim,)), from_=before, to=groups)
    words = _words(known.subject or "of the token", "groups", known.groups, groups) + _instead(known, groups)
    return Change(
        edits=(edit,), owner="user_administrator", words=f"{words}, then ask for a new access token", cost=COST,
        assuming=f"the issuer writes groups into `{issuer.groups_claim}`",
        widens=not _takes(known.groups, groups),
    )  # fmt: skip


def _new(environment: Environment, subject: str, values: Mapping[str, Any], issuer: Issuer | None = None) -> Change:
    """A user whom the directory does not have."""
    table = _table(subject, values) | ({"issuer": issuer.name} if issuer and issuer.kind == "external" else {})
    edit = Edit(target="environment", path=f"/users/{len(environment.users)}", from_=None, to=table)
    return Change(
        edits=(edit,), owner="user_administrator", cost=COST + 2,
        words=f"make the user `{subject}`{_with_values(values)}", assuming=f"`{subject}` should exist", widens=True,
    )  # fmt: skip


def _table(subject: str, values: Mapping[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = {"id": subject} | {name: values[name] for name in OWN_FIELDS if name in values}
    attributes = {name: value for name, value in values.items() if name not in OWN_FIELDS}
    return table | ({"attributes": attributes} if attributes else {})


def _with_values(values: Mapping[str, Any]) -> str:
    said = [
        f"{'in the group' if name == 'groups' else f'`{name}`'} {quoted(map(str, _listing(value)))}"
        for name, value in values.items()
    ]
    return f" ({', '.join(said)})" if said else ""


def _listing(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _behind(question: Question, known: Known, environment: Environment, values: Mapping[str, Any]) -> Change | None:
    """A user behind the token: one who is listed and has the values already, else one who is given them."""
    issuer = known.issuer
    if issuer is None or known.claims is None:
        return None
    users = [user for user in environment.users if user.status == "active" and _of(issuer, user)]
    good = [user for user in users if all(_has(user, name, value) for name, value in values.items())]
    if good or not values:
        return sign_in_as(known, issuer, (good or users)[0].id if good or users else SOMEBODY)
    if users:
        signed = sign_in_as(known, issuer, users[0].id)
        return together(
            [signed, *(_listed(environment, known, users[0], name, value) for name, value in values.items())]
        )
    signed = sign_in_as(known, issuer, SOMEBODY)
    by_claim = set(values) == {"groups"} and not (environment.users_complete and issuer.kind == "managed")
    own = _claimed(known, issuer, values["groups"]) if by_claim else _new(environment, SOMEBODY, values, issuer)
    return together([signed, own])


def _of(issuer: Issuer, user: User) -> bool:
    return issuer.kind == "managed" if user.issuer is None else user.issuer == issuer.name


def _has(user: User, name: str, value: Any) -> bool:
    held = getattr(user, name) if name in OWN_FIELDS else user.attributes.get(name)
    return all(one in _items(held) for one in value) if isinstance(value, list) else held == value


def sign_in_as(known: Known, issuer: Issuer, subject: str) -> Change:
    """A token that a user delegated: the client does not act for itself."""
    claims = known.claims or {}
    named = dict.fromkeys(("sub", issuer.user_claim), subject)
    gone = [name for name, value in (("gty", "client-credentials"), ("idtyp", "app")) if claims.get(name) == value]
    edits = [
        Edit(target="token", path=pointer_of((name,)), from_=claims.get(name), to=to) for name, to in named.items()
    ]
    edits += [Edit(target="token", path=f"/{name}", from_=claims[name], to=None) for name in gone]
    who = "a user" if subject == SOMEBODY else f"a user such as `{subject}`"
    return Change(
        edits=tuple(edits), owner="client", cost=3,
        words=f"use a token that {who} delegated (authorization code), not the client's own",
        assuming="a user stands behind the call",
    )  # fmt: skip


def change_client(question: Question, known: Known, values: Mapping[str, Any]) -> Change | None:
    """The client's registration with other values."""
    environment, client = question.environment, known.client
    if environment is None or client is None or "id" in values:
        return None
    place = environment.clients.index(client)
    return together([_registered(client, place, name, value) for name, value in values.items()])


def _registered(client: Client, place: int, name: str, value: Any) -> Change:
    before = getattr(client, name)
    plain = list(before) if isinstance(before, tuple) else before
    edit = Edit(target="environment", path=pointer_of(("clients", place, name)), from_=plain, to=value)
    said = quoted(str(one).lower() if isinstance(one, bool) else str(one) for one in _listing(value))
    return Change(
        edits=(edit,), owner="token_issuer", words=f"set `{name}` of the client `{client.id}` to {said}", cost=6,
        assuming=f"the client `{client.id}` may be so", widens=not _takes(before, value),
    )  # fmt: skip
