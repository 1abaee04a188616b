"""Stage `redirect`: may the client have the user sent back to this address?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.issuing.redirects import fault_of, is_registered
from engine.models.question import Answer, Known, Question
from engine.near.words import difference
from engine.shown import shown_url
from engine.stages.notes import Notes

if TYPE_CHECKING:
    from engine.environment.model import Client

CHECK = "redirect.registered"
PARAMETER = "redirect_uri"


def check_redirect(question: Question, known: Known) -> Answer:
    """Form first, then the client's list, by exact comparison of texts (RFC 9700 section 2.1)."""
    if question.exchange.request is None:
        return Answer()
    notes, asked = Notes("redirect", question), known.parameters.get(PARAMETER)
    if "request_uri" in known.parameters:
        notes.skipped(CHECK, "the redirect URI was pushed before, with the rest of the request")
    elif asked is None:
        _without(notes, known, known.client)
    else:
        fault = fault_of(asked)
        if fault is not None:
            notes.failed(
                "redirect.form", "redirect.malformed", f"the redirect URI {fault[0]}",
                seen=f"`{shown_url(asked)}`", wanted=fault[1], source=_source(notes),
            )  # fmt: skip
        else:
            _check_registered(notes, known.client, asked)
    return notes.answer()


def _without(notes: Notes, known: Known, client: Client | None) -> None:
    """It may be left out where exactly one is registered (RFC 6749 section 3.1.2.3), and never with OpenID Connect."""
    registered = client.redirect_uris if client is not None else None
    openid = "openid" in (known.requested_scopes or ())
    if openid or (registered is not None and len(registered) != 1):
        why = "OpenID Connect requires it" if openid else f"{len(registered or ())} are registered"
        notes.failed(
            CHECK,
            "redirect.missing",
            f"the request names no redirect URI, and {why}",
            seen=f"no `{PARAMETER}`",
            wanted=" or ".join(f"`{one}`" for one in (registered or ())[:3]) or f"`{PARAMETER}`",
            source=_source(notes),
        )
    elif registered is not None:
        notes.passed(CHECK, f"none is sent, the only registered one counts: {shown_url(registered[0])}")
    else:
        _unknown(notes, f"no `{PARAMETER}` is sent; which ones are registered is not known")


def _check_registered(notes: Notes, client: Client | None, asked: str) -> None:
    registered = client.redirect_uris if client is not None else None
    if registered is None:
        _unknown(notes, "which redirect URIs the client has registered is not known")
        return
    fitting = next((one for one in registered if is_registered(asked, one)), None)
    if fitting is not None:
        notes.passed(CHECK, "registered", seen=shown_url(asked), source=_source(notes))
        if fitting != asked:
            notes.assume(
                "on the own machine any port counts as registered (RFC 8252 section 7.3); some servers want it exact"
            )
        return
    notes.failed(
        CHECK, "redirect.not_registered", "this redirect URI is not registered for the client",
        seen=f"`{shown_url(asked)}`", wanted=" or ".join(f"`{shown_url(one)}`" for one in registered[:3]) or "none",
        source=_source(notes),
    )  # fmt: skip
    for one in registered:
        near = difference(asked, one)
        if near is not None:
            notes.near(one, PARAMETER, shown_url(asked), one, near.distance, near.words)


def _unknown(notes: Notes, summary: str) -> None:
    notes.unknown(
        CHECK, summary,
        fact="the client's registered redirect URIs", give="`redirect_uris` of the client in the environment",
    )  # fmt: skip


def _source(notes: Notes) -> str:
    return f"{'pushed' if notes.question.exchange.pushed else 'query'} {PARAMETER}"
