"""What `--online` does: it gets the keys of declared issuers, and asks about a token where a person agreed to that.

No URL that stands in a token is ever used. A host that somebody else's file names is confirmed before anything is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.adapters.web import FetchRefused, fetch_text, host_of

if TYPE_CHECKING:
    from engine.adapters.discovery import Metadata
    from engine.environment.model import Environment, Issuer
    from engine.models.keys import KeySet
    from engine.models.question import Question

GIVEN = "--issuer"
"""What the issuer of the option is called among those of the environment."""
URL_SCHEMES = ("https:", "http:")


@dataclass(frozen=True, slots=True)
class Contact:
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


Ask = Callable[[Contact], bool | None]
"""Asks a person; None where there is nobody to ask."""


class Online:
    """One run with the network allowed. Everything is fetched once, and what cannot be had is said once.

    `own` says that the environment is the user's own, whose hosts need no confirmation; `hosts` are confirmed already;
    `introspect` agrees to sending tokens to the introspection endpoints of the environment.
    """

    def __init__(
        self, *, ask: Ask, say: Callable[[str], None], own: bool = False, hosts: Iterable[str] = (),
        introspect: bool = False,
    ) -> None:  # fmt: skip
        self._ask, self._say, self._own, self._introspect = ask, say, own, introspect
        self._hosts = {host.lower() for host in hosts}
        self._answers: dict[tuple[str, bool], bool] = {}
        self._said: set[str] = set()
        self._keys: dict[str, KeySet | None] = {}
        self._metadata: dict[str, Metadata | None] = {}
        self._replies: dict[tuple[str, str], str | None] = {}

    def complete(self, question: Question) -> Question:
        """The question with the keys that it lacked, and with the introspection reply of its token."""
        issuers = declared_issuers(question)
        if not issuers:
            if "" not in question.keys and _shows_jwt(question):
                self._once("--online: no issuer is declared (environment or --issuer): nothing is fetched")
            return question
        keys = dict(question.keys)
        for issuer in issuers if "" not in keys and _shows_jwt(question) else ():
            name = "" if issuer.name == GIVEN else issuer.name
            found = None if name in keys else self._keys_of(issuer)
            if found is not None:
                keys[name] = found
        reply = self._reply(question, issuers)
        exchange = question.exchange
        if reply is not None:
            exchange = replace(exchange, evidence=(*exchange.evidence, reply))
        return replace(question, keys=keys, exchange=exchange)

    def _once(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._say(text)

    def _may(self, contact: Contact, *, own: bool) -> bool:
        """Whether something may be sent there. Asked once for each host, and once more for the token."""
        if contact.sends_token and not self._may(replace(contact, sends_token=False), own=own):
            return False
        agreed = self._introspect if contact.sends_token else own or contact.host in self._hosts
        place = contact.host, contact.sends_token
        if not agreed and place not in self._answers:
            answer = self._ask(contact)
            if answer is None:
                option = "--introspect" if contact.sends_token else f"--allow-host {contact.host}"
                what = "the token is not sent" if contact.sends_token else "nothing is sent"
                self._say(f"--online: {what} to `{contact.host}`, named by {contact.named_by}: {option} allows it")
            self._answers[place] = bool(answer)
        return agreed or self._answers[place]

    # Keys

    def _keys_of(self, issuer: Issuer) -> KeySet | None:
        if issuer.issuer not in self._keys:
            try:
                self._keys[issuer.issuer] = self._fetch_keys(issuer)
            except (FetchRefused, ValueError) as problem:
                self._say(f"--online: the keys of `{issuer.name}`: {problem}")
                self._keys[issuer.issuer] = None
        return self._keys[issuer.issuer]

    def _fetch_keys(self, issuer: Issuer) -> KeySet | None:
        """The keys, or None where a host was not agreed to. Raises FetchRefused, KeysUnreadable."""
        from engine.tokens.keys import parse_jwks

        url = self._jwks_url(issuer)
        if url is None:
            return None
        keys = parse_jwks(fetch_text(url), source=url)
        for problem in keys.problems:
            self._say(f"--online: {problem}")
        return replace(keys, fetched=True)

    def _jwks_url(self, issuer: Issuer) -> str | None:
        if isinstance(issuer.jwks, str) and issuer.jwks.lower().startswith(URL_SCHEMES):
            return issuer.jwks if self._allowed(issuer, issuer.jwks, "its keys") else None
        metadata = self._metadata_of(issuer)
        if metadata is None:
            return None
        if metadata.jwks_uri is None:
            raise FetchRefused(f"`{metadata.source}` names no `jwks_uri`, wanted where the keys are")
        return metadata.jwks_uri if self._allowed_by(metadata, issuer, metadata.jwks_uri, "its keys") else None

    def _metadata_of(self, issuer: Issuer) -> Metadata | None:
        """What the issuer publishes; None where its host was not agreed to. Raises FetchRefused."""
        from engine.adapters.discovery import fetch_metadata

        if not self._allowed(issuer, issuer.issuer, "its discovery document and keys"):
            return None
        if issuer.issuer not in self._metadata:
            self._metadata[issuer.issuer] = fetch_metadata(issuer.issuer)
        return self._metadata[issuer.issuer]

    def _allowed(self, issuer: Issuer, url: str, purpose: str, *, sends_token: bool = False) -> bool:
        """Whether a URL may be called that the environment or the option names. The option was typed for just that."""
        contact = Contact(host_of(url), purpose, f"the issuer `{issuer.name}` of the environment", sends_token)
        return self._may(contact, own=self._own or issuer.name == GIVEN)

    def _allowed_by(
        self, metadata: Metadata, issuer: Issuer, url: str, purpose: str, *, sends_token: bool = False
    ) -> bool:
        """Whether a URL may be called that the issuer's document names. Another host than its own is asked for."""
        host = host_of(url)
        contact = Contact(host, purpose, f"`{metadata.source}`", sends_token)
        return self._may(contact, own=host == host_of(issuer.issuer))

    # Introspection

    def _reply(self, question: Question, issuers: tuple[Issuer, ...]) -> str | None:
        from engine.tokens.dpop import sent_token
        from engine.tokens.introspection import find_reply

        token = sent_token(question.exchange)
        if token is None or find_reply(question.exchange.evidence) is not None or "$" in token or "•" in token:
            return None
        for issuer in issuers:
            if _shows_jwt(question) and issuer.token_type != "opaque" and not self._introspect:
                continue
            try:
                url = self._introspection_url(question.environment, issuer)
                if url is not None:
                    return self._ask_about(token, issuer, url)
            except (FetchRefused, ValueError) as problem:
                self._once(f"--online: introspection at `{issuer.name}`: {problem}")
                return None
        return None

    def _introspection_url(self, environment: Environment | None, issuer: Issuer) -> str | None:
        """Where tokens may be asked about: the issuer's own field, its authorization server's, its document's."""
        named = [issuer.introspection_url]
        for server in environment.authorization_servers if environment else ():
            named += [server.introspection_endpoint] if server.issuer == issuer.name else []
        url = next((one for one in named if one), None)
        if url is not None:
            return url if self._allowed(issuer, url, "what it knows of the token", sends_token=True) else None
        metadata = self._metadata_of(issuer) if issuer.credential else None
        if metadata is None or metadata.introspection_endpoint is None:
            return None
        url, purpose = metadata.introspection_endpoint, "what it knows of the token"
        return url if self._allowed_by(metadata, issuer, url, purpose, sends_token=True) else None

    def _ask_about(self, token: str, issuer: Issuer, url: str) -> str | None:
        """The reply. Raises FetchRefused, CredentialProblem."""
        from engine.adapters.credentials import read_credential
        from engine.adapters.introspection import introspect

        if issuer.credential is None:
            raise FetchRefused("the issuer has no `credential`, wanted the label of one in credentials.toml")
        if (url, token) not in self._replies:
            self._replies[url, token] = None
            self._replies[url, token] = introspect(url, token, read_credential(issuer.credential, host_of(url)))
        return self._replies[url, token]


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
    name = _named(question)
    own = tuple(issuer for issuer in accepted if issuer.issuer == name)
    return own or accepted


def _shows_jwt(question: Question) -> bool:
    """Whether the token is one that keys can say anything of."""
    from engine.tokens.dpop import sent_token
    from engine.tokens.jose import looks_like_jwt

    return looks_like_jwt(sent_token(question.exchange) or "")


def _named(question: Question) -> object:
    from engine.tokens.dpop import sent_token
    from engine.tokens.jose import parse_jws

    try:
        return parse_jws(sent_token(question.exchange) or "").claims.get("iss")
    except ValueError:
        return None
