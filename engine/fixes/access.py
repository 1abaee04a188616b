"""Changes that let an authorization server issue a token: of access rules, assignments, and what is asked for.

The nearest rule is changed in every condition that keeps it from matching, so that the change is enough by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from engine.fixes.applying import pointer_of
from engine.fixes.changes import Change, together
from engine.fixes.search import Before, Found, attempt
from engine.issuing.access_conditions import OIDC_SCOPES, Condition
from engine.issuing.access_policies import Nearest
from engine.issuing.wanted import GRANT_TYPES
from engine.models.question import Known
from engine.models.trace import Edit
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment

MOST = 3
"""Rules that are tried, the nearest first."""


def access_changes(environment: Environment, known: Known, reason: str) -> Iterator[Change]:
    """Changes of the environment that may settle the reason, the narrow ones first."""
    if reason == "user.inactive":
        yield from _activated(environment, known)
    elif reason == "user.not_assigned":
        yield from _assigned(environment, known)
    elif known.evaluation is not None:
        first, *others = known.evaluation.nearest[:MOST] or (None,)
        as_near = [one for one in others if first and one.cost == first.cost and _is_on(one)]
        for nearest in (first, *as_near):
            if nearest is not None:
                yield from _matching(environment, known, nearest)


def _is_on(nearest: Nearest) -> bool:
    return all(one.test != "status" for one in nearest.unmet)


def fewer_scopes(known: Known) -> tuple[str, ...]:
    """The scopes that the nearest rule grants, where asking for no more would be enough; empty where it would not."""
    found = known.evaluation
    nearest = found.nearest[0] if found and found.nearest else None
    if nearest is None or [one.test for one in nearest.unmet] != ["scopes"]:
        return ()
    missing = nearest.missing_scopes
    kept = tuple(scope for scope in known.requested_scopes or () if scope not in missing)
    return kept if any(scope not in OIDC_SCOPES for scope in kept) else ()


def _activated(environment: Environment, known: Known) -> Iterator[Change]:
    user = known.user
    if user is not None:
        path = ("users", environment.users.index(user), "status")
        yield Change(
            edits=(_edit(path, user.status, "active"),), owner="user_administrator",
            words=f"activate the account of the user `{user.id}`", cost=4, widens=True,
            assuming="the account should be active",
        )  # fmt: skip


def _assigned(environment: Environment, known: Known) -> Iterator[Change]:
    """The user in a group that is assigned already, else assigned by name."""
    client, user = known.client, known.user
    if client is None or known.subject is None:
        return
    if user is not None and client.groups:
        yield _in_group(environment, known, client.groups[0])
    path = ("clients", environment.clients.index(client), "users")
    yield Change(
        edits=(_edit(path, list(client.users), [*client.users, known.subject]),), owner="user_administrator",
        words=f"assign the user `{known.subject}` to the client `{client.id}`", cost=3, widens=True,
        assuming="the user should use this client",
    )  # fmt: skip


def _in_group(environment: Environment, known: Known, group: str) -> Change:
    user = known.user
    assert user is not None
    path = ("users", environment.users.index(user), "groups")
    return Change(
        edits=(_edit(path, list(user.groups), [*user.groups, group]),), owner="user_administrator",
        words=f"add the user `{user.id}` to the group `{group}`", cost=2, widens=True,
        assuming="the user belongs into it",
    )  # fmt: skip


def _matching(environment: Environment, known: Known, nearest: Nearest) -> Iterator[Change]:
    """All that has to change so that this rule matches; by the user's groups first, where these are all."""
    if [one.test for one in nearest.unmet] == ["user"]:
        yield from _by_groups(environment, known, nearest)
    if not _is_real(environment, known):
        return
    parts = [change for one in nearest.unmet if (change := _rule_for(environment, known, nearest, one)) is not None]
    if len(parts) == len(nearest.unmet):
        yield together(parts)


def _is_real(environment: Environment, known: Known) -> bool:
    """Whether grant and client exist: a rule is not changed for a word that is misspelt."""
    grants = {*GRANT_TYPES, "implicit", *((known.server.grant_types or ()) if known.server is not None else ())}
    listed = not environment.clients or known.client_id in {client.id for client in environment.clients}
    return (known.grant_type is None or known.grant_type in grants) and listed


def _by_groups(environment: Environment, known: Known, nearest: Nearest) -> Iterator[Change]:
    user, rule = known.user, nearest.rule
    if user is None:
        return
    out = [group for group in user.groups if group in rule.exclude_groups]
    if out:
        path = ("users", environment.users.index(user), "groups")
        kept = [group for group in user.groups if group not in out]
        yield Change(
            edits=(_edit(path, list(user.groups), kept),), owner="user_administrator", cost=2, widens=True,
            words=f"take the user `{user.id}` out of the group {quoted(out)}", assuming="the user need not be in it",
        )  # fmt: skip
    elif rule.groups and user.id not in rule.exclude_users:
        yield _in_group(environment, known, rule.groups[0])


