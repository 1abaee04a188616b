"""Fixes that are another request: the URL that a near miss points to."""

from __future__ import annotations

from engine.models.question import Known, Question
from engine.models.trace import Edit, Fix, NearMiss
from engine.shown import redacted_url
from engine.urls import parse_url


def request_fix(question: Question, known: Known, reason: str, near: tuple[NearMiss, ...]) -> Fix | None:
    """The URL with the base URL that was nearly matched; None where nothing is near."""
    request = question.exchange.request
    miss = next((one for one in near if one.stage == "service" and one.field in ("base_urls", "origin")), None)
    if reason != "service.no_match" or miss is None or request is None or known.url is None:
        return None
    url, stands = known.url, parse_url(miss.seen)
    if stands is None:
        return None
    rest = url.path.split("/")[1 + len(stands.segments) :]
    wanted = "/".join([miss.wanted.rstrip("/"), *rest]) + (f"?{url.query}" if url.query else "")
    edit = Edit(target="request", path="/url", from_=request.url, to=wanted)
    return Fix(
        reasons=(reason,), owner="client", edits=(edit,), change=f"call `{redacted_url(wanted)}`",
        assuming=f"{miss.name} is the API that was meant",
    )  # fmt: skip
