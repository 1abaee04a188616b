"""What may explain that an answer is not the one predicted: a likely check, and the need that would settle it."""

from __future__ import annotations

from engine.models.trace import Check, Need

Difference = tuple[str, Check, Need]
"""A stage, a check of it, and the fact that would settle the check."""
CLEAR, LIKELY, POSSIBLE, REST = range(4)
"""How well an explanation fits what is known, best first."""


def explanation(stage: str, check: str, reason: str, summary: str, fact: str, give: str) -> Difference:
    """A check of basis `likely` at a stage, and the need of the fact that would settle it."""
    found = Check(
        check=check, outcome="unknown", reason=reason, basis="likely", summary=summary, wanted=fact,
        source="prediction and answer differ", entries=(reason,),
    )  # fmt: skip
    return stage, found, Need(stage=stage, check=check, fact=fact, give=give)
