"""Whom a token speaks for: client, user, groups, delegation. Looked up where the environment lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.memo import by_identity
from engine.stages.notes import Notes
from engine.tokens.claims import SCOPE_CLAIMS, acts_for_itself, client_of, scopes_of, text_list
from engine.tokens.view import TokenView

if TYPE_CHECKING:
    from engine.environment.model import Client, Environment, Issuer, User


OTHER_SCOPE_CLAIMS = ("scopes", "permissions", "roles", "authorities")
"""Where products put what other products put into `scope`."""
POINTERS = ("hasgroups", "_claim_names")
"""What stands in a token in place of its groups."""
SUBJECT_CLAIMS = (*OTHER_SCOPE_CLAIMS, *POINTERS)
"""What else is looked at to learn the subject, beside scopes and client."""


def find_user(view: TokenView) -> User | None:
    """The listed user that the token names. Looked up for managed issuers, or for the issuer a user names.

    Only for the issuer that the token names: `sub` means nothing to another.
    """
    issuer = view.issuer
    environment = view.environment
    subject = view.claims.get(issuer.user_claim) if issuer is not None else None
    if environment is None or issuer is None or not isinstance(subject, str):
        return None
    for user in _users_by_id(environment).get(subject, ()):
        if _looked_up(issuer, user.issuer):
            return None if acts_for_itself(view.claims) else user
    return None


@by_identity
def _users_by_id(environment: Environment) -> dict[str, list[User]]:
    found: dict[str, list[User]] = {}
    for user in environment.users:
        found.setdefault(user.id, []).append(user)
    return found


def _looked_up(issuer: Issuer, user_issuer: str | None) -> bool:
    return issuer.kind == "managed" if user_issuer is None else user_issuer == issuer.name


def find_client(view: TokenView) -> Client | None:
    """The listed client that the token names."""
    return _listed_client(view, client_of(view.claims))


def _listed_client(view: TokenView, named: tuple[str, str] | None) -> Client | None:
    environment = view.environment
    return environment.client_by_id.get(named[0]) if environment is not None and named is not None else None


def learn_subject(notes: Notes, view: TokenView) -> None:
    """Teaches claims, scopes, client, user, groups and delegation to the later stages."""
    scopes, listed = scopes_of(view.claims)
    if listed:
        notes.assume("`scope` is a list; RFC 6749 wants one text with spaces, and some servers read no other")
    _say_odd_scopes(notes, view, scopes)
    named = client_of(view.claims)
    issuer = view.judged_by
    user = find_user(view)
    own = acts_for_itself(view.claims)
    subject = view.claims.get(issuer.user_claim if issuer else "sub")
    absent = user is None and (own or _lists_all(view))
    untold = view.jws.introspected and not any(name in view.claims for name in SCOPE_CLAIMS)
    notes.learn(
        header=view.jws.header, claims=view.claims, scopes=None if untold else scopes,
        client_id=named[0] if named else None,
        client=_listed_client(view, named), subject=subject if isinstance(subject, str) and not own else None,
        delegated=not own, user=user, user_absent=absent, groups=_groups(view, user, absent),
    )  # fmt: skip


def _say_odd_scopes(notes: Notes, view: TokenView, scopes: tuple[str, ...]) -> None:
    """Scopes under another name, joined by something else than spaces, and groups that only a pointer stands for."""
    claims = view.claims
    if not scopes:
        other = next((name for name in OTHER_SCOPE_CLAIMS if claims.get(name)), None)
        if other is not None:
            notes.assume(
                f"the token has no `scope`; what it lists in `{other}` is not read as scopes", "rules.scope_missing"
            )
    elif len(scopes) == 1 and (mark := next((mark for mark in ",;+" if mark in scopes[0]), None)):
        notes.assume(f"`scope` is one text with `{mark}` in it; scopes are parted by spaces", "rules.scope_missing")
    pointers = claims.get("_claim_names")
    if "hasgroups" in claims or (isinstance(pointers, dict) and "groups" in pointers):
        notes.assume(
            "the token has no groups, only a pointer to them: there were too many for it", "rules.group_missing"
        )


def _lists_all(view: TokenView) -> bool:
    """Whether the environment lists every user of the token's issuer."""
    environment, issuer = view.environment, view.issuer
    return environment is not None and environment.users_complete and issuer is not None and issuer.kind == "managed"


def _groups(view: TokenView, user: User | None, absent: bool) -> tuple[str, ...] | None:
    if user is not None:
        return user.groups
    if absent and _lists_all(view):
        return ()
    issuer = view.judged_by
    claim = view.claims.get(issuer.groups_claim if issuer else "groups")
    groups = text_list(claim)
    return groups if groups is not None else () if absent else None
