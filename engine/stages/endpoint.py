"""Is this an endpoint of an authorization server, and is it called as such endpoints are?"""

from __future__ import annotations

from engine.models.question import Answer, Known, Question


def check_endpoint(question: Question, known: Known) -> Answer:
    """Nothing is predicted yet: the stage is told from the captured answer."""
    return Answer()
