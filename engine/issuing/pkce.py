"""PKCE at the token endpoint: the verifier against the challenge of the login (RFC 7636 section 4.6)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from engine.issuing.form import Sent
from engine.issuing.history import told_by
from engine.issuing.wanted import UNRESERVED, UNRESERVED_WANTED
from engine.models.question import HistoryEvent
from engine.stages.notes import Notes

CHECK = "grant.verifier"
VERIFIER = "code_verifier"
SOURCE = f"form {VERIFIER}"


def challenge_of(verifier: str, method: str) -> str:
    """The challenge that a verifier makes: `S256` hashes it, `plain` leaves it (RFC 7636 section 4.2)."""
    if method != "S256":
        return verifier
    return urlsafe_b64encode(sha256(verifier.encode("utf-8", "surrogatepass")).digest()).decode().rstrip("=")


def check_verifier_form(notes: Notes, sent: Sent) -> None:
    """Length and alphabet, which need no history (RFC 7636 section 4.1)."""
    verifier = sent.get(VERIFIER)
    if verifier is None or UNRESERVED.fullmatch(verifier):
        return
    strange = sorted({letter for letter in verifier if not UNRESERVED.fullmatch(letter * 43)})
    seen = _length(verifier) + (f" with `{strange[0]}`" if strange and strange[0].isprintable() else "")
    notes.failed(
        "grant.verifier_form", "grant.verifier_malformed", "the code verifier has not the form of one",
        seen=seen, wanted=UNRESERVED_WANTED, source=SOURCE,
    )  # fmt: skip


def _length(text: str) -> str:
    return f"{len(text)} character" + "s" * (len(text) != 1)


def check_verifier(notes: Notes, sent: Sent, issued: HistoryEvent) -> None:
    """The verifier must make the challenge that was sent; without a challenge there may be none (RFC 9700 2.1.1)."""
    challenge, method = issued.detail.get("code_challenge"), str(issued.detail.get("code_challenge_method", "plain"))
    verifier = sent.get(VERIFIER)
    if not isinstance(challenge, str):
        notes.unknown(
            CHECK, "whether a PKCE challenge was sent is not known", fact="the challenge of the authorization request",
            give="`code_challenge` in the detail of the event in `[[history]]`, empty where none was sent",
        )  # fmt: skip
    elif verifier is None:
        _without_verifier(notes, sent, issued, challenge, method)
    elif not challenge:
        _fail(
            notes, "grant.verifier_mismatch", "a verifier comes with a code that was asked for without PKCE",
            "a `code_verifier`", "none: no challenge was sent with the authorization request",
        )  # fmt: skip
    elif challenge_of(verifier, method) == challenge:
        notes.passed(CHECK, f"fits the {method} challenge", source=told_by(issued))
    else:
        _fail(
            notes, "grant.verifier_mismatch", "the verifier does not make the challenge of the authorization request",
            f"a verifier whose {method} challenge is another{_why(verifier, challenge, method)}",
            f"the verifier of `{challenge[:8]}…`",
        )  # fmt: skip


def _without_verifier(notes: Notes, sent: Sent, issued: HistoryEvent, challenge: str, method: str) -> None:
    if not challenge and not sent.has(VERIFIER):
        notes.passed(CHECK, "no PKCE, then and now", source=told_by(issued))
    elif sent.lacks(VERIFIER):
        _fail(
            notes, "grant.verifier_missing", "the code was asked for with PKCE, and no verifier comes with it",
            "no `code_verifier`", f"the verifier of the {method} challenge",
        )  # fmt: skip
    else:
        notes.unknown(
            CHECK, "the capture does not show the verifier", fact="the code verifier", give="a capture that keeps it"
        )


def _fail(notes: Notes, reason: str, summary: str, seen: str, wanted: str) -> None:
    notes.failed(CHECK, reason, summary, seen=seen, wanted=wanted, source=SOURCE)


def _why(verifier: str, challenge: str, method: str) -> str:
    """Mistakes that clients make: the challenge sent again, the other method, padding left on."""
    if verifier == challenge and method == "S256":
        return ": it is the challenge itself"
    if challenge_of(verifier, "S256" if method == "plain" else "plain") == challenge:
        return f": it fits by {'S256' if method == 'plain' else 'plain'}"
    if challenge_of(verifier, method) == challenge.rstrip("="):
        return ": the challenge was sent with padding"
    return ""
