"""Stage `rules`: the operation's built-in access rules: scopes, groups, networks, user attributes, delegation."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import islice, product
from typing import TYPE_CHECKING

from engine.findings import with_step
from engine.memo import by_identity, keep
from engine.models.question import Answer, Known, Question
from engine.near.words import difference
from engine.policy.judging import HIDDEN
from engine.policy.names import is_secret
from engine.source_address import source_address
from engine.stages.notes import Notes, all_skipped
from engine.tokens.claims import scope_claim, text_list
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment, Operation

MOST = 1024
"""Answers that are remembered for each environment."""
COMPARED = 400
"""Pairs of a name that is missing and one that is held, compared for near misses."""


def check_rules(question: Question, known: Known) -> Answer:
    """Every rule that the operation has; teaches `rules_checks` and `rules_decision`: PERMIT, DENY, or None."""
    if known.preflight:
        return all_skipped("rules.applicable", "a preflight carries no token by design")
    if known.endpoint != "api":
        return all_skipped("rules.applicable", "no operation, so no rules")
    operation = known.operation
    if operation is None or known.claims is None or operation.networks:
        return _judge(question, known)
    who = (
        id(operation), known.scopes, known.groups, known.subject, known.client_id, known.delegated,
        id(known.user), known.user_absent, id(known.issuer),
    )  # fmt: skip
    permitted = _permitted(question.environment)
    held = permitted.get(who)
    if held is not None:
        return held[0]
    answer = _judge(question, known)
    if answer.learnt.get("rules_decision") == "PERMIT":
        answer = with_step("rules", answer)
        keep(permitted, who, (answer, (operation, known.user, known.issuer)), MOST)
    return answer


@by_identity
def _permitted(environment: Environment | None) -> dict[Hashable, tuple[Answer, tuple[object, ...]]]:
    """What was answered to those whom an operation permits, by everything that its rules ask for.

    With each answer the objects are held whose ids stand for them, so that no other object can have one of these.
    """
    return {}


def _judge(question: Question, known: Known) -> Answer:
    notes = Notes("rules", question)
    operation = known.operation
    if operation is None:
        _without_operation(notes, known)
        return notes.answer()
    if not operation.has_rules:
        notes.skipped("rules.applicable", f"{operation.name} has no access rules")
        return notes.answer()
    if known.issuer is not None and known.issuer.kind == "external":
        notes.assume("built-in rules do not exist for an external issuer on PingOne; judged as the file says")
    for applies, check in RULES:
        if applies(operation):
            check(notes, known, operation)
    notes.learn(rules_decision=_decision(notes), rules_checks=tuple(notes.checks))
    return notes.answer()


def _decision(notes: Notes) -> str | None:
    outcomes = {check.outcome for check in notes.checks}
    return "DENY" if "failed" in outcomes else None if "unknown" in outcomes else "PERMIT"


def _without_operation(notes: Notes, known: Known) -> None:
    given = notes.question.given.scopes
    if given and known.service is None:
        _scopes(notes, known, given, all_of=True, source="--scope")
    elif notes.question.exchange.request is not None and (known.service is not None or known.closed):
        notes.skipped("rules.applicable", "no operation matched, so no rule applies")
    else:
        notes.unknown("rules.applicable", "the API's access rules are not known")


def _check_scopes(notes: Notes, known: Known, operation: Operation) -> None:
    assert operation.scopes is not None
    any_of, all_of = operation.scopes.any, operation.scopes.all
    source = f"scopes of {operation.name}"
    _scopes(notes, known, all_of or any_of or (), all_of=all_of is not None, source=source)


def _scopes(notes: Notes, known: Known, wanted: tuple[str, ...], *, all_of: bool, source: str) -> None:
    granted = known.scopes
    if granted is None and known.claims is not None:
        notes.unknown(
            "rules.scopes", "the introspection reply names no scopes", wanted=quoted(wanted),
            fact="the scopes of the token", give="an introspection reply with `scope`",
        )  # fmt: skip
        return
    if granted is None:
        _without_token(notes, known, "rules.scopes", f"the scopes {quoted(wanted)}")
        return
    claim = scope_claim(known.claims or {})
    missing = tuple(scope for scope in wanted if scope not in granted)
    if not missing or (not all_of and len(missing) < len(wanted)):
        held = tuple(scope for scope in wanted if scope in granted)
        notes.passed(
            "rules.scopes", f"scopes {', '.join(held)}", seen=f"{claim} {' '.join(granted)}", source=f"claim {claim}"
        )
        return
    what = "a scope" if not all_of or len(missing) == 1 else "scopes"
    asking = known.operation.name if known.operation else "the API"
    which = "" if len(wanted) == 1 else "all of " if all_of else "any of "
    notes.failed(
        "rules.scopes", "rules.scope_missing", f"the token lacks {what} that {asking} asks for: {quoted(missing)}",
        seen=f"{claim} {' '.join(granted) or '(none)'}", wanted=which + quoted(wanted),
        source=f"claim {claim}, {source}",
    )  # fmt: skip
    _near(notes, "scope", missing, granted)


def _near(notes: Notes, field: str, missing: tuple[str, ...], held: tuple[str, ...]) -> None:
    """What is held that is nearly what is missing."""
    where = "the token holds" if field == "scope" else "the user is in"
    for wanted, seen in islice(product(missing, held), COMPARED):
        found = difference(seen, wanted)
        if found is not None:
            words = f"{where} `{seen}`, not `{wanted}`: {found.words}"
            notes.near(f"token {field}" if field == "scope" else field, field, seen, wanted, found.distance, words)


def _check_groups(notes: Notes, known: Known, operation: Operation) -> None:
    if known.groups is None:
        if known.claims is None:
            _without_token(notes, known, "rules.groups", "the user's groups")
            return
        notes.unknown(
            "rules.groups", f"the groups of `{known.subject or 'the user'}` are not known",
            fact=f"the groups of the user `{known.subject}`",
            give="[[users]] in the environment, or users_complete = true",
        )  # fmt: skip
        return
    held = [group for group in operation.groups if group in known.groups]
    if held:
        notes.passed("rules.groups", f"group {held[0]}", seen=quoted(known.groups), source=_groups_from(known))
        return
    who = f"the user `{known.subject}`" if known.subject else "the client, which acts without a user,"
    notes.failed(
        "rules.groups", "rules.group_missing", f"{who} is in no group that may call {operation.name}",
        seen=f"groups {quoted(known.groups)}", wanted=f"any of {quoted(operation.groups)}",
        source=f"{_groups_from(known)}, groups of {operation.name}",
    )  # fmt: skip
    _say_other_groups(notes, known)
    _near(notes, "group", operation.groups, known.groups)


def _groups_claim(known: Known) -> tuple[str, tuple[str, ...] | None]:
    """The claim that holds groups, and what it holds; None where the token has none."""
    name = known.issuer.groups_claim if known.issuer is not None else "groups"
    return name, text_list((known.claims or {}).get(name))


def _groups_from(known: Known) -> str:
    if known.user is not None:
        return f"user {known.user.id} in the environment"
    name, claimed = _groups_claim(known)
    if claimed is not None and claimed == known.groups:
        return f"claim {name}"
    return "users of the environment" if known.delegated else "token without a user"


def _say_other_groups(notes: Notes, known: Known) -> None:
    name, claimed = _groups_claim(known)
    if known.user is not None and claimed is not None and set(claimed) != set(known.groups or ()):
        says = f"the token's `{name}` says {quoted(claimed) or 'none'}"
        notes.assume(f"{says}; judged by the groups of the user {known.user.id} in the environment")


def _check_networks(notes: Notes, known: Known, operation: Operation) -> None:
    from ipaddress import ip_address, ip_network

    text, source = source_address(notes.question, known)
    if text is None:
        notes.unknown(
            "rules.networks", "the source address is not known",
            fact="the source address that the gateway saw", give="--source-ip ADDRESS",
        )  # fmt: skip
        return
    try:
        address = ip_address(text)
    except ValueError:
        notes.unknown(
            "rules.networks", f"the source address `{text}` is not an address",
            fact="the source address", give="--source-ip ADDRESS",
        )  # fmt: skip
        return
    inside = [network for network in operation.networks if address in ip_network(network, strict=False)]
    if inside:
        notes.passed("rules.networks", f"source address in {inside[0]}", seen=str(address), source=source)
        return
    notes.failed(
        "rules.networks", "rules.network_not_allowed",
        f"the source address {address} is outside the allow list of {operation.name}",
        seen=str(address), wanted=f"an address in {quoted(operation.networks)}", source=source,
    )  # fmt: skip


def _check_user(notes: Notes, known: Known, operation: Operation) -> None:
    for name, allowed in operation.user.items():
        if known.user is None and not known.user_absent:
            if known.claims is None:
                _without_token(notes, known, "rules.user", f"the user's `{name}`")
                return
            notes.unknown(
                "rules.user", f"`{name}` of the user `{known.subject}` is not known",
                fact=f"`{name}` of the user `{known.subject}`", give="attributes of [[users]] in the environment",
            )  # fmt: skip
            continue
        value = known.user.attributes.get(name) if known.user else None
        hides = is_secret(f"user.{name}")
        said = HIDDEN if hides else value
        if value in allowed:
            notes.passed("rules.user", f"{name} {said}", seen=str(said), source=f"user {known.subject}")
            continue
        notes.failed(
            "rules.user", "rules.user_attribute_mismatch",
            f"the user's `{name}` is not one that may call {operation.name}",
            seen=f"{name} `{said}`" if value is not None else f"no attribute `{name}`",
            wanted=HIDDEN if hides else quoted(str(one) for one in allowed), source=f"user {known.subject}",
        )  # fmt: skip


def _check_delegated(notes: Notes, known: Known, operation: Operation) -> None:
    if known.delegated is None:
        _without_token(notes, known, "rules.delegated", "whether a user delegated")
    elif known.delegated:
        notes.passed("rules.delegated", f"delegated by {known.subject or 'a user'}", source="claim sub")
    else:
        notes.failed(
            "rules.delegated", "rules.not_delegated",
            "the client acts for itself, and this operation wants a user behind it",
            seen=f"client `{known.client_id}` without a user", wanted="a token that a user delegated",
            source="claims sub, gty, idtyp",
        )  # fmt: skip


def _without_token(notes: Notes, known: Known, check: str, what: str) -> None:
    """A rule that needs claims. Without a token there is nothing to judge; with one not shown, it is a need."""
    exchange = notes.question.exchange
    sent = exchange.token is not None or exchange.request is None or "authorization" not in exchange.shows
    header = exchange.request.header("authorization") if exchange.request else None
    if sent or header:
        notes.unknown(check, f"{what} cannot be judged: the token's claims are not known")
    else:
        notes.skipped(check, "without a token there is nothing to judge")


Applies = Callable[["Operation"], bool]
Rule = Callable[[Notes, Known, "Operation"], None]
RULES: tuple[tuple[Applies, Rule], ...] = (
    (lambda operation: operation.scopes is not None, _check_scopes),
    (lambda operation: bool(operation.groups), _check_groups),
    (lambda operation: bool(operation.networks), _check_networks),
    (lambda operation: bool(operation.user), _check_user),
    (lambda operation: operation.delegated, _check_delegated),
)
"""The rules in the order in which they count, each with whether it applies."""
