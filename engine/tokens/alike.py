"""New tokens that are alike: of one issuer for one audience, under one key; only user, client, scopes and times differ.

What is said of form, kind, algorithm, key, issuer and audience is then the same for each whose signature is good.
Signature, lifetime and binding are judged for every token, and one that differs in anything is judged in full.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from engine.memo import by_identity, keep
from engine.tokens.active import check_active
from engine.tokens.binding import check_binding
from engine.tokens.claim_checks import check_lifetime
from engine.tokens.claims import ACTING_CLAIMS, CLIENT_CLAIMS, numeric_date
from engine.tokens.faults import MalformedToken
from engine.tokens.form import FORM, form_of
from engine.tokens.jose import Jws, parse_jws
from engine.tokens.key_choice import one_key
from engine.tokens.keys import verify, verify_once
from engine.tokens.standing import LASTING, Standing, keep_standing
from engine.tokens.subject import SUBJECT_CLAIMS, learn_subject

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.models.keys import Key
    from engine.models.question import Known, Question
    from engine.models.trace import Check
    from engine.stages.notes import Notes

LOOKED_AT = (
    "iss", "aud", "typ", "token_use", "scope", "scp", "events", "htm", "htu", "nonce", "at_hash", "c_hash",
)  # fmt: skip
"""The claims by which a token is judged before anybody asks whom it is for."""
WHO = (*ACTING_CLAIMS, *CLIENT_CLAIMS, *SUBJECT_CLAIMS)
"""The claims that say whom it is for, beside the scopes, and those that the issuer names for user and groups."""
ABSENT = object()
MOST, MOST_BEARERS = 64, 256
"""Moulds that are remembered for each environment, and users and clients of each."""


class Bearer(Struct, frozen=True):
    """What is said of a user and a client who stand, and what they teach: the same with each of their tokens."""

    checks: tuple[Check, ...]
    learnt: Mapping[str, Any]


class Mould(Struct, frozen=True):
    """What one token came to that stands for all that are like it, and what has to be the same for that."""

    standing: Standing
    key: Key
    text: int
    signature: int
    """Characters of the token, and bytes of its signature."""
    audience: tuple[Check, ...]
    """The checks of the audience; those of `standing` that follow the lifetime say more."""
    who: tuple[str, ...]
    bearers: dict[Hashable, Bearer] = field(default_factory=dict)

    def before(self, text: str) -> tuple[Check, ...]:
        """The checks of another token up to its lifetime: its length is all that they say of itself."""
        checks = self.standing.before
        if len(text) == self.text:
            return checks
        return tuple([replace(one, summary=form_of(text)) if one.check == FORM else one for one in checks])


def judge_alike(notes: Notes, known: Known, text: str) -> bool:
    """Judges a token by what one that is like it came to. False where there is none, and nothing was judged."""
    found = _find(notes.question, known, text)
    if found is None:
        return False
    mould, jws = found
    view = mould.standing.view_of(notes.question, known, jws)
    before = mould.before(text)
    notes.checks += before
    check_lifetime(notes, view)
    notes.checks += mould.audience
    who = _values(view.claims, mould.who)
    bearer = mould.bearers.get(who)
    if bearer is None:
        start = len(notes.checks)
        check_active(notes, view)
        active = tuple(notes.checks[start:])
        check_binding(notes, view)
        notes.learn(issuer=view.issuer)
        learn_subject(notes, view)
        if notes.needs or notes.assumptions or not {check.outcome for check in active} <= LASTING:
            return True
        bearer = keep(mould.bearers, who, Bearer(active, notes.learnt), MOST_BEARERS)
    else:
        notes.checks += bearer.checks
        check_binding(notes, view)
        notes.learnt = {**bearer.learnt, "header": jws.header, "claims": jws.claims}
    if not notes.needs and not notes.assumptions:
        after = (*mould.audience, *bearer.checks)
        keep_standing(
            notes.question,
            text,
            replace(mould.standing, service=known.service, jws=jws, before=before, after=after, learnt=notes.learnt),
        )
    return True


def keep_mould(question: Question, text: str, standing: Standing, audience: tuple[Check, ...]) -> None:
    """Remembers a token that stands, for those that will be like it."""
    jws, key = standing.jws, one_key(standing.jws, standing.keys)
    if key is None or standing.issuer is None or not _is_plain(jws.claims) or jws.faults:
        return
    if not verify(key, str(jws.header["alg"]), jws.signing_input, jws.signature):
        return
    who = (*WHO, standing.issuer.user_claim, standing.issuer.groups_claim)
    keep(
        _moulds(question.environment),
        _likeness(text, jws.claims),
        Mould(standing, key, len(text), len(jws.signature), audience, who),
        MOST,
    )


def _find(question: Question, known: Known, text: str) -> tuple[Mould, Jws] | None:
    """The mould of this token, whose signature is good, with the token taken apart."""
    moulds = _moulds(question.environment)
    if not moulds:
        return None
    try:
        jws = parse_jws(text)
    except MalformedToken:
        return None
    if jws.faults or not _is_plain(jws.claims):
        return None
    mould = moulds.get(_likeness(text, jws.claims))
    if mould is None or len(jws.signature) != mould.signature or not mould.standing.holds(question, known):
        return None
    algorithm = str(jws.header["alg"])
    return (mould, jws) if verify_once(mould.key, algorithm, jws.signing_input, jws.signature) else None


def _is_plain(claims: Mapping[str, Any]) -> bool:
    """Whether what only tokens of their own have is of the right JSON types, and the issuer is not its own subject."""
    subject = claims.get("sub", "")
    return (
        type(subject) is str
        and subject != claims.get("iss")
        and type(claims.get("jti", "")) is str
        and numeric_date(claims.get("nbf", 0)) is not None
        and numeric_date(claims.get("iat", 0)) is not None
    )


def _likeness(text: str, claims: Mapping[str, Any]) -> Hashable:
    """Header and claims that tokens which are alike have in common."""
    return text.partition(".")[0], _values(claims, LOOKED_AT)


def _values(claims: Mapping[str, Any], names: tuple[str, ...]) -> Hashable:
    """The values of these claims with their types: to Python `1`, `1.0` and `true` are equal, to JSON they are not.

    What JSON holds in lists and objects stands there as Python writes it.
    """
    values = tuple([claims.get(name, ABSENT) for name in names])
    types = tuple(map(type, values))
    try:
        hash(values)
    except TypeError:
        values = tuple([repr(one) if type(one) in (list, dict) else one for one in values])
    return types, values


@by_identity
def _moulds(environment: Environment | None) -> dict[Hashable, Mould]:
    return {}
