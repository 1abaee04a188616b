"""Parameters of one request that exclude one another."""

from __future__ import annotations

from engine.issuing.credentials import present
from engine.issuing.form import Sent
from engine.issuing.wanted import PROMPTS
from engine.shown import shown
from engine.stages.notes import Notes

CHECK, REASON = "parameters.together", "parameters.conflicting"


def check_together(notes: Notes, sent: Sent) -> None:
    """Two ways of authentication, two client ids, `prompt=none` with others, two request objects."""
    _check_ways(notes, sent)
    _check_client_ids(notes, sent)
    _check_prompt(notes, sent)
    if sent.has("request") and sent.has("request_uri"):
        notes.failed(
            CHECK, REASON, "a request object is sent by value and by reference",
            seen="`request` and `request_uri`", wanted="one of them (RFC 9101 section 5)", source=sent.place,
        )  # fmt: skip


def _check_ways(notes: Notes, sent: Sent) -> None:
    """A client must not use more than one method in a request (RFC 6749 section 2.3)."""
    request = notes.question.exchange.request
    header = (request.header("authorization") or "").partition(" ")[0].lower() if request is not None else ""
    ways = ["the header Authorization"] if header == "basic" else []
    ways += [f"`{name}`" for name in ("client_secret", "client_assertion") if sent.has(name)]
    if len(ways) > 1:
        notes.failed(
            CHECK, REASON, "the client authenticates in two ways at once",
            seen=" and ".join(ways), wanted="one of them (RFC 6749 section 2.3)", source=sent.place,
        )  # fmt: skip


def _check_client_ids(notes: Notes, sent: Sent) -> None:
    form_id, presented = sent.get("client_id"), present(notes.question, sent)
    named = presented.client_id
    if presented.assertion is not None:
        named = str(presented.assertion.claims.get("sub") or named)
    if form_id is None or named is None or form_id == named:
        return
    place = "the client's assertion" if presented.assertion is not None else "the header Authorization"
    notes.failed(
        CHECK, REASON, "the request names two clients",
        seen=f"`{shown(form_id, 60)}` as `client_id`, `{shown(named, 60)}` in {place}", wanted="the same client",
        source=f"{sent.place} client_id",
    )  # fmt: skip


def _check_prompt(notes: Notes, sent: Sent) -> None:
    """`none` may not stand with others (OpenID Connect Core section 3.1.2.1)."""
    prompts = (sent.get("prompt") or "").split()
    if "none" in prompts and len(prompts) > 1:
        notes.failed(
            CHECK, REASON, "`prompt` has `none` beside other values",
            seen=f"`prompt={shown(' '.join(prompts), 60)}`", wanted="`none` alone, or the others without it",
            source=f"{sent.place} prompt",
        )  # fmt: skip
    unknown = [prompt for prompt in prompts if prompt not in PROMPTS]
    if unknown:
        notes.failed(
            "parameters.values", "parameters.value_invalid", "`prompt` has a value that is not defined",
            seen=f"`prompt={shown(unknown[0], 60)}`", wanted=" ".join(f"`{one}`" for one in PROMPTS),
            source=f"{sent.place} prompt",
        )  # fmt: skip
