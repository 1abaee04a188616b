"""One token with what it is judged against: its issuer, that issuer's keys, the audiences that are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.models.question import Known, Question
from engine.tokens.jose import Jws
from engine.urls import edit_distance

if TYPE_CHECKING:
    from engine.environment.model import Environment, Issuer
    from engine.models.keys import KeySet
    from engine.models.trace import Edit

DEFAULT_LEEWAY = 60


class TokenView(Struct, frozen=True):
    """`accepted` are the issuers that the service accepts, `issuer` the one that the token's `iss` names, if known."""

    question: Question
    known: Known
    jws: Jws
    claims: Mapping[str, Any]
    accepted: tuple[Issuer, ...]
    issuer: Issuer | None
    keys: KeySet | None
    foreign: bool
    """The token names an issuer whose keys cannot be among those given."""

    @classmethod
    def of(cls, question: Question, known: Known, jws: Jws) -> TokenView:
        """Puts the token beside the environment. Edits of a proposed fix are judged as if issued so."""
        claims = _edited(jws.claims, question.token_edits) if question.token_edits else jws.claims
        name = claims.get("iss")
        accepted = accepted_issuers(question.environment, known)
        issuer = _named(environment_of(question, known), name)
        if jws.introspected and "iss" not in claims and len(accepted) == 1:
            issuer = accepted[0]  # nobody else could have been asked
        keys, foreign = _keys(question, accepted, issuer, name)
        return cls(question, known, jws, claims, accepted, issuer, keys, foreign)

    @property
    def environment(self) -> Environment | None:
        """The environment, where it speaks for this request."""
        return environment_of(self.question, self.known)

    @property
    def leeway(self) -> int:
        """Seconds of grace for clocks: the issuer's, else 60."""
        issuer = self.issuer or (self.accepted[0] if self.accepted else None)
        return issuer.leeway_seconds if issuer else DEFAULT_LEEWAY

    @property
    def judged_by(self) -> Issuer | None:
        """The issuer whose settings count: the token's own where the service accepts it, else the service's."""
        if self.issuer is not None and (self.issuer in self.accepted or not self.accepted):
            return self.issuer
        return self.accepted[0] if self.accepted else None

    @property
    def gateway_validates(self) -> bool:
        """Whether signature and lifetime are the gateway's business."""
        issuer = self.judged_by
        return issuer is not None and issuer.validated_by == "gateway"


def _edited(claims: Mapping[str, Any], edits: tuple[Edit, ...]) -> Mapping[str, Any]:
    edited = dict(claims)
    for edit in edits:
        name = edit.path.removeprefix("/").replace("~1", "/").replace("~0", "~")
        if edit.to is None:
            edited.pop(name, None)
        else:
            edited[name] = edit.to
    return edited


def environment_of(question: Question, known: Known) -> Environment | None:
    """The environment unless the URL's host is none of its business: then the token is judged without one."""
    return question.environment if known.url is None or known.closed else None


def accepted_issuers(environment: Environment | None, known: Known) -> tuple[Issuer, ...]:
    """The issuers whose tokens the service takes; for a call of userinfo, its own."""
    if known.endpoint == "userinfo":
        return (known.issuer,) if known.issuer else ()
    if environment is None or known.service is None:
        return ()
    named = [environment.issuer_by_name.get(name) for name in known.service.issuer_names]
    return tuple([issuer for issuer in named if issuer is not None])


def _named(environment: Environment | None, name: object) -> Issuer | None:
    for issuer in environment.issuers if environment is not None else ():
        if issuer.issuer == name:
            return issuer
    return None


def _keys(
    question: Question, accepted: tuple[Issuer, ...], issuer: Issuer | None, name: object
) -> tuple[KeySet | None, bool]:
    if "" in question.keys:
        return question.keys[""], False
    if issuer is not None:
        return question.keys.get(issuer.name), False
    near = [one for one in accepted if not isinstance(name, str) or edit_distance(name, one.issuer, 4) < 4]
    for candidate in near or accepted:
        keys = question.keys.get(candidate.name)
        if keys is not None:
            return keys, not near
    return None, False
