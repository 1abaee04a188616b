"""Whom a request can be asked of: the issuers that environment or options declare, and the hosts that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.adapters.web import FetchRefused, host_of

if TYPE_CHECKING:
    from engine.environment.model import Environment, Issuer
    from engine.models.keys import KeySet
    from engine.models.question import Question
    from engine.tokens.jose import Jws

GIVEN = "--issuer"
"""What the issuer of the option is called among those of the environment."""
URL_SCHEMES = ("https:", "http:")
KNOWN = "what it knows of the token"


class Contact(NamedTuple):
    """A host that would be sent something: what for, who names the host, and whether the user's token goes there."""

    host: str
    purpose: str
    named_by: str
    sends_token: bool = False

    @property
    def question(self) -> str:
        """The question that a person answers."""
        what = "send the access token of this request" if self.sends_token else "send a request"
        return f"{what} to `{self.host}`, named by {self.named_by}, for {self.purpose}?"


def declared_issuers(question: Question) -> tuple[Issuer, ...]:
    """The issuers that environment or options declare for this request; the token's own alone where it is among them.

    Never one that only the token names.
    """
    from engine.flows import locate
    from engine.tokens.view import accepted_issuers

    known = locate(question)
    accepted = accepted_issuers(question.environment, known)
    if not accepted and question.given.issuer and not known.closed:
        from engine.environment.model import Issuer

        accepted = (Issuer(name=GIVEN, issuer=question.given.issuer),)
    jws = _read(question)
    name = jws.claims.get("iss") if jws is not None else None
    own = tuple(issuer for issuer in accepted if issuer.issuer == name)
    return own or accepted


def introspection_url(environment: Environment | None, issuer: Issuer) -> str | None:
    """The introspection endpoint that the issuer names, or its authorization server."""
    named = [issuer.introspection_url]
    for server in environment.authorization_servers if environment else ():
        named += [server.introspection_endpoint] if server.issuer == issuer.name else []
    return next((one for one in named if one), None)


def may_be_asked_about(question: Question, issuer: Issuer, *, jwt: bool) -> bool:
    """Whether there is a whole token, of which nobody said yet what its issuer knows; one that is opaque, or any."""
    from engine.tokens.dpop import sent_token
    from engine.tokens.introspection import find_reply

    token = sent_token(question.exchange)
    if token is None or "$" in token or "•" in token or find_reply(question.exchange.evidence) is not None:
        return False
    return jwt or not shows_jwt(question) or issuer.token_type == "opaque"


def contact_at(issuer: Issuer, url: str, purpose: str, *, sends_token: bool = False) -> tuple[Contact, ...]:
    """The contact at a URL of the environment; none where nothing is ever sent to such a URL."""
    try:
        return (Contact(host_of(url), purpose, named_by(issuer), sends_token),)
    except FetchRefused:
        return ()


def named_by(issuer: Issuer) -> str:
    return "you" if issuer.name == GIVEN else f"the issuer `{issuer.name}` of the environment"


def key_name(issuer: Issuer) -> str:
    return "" if issuer.name == GIVEN else issuer.name


def is_url(source: object) -> bool:
    return isinstance(source, str) and source.lower().startswith(URL_SCHEMES)


def shows_jwt(question: Question) -> bool:
    """Whether the token is one that keys can say anything of."""
    from engine.tokens.dpop import sent_token
    from engine.tokens.jose import looks_like_jwt

    return looks_like_jwt(sent_token(question.exchange) or "")


def lacks_key(question: Question, keys: KeySet) -> bool:
    """Whether these keys do not have the one that the token names."""
    jws = _read(question)
    kid = jws.header.get("kid") if jws is not None else None
    return kid is not None and all(key.kid != kid for key in keys.keys)


def _read(question: Question) -> Jws | None:
    from engine.tokens.dpop import sent_token
    from engine.tokens.jose import parse_jws

    try:
        return parse_jws(sent_token(question.exchange) or "")
    except ValueError:
        return None
