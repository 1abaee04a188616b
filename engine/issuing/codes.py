"""An authorization code: used once, in time, by its client, for its redirect URI, with its verifier."""

from __future__ import annotations

from engine.issuing.form import Sent
from engine.issuing.grants import HISTORY, Events, check_lifetime, check_owner, check_revoked, seconds
from engine.issuing.history import about
from engine.issuing.pkce import check_verifier
from engine.models.question import HistoryEvent, Known
from engine.near.words import difference
from engine.shown import shown_url
from engine.stages.notes import Notes
from engine.words import instant


def check_code(notes: Notes, known: Known, sent: Sent, issued: HistoryEvent, found: Events) -> None:
    """Everything that RFC 6749 section 4.1.3 and RFC 7636 section 4.6 have a server compare."""
    code = sent.get("code") or ""
    _check_use(notes, found, code)
    check_revoked(notes, found, code, "code")
    check_lifetime(notes, issued, "code", seconds(issued.detail.get("expires_in")))
    check_owner(notes, known, issued, "code")
    _check_redirect(notes, sent, issued)
    check_verifier(notes, sent, issued)


def _check_use(notes: Notes, found: Events, code: str) -> None:
    """A code is good once; a second use also revokes what the first one gave (RFC 6749 section 4.1.2)."""
    used = list(about(found, code, "code_used"))
    if used:
        notes.failed(
            "grant.use", "grant.used", "the code was redeemed before",
            seen=f"used at {instant(used[0].at)}", wanted="a code that was never used", source=HISTORY,
        )  # fmt: skip
    else:
        notes.passed("grant.use", "not used before, as far as history tells", source=HISTORY)


def _check_redirect(notes: Notes, sent: Sent, issued: HistoryEvent) -> None:
    """The redirect URI of the authorization request comes again, letter by letter (RFC 6749 section 4.1.3)."""
    check, wanted, seen = "grant.redirect_uri", issued.detail.get("redirect_uri"), sent.get("redirect_uri")
    if not isinstance(wanted, str) or not (sent.shown or sent.has("redirect_uri")):
        notes.unknown(
            check, "where the code was sent to is not known", fact="the redirect URI of the authorization request",
            give="`redirect_uri` in the detail of the event in `[[history]]`",
        )  # fmt: skip
    elif (seen or "") == wanted:
        notes.passed(check, "as in the authorization request", source=HISTORY)
    else:
        notes.failed(
            check, "grant.redirect_mismatch", "the redirect URI is not that of the authorization request",
            seen=f"`{shown_url(seen)}`" if seen else "no `redirect_uri`",
            wanted=f"`{shown_url(wanted)}`" if wanted else "no `redirect_uri`", source="form redirect_uri",
        )  # fmt: skip
        near = difference(seen or "", wanted)
        if near is not None:
            notes.near(
                wanted, "redirect_uri", shown_url(seen or ""), wanted, near.distance, f"redirect_uri: {near.words}"
            )
