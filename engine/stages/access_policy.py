"""Stage `access_policy`: which policy and rule of the authorization server grant this token?

Policies are asked once, when user or client first authenticate: a change since then does not count (Okta).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.issuing.access_conditions import OIDC_SCOPES, Ask, said
from engine.issuing.access_policies import Evaluation, Nearest, find_rule
from engine.issuing.asked_before import ASKED_BEFORE, changes_since, first_authenticated
from engine.issuing.assignment import is_assigned
from engine.models.question import Answer, Known, Question
from engine.shown import shown_data
from engine.stages.notes import Notes, all_skipped
from engine.tokens.view import environment_of
from engine.words import instant, quoted

if TYPE_CHECKING:
    from engine.environment.model import AccessRule, AuthorizationServer, Environment

CHECK = "access_policy.rule"
REASONS = {
    "status": "access_policy.no_policy",
    "client": "access_policy.client_not_covered",
    "grant_type": "access_policy.grant_type_not_covered",
    "user": "access_policy.user_not_covered",
    "scopes": "access_policy.scope_not_covered",
}
"""Where the rule that came furthest stopped, and what that is called."""
NEAR = 3
"""Rules that are told as near misses."""


def check_access_policy(question: Question, known: Known) -> Answer:
    """Finds the rule; teaches `evaluation` and its tree as `policy`."""
    environment, server = environment_of(question, known), known.server
    if environment is None or server is None:
        return Answer()
    if known.grant_type is None and not server.policies:
        return Answer()
    notes = Notes("access_policy", question)
    if known.flow == "token" and known.grant_type == "password" and not _may_use(notes, known):
        return notes.answer()
    if not server.policies and not any(other.policies for other in environment.authorization_servers):
        return all_skipped(CHECK, f"the environment lists no access policies of {server.name}")
    if known.flow == "token" and known.endpoint != "token":
        return all_skipped(CHECK, "asked when the user signs in, not at this endpoint")
    if known.flow == "token" and known.grant_type in ASKED_BEFORE:
        _asked_before(notes, known, server)
        return notes.answer()
    _say(notes, known, server, find_rule(server, ask_of(known)), environment)
    return notes.answer()


def ask_of(known: Known) -> Ask:
    """What is asked of the policies; what was granted at the sign-in counts before what is asked for now."""
    told = known.granted or {}
    scopes = told.get("scopes")
    asked = scopes.split() if isinstance(scopes, str) else scopes
    return Ask(
        client_id=known.client_id, grant_type=known.grant_type, user=known.subject or told.get("user"),
        groups=known.groups, scopes=known.requested_scopes if asked is None else tuple(map(str, asked)),
    )  # fmt: skip


def _asked_before(notes: Notes, known: Known, server: AuthorizationServer) -> None:
    """The policies were asked when the user signed in, and are not asked again: what changed since does not count."""
    at = first_authenticated(known)
    when = f" at {instant(at)}" if at else ""
    evaluation = find_rule(server, ask_of(known))
    changed = changes_since(notes.question, known, server, at) if at else ()
    for change in changes_of(changed):
        notes.skipped("access_policy.changed", f"{change}, after the sign-in{when}: it counts from the next sign-in on")
    if evaluation.outcome == "denied" and at:
        notes.assume(f"by the access policies as they are now, signing in again would be refused{_why(evaluation)}")
    once = f"asked once, when the user signed in{when}; not again for this grant"
    notes.skipped(CHECK, once, entries=("access_policy.asked_once",))
    notes.learn(evaluation=None if changed else evaluation)


def changes_of(changed: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Each change in words, with its time."""
    return tuple(f"{what} was changed at {at}" for what, at in changed)


def _may_use(notes: Notes, known: Known) -> bool:
    """Whether the user of the grant `password` is assigned to the client: this flow has no room of its own for that."""
    assigned = is_assigned(known)
    if assigned is not False:
        return True
    notes.failed(
        CHECK, "access_policy.user_not_covered",
        f"the user `{known.subject}` is not assigned to the client `{known.client_id}`",
        seen=f"user `{known.subject}`", wanted="a user who is assigned, directly or through a group",
        source=f"client {known.client_id}",
    )  # fmt: skip
    return False


