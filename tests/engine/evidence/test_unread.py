"""Evidence that says nothing here."""

from __future__ import annotations

from engine.evidence.unread import SHOWN, unread_evidence
from tests.support.world import catalog

KNOWN = "[ping-auth] Sideband request denied with status code 401: no"


def test_what_nothing_is_learnt_from_is_kept_in_order() -> None:
    decision = '{"method": "GET", "url": "https://api.shop.test/", "headers": []}'
    texts = ("one", KNOWN, decision, '{"active": true}', '{"active": "yes"}', "two")
    assert unread_evidence(texts, catalog()) == ("one", '{"active": "yes"}', "two")
    assert unread_evidence((), catalog()) == ()


def test_it_is_shown_short_and_without_its_secrets() -> None:
    secret = "Z1l9hQ2kF8sVtR3uYpWmXcNbAoEiD7jG5xLqKzHv0wT"
    (shown,) = unread_evidence((f"{'x' * 100} access_token={secret}",), catalog())
    assert len(shown) <= SHOWN
    assert secret[-12:] not in shown
