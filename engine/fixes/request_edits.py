"""Fixes that are another request: the URL that a near miss or a policy's own comparison points to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from msgspec.structs import replace

from engine.models.exchange import Exchange
from engine.models.question import Known, Question
from engine.models.trace import Edit, Fix, NearMiss
from engine.redaction import BULLETS, redact_text
from engine.shown import redacted_url


@dataclass(frozen=True, slots=True)
class ChangedRequest:
    """A proposed fix, and the exchange as it would then be sent."""

    fix: Fix
    exchange: Exchange


def request_fix(question: Question, known: Known, reason: str, near: tuple[NearMiss, ...]) -> ChangedRequest | None:
    """The URL with the base URL that was nearly matched, or with the caller's own name; None where nothing is near."""
    if reason == "policy.denied":
        return _own_path(question, known)
    request = question.exchange.request
    miss = next((one for one in near if one.stage == "service" and one.field in ("base_urls", "origin")), None)
    if reason != "service.no_match" or miss is None or request is None or known.url is None:
        return None
    url = known.url.raw
    if not url.startswith(miss.seen):
        return None
    wanted = miss.wanted + url[len(miss.seen) :]
    edit = Edit(target="request", path="/url", from_=redacted_url(url), to=redacted_url(wanted))
    fix = Fix(
        reasons=(reason,), owner="client", edits=(edit,), change=f"call `{redacted_url(wanted)}`",
        assuming=f"{miss.name} is the API that was meant",
    )  # fmt: skip
    return ChangedRequest(fix, replace(question.exchange, request=replace(request, url=wanted)))


def _own_path(question: Question, known: Known) -> ChangedRequest | None:
    """The URL with the value that a permitting rule compares its path parameter with."""
    request, url = question.exchange.request, known.url
    for name, value in _compared(known.policy or {}):
        captured = known.path_parameters.get(name)
        if request is None or url is None or captured is None or captured == value or not value or BULLETS in value:
            continue
        segments = [quote(value, safe="") if unquote(one) == captured else one for one in url.path.split("/")]
        wanted = url.raw.replace(url.path, "/".join(segments), 1)
        edit = Edit(target="request", path="/url", from_=redacted_url(url.raw), to=redacted_url(wanted))
        fix = Fix(
            reasons=("policy.denied",), owner="client", edits=(edit,),
            change=f"call it for `{redact_text(value)}`: `{redacted_url(wanted)}`",
            assuming="the caller meant its own",
        )  # fmt: skip
        return ChangedRequest(fix, replace(question.exchange, request=replace(request, url=wanted)))
    return None


def _compared(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Path parameters that a rule wanted equal to a claim or an attribute of the user, with that value."""
    if node.get("test") == "equals" and node.get("outcome") == "false":
        left, right = node["left"], node["right"]
        for one, other in ((left, right), (right, left)):
            attribute = str(one.get("attribute") or "")
            if attribute.startswith("path.") and isinstance(other.get("value"), str) and other.get("attribute"):
                yield attribute.removeprefix("path."), other["value"]
    below = node.get("condition")
    for child in (*node.get("children", ()), *((below,) if below else ())):
        yield from _compared(child)