def _say(notes: Notes, known: Known, server: AuthorizationServer, found: Evaluation, environment: Environment) -> None:
    notes.learn(evaluation=found, policy=shown_data(found.tree))
    source = f"access policies of {server.name}"
    if found.outcome == "granted":
        by = f"rule {found.rule.name} of {found.policy.name}" if found.rule and found.policy else "one rule or another"
        default = _by_default(found, known)
        more = f"; {' '.join(default)} by default" if default else ""
        entries = ("access_policy.openid_granted",) if default else ()
        notes.passed(CHECK, f"{by}{more}", seen=_asked(known), source=source, entries=entries)
        if known.grant_type == "client_credentials" and found.rule is not None and _names_people(found.rule):
            notes.assume(f"the client acts for itself: the users that rule {found.rule.name} names do not count")
        return
    if found.outcome == "unknown":
        notes.unknown(CHECK, f"which rule of {server.name} matches depends on a fact that is not known", source=source)
        for fact, give in found.facts:
            notes.unknown("access_policy.fact", f"not known: {fact}", fact=fact, give=give)
        return
    stopped = found.stopped_at or "status"
    notes.failed(
        CHECK, REASONS[stopped], summary_of(found, known, server), seen=_asked(known),
        wanted=_wanted(found, server), source=source,
    )  # fmt: skip
    for nearest in found.nearest[:NEAR]:
        _near(notes, nearest)


def _by_default(found: Evaluation, known: Known) -> tuple[str, ...]:
    """The scopes of OpenID Connect that the rule grants without naming them."""
    named = found.rule.scopes if found.rule else None
    if named is None:
        return ()
    return tuple(scope for scope in known.requested_scopes or () if scope in OIDC_SCOPES and scope not in named)


def _names_people(rule: AccessRule) -> bool:
    return bool(rule.users or rule.groups or rule.exclude_users or rule.exclude_groups)


def _asked(known: Known) -> str:
    grant = known.grant_type or "(not known)"
    who = "" if grant == "client_credentials" or known.subject is None else f", user `{known.subject}`"
    asked = known.requested_scopes
    scopes = "(not known)" if asked is None else " ".join(asked) or "(default)"
    return f"client `{known.client_id or '(not known)'}`, grant `{grant}`{who}, scope {scopes}"


def summary_of(found: Evaluation, known: Known, server: AuthorizationServer) -> str:
    """Why no rule gives the token, in one sentence."""
    client, grant = known.client_id, known.grant_type
    if found.stopped_at == "status":
        return f"{server.name} has no active access policy with a rule, so it gives no token at all"
    if found.stopped_at == "client":
        return f"no access policy of {server.name} is for the client `{client}`"
    if found.stopped_at == "grant_type":
        return f"no access rule for the client `{client}` is for the grant `{grant}`"
    if found.stopped_at == "user":
        return f"no access rule that would fit is for the user `{known.subject}`"
    several = "s" * (len(found.missing) > 1)
    some = (
        "; one grants the others, but a part is no token" if found.nearest and len(found.nearest[0].unmet) == 1 else ""
    )
    part = some if len(found.missing) < len(known.requested_scopes or ()) else ""
    return f"no access rule that would fit grants the scope{several} {quoted(found.missing)}{part}"


def _wanted(found: Evaluation, server: AuthorizationServer) -> str:
    if not found.nearest:
        return f"a policy of {server.name} with a rule that matches"
    nearest = found.nearest[0]
    first = nearest.unmet[0]
    wanted = f"{first.attribute} {first.comparator.replace('_', ' ')} {_listed(first.right)}"
    return f"as rule {nearest.rule.name} of {nearest.policy.name}: {wanted}"


def _listed(right: object) -> str:
    return quoted(right) if isinstance(right, list) else f"`{right}`"


def _why(found: Evaluation) -> str:
    near = found.nearest[0] if found.nearest else None
    return f": rule {near.rule.name} of {near.policy.name}: {said(near.unmet[0])}" if near else ""


def _near(notes: Notes, nearest: Nearest) -> None:
    """A rule that does not match, and everything in it that keeps it from matching."""
    first = nearest.unmet[0]
    words = "; ".join(said(one) for one in nearest.unmet)
    notes.near(
        f"{nearest.policy.name} › {nearest.rule.name}", first.test, str(first.left), _listed(first.right),
        nearest.cost, f"rule {nearest.rule.name} of {nearest.policy.name} does not match: {words}",
    )  # fmt: skip
