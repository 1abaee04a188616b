"""What `--online` does: it gets the keys of declared issuers, and asks about a token where a person agreed to that.

No URL that stands in a token is ever used. A host that somebody else's file names is confirmed before anything is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.adapters.web import FetchRefused, fetch_text, host_of
from tui.contacts import (
    GIVEN,
    KNOWN,
    Contact,
    contact_at,
    declared_issuers,
    introspection_url,
    is_url,
    key_name,
    lacks_key,
    may_be_asked_about,
    named_by,
    shows_jwt,
)

if TYPE_CHECKING:
    from engine.adapters.discovery import Metadata
    from engine.environment.model import Environment, Issuer
    from engine.models.keys import KeySet
    from engine.models.question import Question

Ask = Callable[[Contact], bool | None]
"""Asks a person; None where there is nobody to ask."""


class Online:
    """One run with the network allowed. Everything is fetched once, and what cannot be had is said once.

    `own` says that the environment is the user's own, whose hosts need no confirmation; `hosts` are confirmed already;
    `introspect` agrees to sending tokens to the introspection endpoints of the environment. Without `say`, what is to
    be said stands in `notices`.
    """

    def __init__(
        self, *, ask: Ask, say: Callable[[str], None] | None = None, own: bool = False, hosts: Iterable[str] = (),
        introspect: bool = False,
    ) -> None:  # fmt: skip
        self.notices: list[str] = []
        self._ask, self._own, self._introspect = ask, own, introspect
        self._say = say or self.notices.append
        self._tokens: set[str] = set()
        self._refused: list[Contact] = []
        self._hosts = {host.lower() for host in hosts}
        self._answers: dict[tuple[str, str | None], bool] = {}
        self._said: set[str] = set()
        self._keys: dict[str, KeySet | None] = {}
        self._metadata: dict[str, Metadata | None] = {}
        self._replies: dict[tuple[str, str], str | None] = {}

    def complete(self, question: Question) -> Question:
        """The question with the keys that it lacked, and with the introspection reply of its token."""
        issuers = declared_issuers(question)
        if not issuers:
            if "" not in question.keys and shows_jwt(question):
                self._once("--online: no issuer is declared (environment or --issuer): nothing is fetched")
            return question
        keys = dict(question.keys)
        for issuer in issuers if "" not in keys and shows_jwt(question) else ():
            name, copy = key_name(issuer), keys.get(key_name(issuer))
            if copy is None or lacks_key(question, copy):
                found = self._keys_of(issuer)
                keys |= {} if found is None else {name: found}
                if copy is not None and found is not None and not lacks_key(question, found):
                    self._once(f"--online: the copy of the keys of `{name}` is old: the issuer publishes newer ones")
        reply = self._reply(question, issuers)
        exchange = question.exchange
        if reply is not None:
            exchange = replace(exchange, evidence=(*exchange.evidence, reply))
        return replace(question, keys=keys, exchange=exchange)

    def contacts(self, question: Question) -> tuple[Contact, ...]:
        """Whom this request would be asked of, and what for; without what is there already. Nothing is sent."""
        found: list[Contact] = []
        for issuer in declared_issuers(question):
            copy = question.keys.get(key_name(issuer))
            lacks = "" not in question.keys and (copy is None or lacks_key(question, copy))
            if lacks and shows_jwt(question) and self._keys.get(issuer.issuer) is None:
                url = issuer.jwks if is_url(issuer.jwks) else issuer.issuer
                found += contact_at(issuer, str(url), "its keys")
            asks = may_be_asked_about(question, issuer, jwt=False)
            url = introspection_url(question.environment, issuer) if asks else None
            found += contact_at(issuer, url, KNOWN, sends_token=True) if url else ()
            found += contact_at(issuer, issuer.issuer, "its discovery document") if asks and not url else ()
        return tuple(dict.fromkeys((*found, *self._refused)))

    def agree(self, contacts: Iterable[Contact], token: str | None) -> None:
        """Takes these hosts as confirmed, and this token as one that may be sent; what failed is tried once more."""
        for contact in contacts:
            self._hosts.add(contact.host)
            if contact.sends_token and token:
                self._tokens.add(token)
        self._answers.clear()
        self._refused.clear()
        self.notices.clear()
        self._keys = {name: keys for name, keys in self._keys.items() if keys is not None}
        self._replies = {asked: reply for asked, reply in self._replies.items() if reply is not None}

    def _once(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._say(text)

    def _may(self, contact: Contact, *, own: bool, token: str | None = None) -> bool:
        """Whether something may be sent there. Asked once for each host, and once for each token that goes there."""
        if contact.sends_token and not self._may(contact._replace(sends_token=False), own=own):
            return False
        sent = self._introspect or token in self._tokens
        agreed = sent if contact.sends_token else own or contact.host in self._hosts
        place = contact.host, token if contact.sends_token else None
        if not agreed and place not in self._answers:
            answer = self._ask(contact)
            if answer is None:
                option = "--introspect" if contact.sends_token else f"--allow-host {contact.host}"
                what = "the token is not sent" if contact.sends_token else "nothing is sent"
                self._say(f"--online: {what} to `{contact.host}`, named by {contact.named_by}: {option} allows it")
            self._answers[place] = bool(answer)
            self._refused += [] if answer else [contact]
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
        if isinstance(issuer.jwks, str) and is_url(issuer.jwks):
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

    def _allowed(self, issuer: Issuer, url: str, purpose: str, token: str | None = None) -> bool:
        """Whether a URL may be called that the environment or the option names. The option was typed for just that."""
        contact = Contact(host_of(url), purpose, named_by(issuer), token is not None)
        return self._may(contact, own=self._own or issuer.name == GIVEN, token=token)

    def _allowed_by(self, metadata: Metadata, issuer: Issuer, url: str, purpose: str, token: str | None = None) -> bool:
        """Whether a URL may be called that the issuer's document names. Another host than its own is asked for."""
        host = host_of(url)
        contact = Contact(host, purpose, f"`{metadata.source}`", token is not None)
        return self._may(contact, own=host == host_of(issuer.issuer), token=token)

    # Introspection

    def _reply(self, question: Question, issuers: tuple[Issuer, ...]) -> str | None:
        from engine.tokens.dpop import sent_token

        token = sent_token(question.exchange)
        for issuer in issuers if token is not None else ():
            if token is None or not may_be_asked_about(question, issuer, jwt=self._introspect):
                continue
            try:
                url = self._asked_at(question.environment, issuer, token)
                if url is not None:
                    return self._ask_about(token, issuer, url)
            except (FetchRefused, ValueError) as problem:
                self._once(f"--online: introspection at `{issuer.name}`: {problem}")
                return None
        return None

    def _asked_at(self, environment: Environment | None, issuer: Issuer, token: str) -> str | None:
        """Where the token may be asked about, as far as that was agreed to. Raises FetchRefused."""
        url = introspection_url(environment, issuer)
        if url is not None:
            return url if self._allowed(issuer, url, KNOWN, token) else None
        metadata = self._metadata_of(issuer) if issuer.credential else None
        url = metadata.introspection_endpoint if metadata is not None else None
        if metadata is None or url is None:
            return None
        return url if self._allowed_by(metadata, issuer, url, KNOWN, token) else None

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
