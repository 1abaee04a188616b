"""What a token comes to whenever it is sent, remembered: a client sends one token many times.

Only where none of it failed or is unknown, so that nothing was said that depends on more than token, environment and
keys, or on which of the API services with the same issuers and audience it is sent to.
Lifetime and binding depend on the request, and are judged each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.memo import by_identity, keep
from engine.models.question import Known, Question
from engine.tokens.jose import Jws
from engine.tokens.view import TokenView

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment, Issuer
    from engine.models.given import Given
    from engine.models.keys import KeySet
    from engine.models.trace import Check

LASTING = frozenset({"passed", "skipped"})
MOST = 1024
"""Tokens that are remembered for each environment."""


class Standing(Struct, frozen=True):
    """The checks that stand `before` that of the lifetime and `after` it, what the token teaches, and its view's parts.

    It holds for the same keys and given facts, and for an API service that takes the same tokens.
    """

    keys_given: Mapping[str, KeySet]
    given: Given
    service: ApiService | None
    place: tuple[bool, bool]
    jws: Jws
    accepted: tuple[Issuer, ...]
    issuer: Issuer | None
    keys: KeySet | None
    before: tuple[Check, ...]
    after: tuple[Check, ...]
    learnt: dict[str, Any]

    def holds(self, question: Question, known: Known) -> bool:
        """Whether this is judged against the same."""
        return (
            (self.service is known.service or _take_the_same(self.service, known.service))
            and self.place == _place(known)
            and (self.given is question.given or self.given == question.given)
            and (self.keys_given is question.keys or self.keys_given == question.keys)
        )

    def view(self, question: Question, known: Known) -> TokenView:
        """The token beside what this question is about."""
        return self.view_of(question, known, self.jws)

    def view_of(self, question: Question, known: Known, jws: Jws) -> TokenView:
        """Another token of the same issuer beside what this question is about."""
        return TokenView(question, known, jws, jws.claims, self.accepted, self.issuer, self.keys, foreign=False)


def recall(question: Question, known: Known, text: str) -> Standing | None:
    """What this token came to before, against the same. None where it has to be judged."""
    standing = _standings(question.environment).get(text)
    return standing if standing is not None and standing.holds(question, known) else None


def remember(
    view: TokenView, text: str, checks: tuple[tuple[Check, ...], ...], learnt: dict[str, Any]
) -> Standing | None:
    """Keeps what the token came to, by its checks before and after that of its lifetime. None where it may not."""
    question, known = view.question, view.known
    before, after = checks
    outcomes = {check.outcome for check in (*before, *after)}
    if view.foreign or not outcomes <= LASTING:
        return None
    standing = Standing(
        question.keys, question.given, known.service, _place(known),
        view.jws, view.accepted, view.issuer, view.keys, before, after, learnt,
    )  # fmt: skip
    return keep_standing(question, text, standing)


def keep_standing(question: Question, text: str, standing: Standing) -> Standing:
    """Keeps what a token comes to, and gives it back."""
    return keep(_standings(question.environment), text, standing, MOST)


def _place(known: Known) -> tuple[bool, bool]:
    """Whether the environment speaks for the host, and whether there is one to speak for."""
    return known.closed, known.url is None


def _take_the_same(one: ApiService | None, other: ApiService | None) -> bool:
    """Whether two API services take the same tokens: all that is looked up of a service while a token is judged."""
    if one is None or other is None:
        return False
    return (one.issuer, one.issuers, one.audience, one.resource) == (
        other.issuer, other.issuers, other.audience, other.resource
    )  # fmt: skip


def is_plain(question: Question, known: Known) -> bool:
    """Whether there is a request to an API and nothing else that could speak about the token."""
    exchange = question.exchange
    return (
        known.endpoint == "api"
        and exchange.response is None
        and exchange.token is None
        and not exchange.evidence
        and not question.token_edits
    )


@by_identity
def _standings(environment: Environment | None) -> dict[str, Standing]:
    return {}
