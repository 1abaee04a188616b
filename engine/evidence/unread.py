"""Evidence that says nothing here: nothing known, no introspection reply and no decision request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.evidence.decision_request import find_decision_request
from engine.evidence.lines import codes_in
from engine.evidence.signatures import match_text, signatures_of
from engine.shown import shown
from engine.tokens.introspection import find_reply

if TYPE_CHECKING:
    from knowledge.catalog import Catalog

SHOWN = 120
"""Characters of a line that are repeated, without its secrets; head and tail are kept."""


def unread_evidence(evidence: tuple[str, ...], catalog: Catalog) -> tuple[str, ...]:
    """The texts that nothing is learnt from, as they may be shown, in their order."""
    signatures = signatures_of(catalog)
    return tuple(
        shown(text, SHOWN)
        for text in evidence
        if match_text(signatures, "log", text) is None
        and find_reply((text,)) is None
        and find_decision_request((text,)) is None
        and not codes_in(text, catalog)
    )