def _rule_for(environment: Environment, known: Known, nearest: Nearest, unmet: Condition) -> Change | None:
    """The change of a rule, or of its policy, that makes it meet one condition."""
    rule, policy = nearest.rule, nearest.policy
    of_policy = unmet.attribute in ("policy.status", "client.id")
    named = f"policy {policy.name}" if of_policy else f"rule {rule.name} of {policy.name}"
    at = _place(environment, known, nearest)[: 4 if of_policy else 6]
    if unmet.test == "status":
        return _change((*at, "status"), (policy if of_policy else rule).status, "active", f"activate the {named}")
    if unmet.test == "user":
        return _with_user(known, nearest, at, named)
    field, before, more = {
        "client": ("clients", policy.clients, (known.client_id,)),
        "grant_type": ("grant_types", rule.grant_types, (known.grant_type,)),
        "scopes": ("scopes", rule.scopes or (), nearest.missing_scopes),
    }[unmet.test]
    what = {"client": "the client", "grant_type": "the grant", "scopes": "the scope" + "s" * (len(more) > 1)}[
        unmet.test
    ]
    words = f"add {what} {quoted(str(one) for one in more)} to the {named}"
    return _change((*at, field), list(before), [*before, *more], words)


def _with_user(known: Known, nearest: Nearest, at: tuple[str | int, ...], named: str) -> Change | None:
    rule = nearest.rule
    left_out = [*rule.exclude_users, *rule.exclude_groups]
    if known.subject is None or set(known.groups or ()) & set(rule.exclude_groups):
        return None
    if known.subject in left_out:
        kept = [one for one in rule.exclude_users if one != known.subject]
        words = f"leave the user `{known.subject}` out of the {named} no more"
        return _change((*at, "exclude_users"), list(rule.exclude_users), kept, words)
    users = rule.users or ()
    words = f"add the user `{known.subject}` to the {named}"
    return _change((*at, "users"), list(users) or None, [*users, known.subject], words)


def _place(environment: Environment, known: Known, nearest: Nearest) -> tuple[str | int, ...]:
    """The way to a rule. The server is found by its policies, since its copy in `known` may be another object."""
    servers = environment.authorization_servers
    number = next(place for place, server in enumerate(servers) if nearest.policy in server.policies)
    policies = servers[number].policies
    policy = policies.index(nearest.policy)
    return (
        "authorization_servers", number, "policies", policy, "rules", policies[policy].rules.index(nearest.rule),
    )  # fmt: skip


def _change(path: tuple[str | int, ...], before: Any, to: Any, words: str) -> Change:
    return Change(
        edits=(_edit(path, before, to),), owner="token_issuer", words=words, cost=5, widens=True,
        assuming="whoever the rule is for may have this",
    )  # fmt: skip


def _edit(path: tuple[str | int, ...], before: Any, to: Any) -> Edit:
    return Edit(target="environment", path=pointer_of(path), from_=before, to=to)


def access_fixes(before: Before, reason: str) -> list[Found]:
    """The change of the request, and the narrowest change of the environment, each tried on the engine."""
    environment = before.question.environment
    changes = [_asking_less(before)] if reason == "access_policy.scope_not_covered" else []
    if environment is not None:
        changes += access_changes(environment, before.known, reason)
    found: list[Found] = []
    for change in changes:
        if change is None or change.owner in {one.change.owner for one in found}:
            continue
        done, _ = attempt(before, change, reason)
        if done is not None:
            found.append(done)
    return found


def _asking_less(before: Before) -> Change | None:
    """The same request with only those scopes that the nearest rule grants."""
    kept, request = fewer_scopes(before.known), before.question.exchange.request
    if not kept or request is None:
        return None
    scopes = " ".join(kept)
    if before.known.flow == "authorization":
        url = request.url or ""
        start, _, query = url.partition("?")
        edit = Edit(target="request", path="/url", from_=url, to=f"{start}?{_with_scope(query, scopes)}")
    else:
        edit = Edit(target="request", path="/body", from_=request.body, to=_with_scope(request.body or "", scopes))
    return Change(
        edits=(edit,), owner="client", words=asking_only(kept), cost=1, assuming="the call needs no more"
    )  # fmt: skip


def _with_scope(form: str, scopes: str) -> str:
    pairs = parse_qsl(form, keep_blank_values=True)
    return urlencode([(name, scopes if name == "scope" else value) for name, value in pairs])


def asking_only(scopes: tuple[str, ...]) -> str:
    """What the client does, in words."""
    return f"ask only for `{' '.join(scopes)}`, which the rule grants"
