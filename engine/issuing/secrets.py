"""Whether a client's secret is the registered one, as far as the first digits of its hash tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.issuing.credentials import Presented
from engine.issuing.history import hash_of
from engine.stages.notes import Notes

if TYPE_CHECKING:
    from engine.environment.model import Client

CHECK = "client.authentication"
TOLD = 4
"""Hex digits that `secret_check` holds."""


def check_secret(notes: Notes, client: Client, presented: Presented) -> None:
    """A hash that differs proves that the secret does; an equal one is taken for the same, which is said."""
    wanted, secret, place = client.secret_check, presented.secret, _place(presented)
    if secret is None:
        notes.unknown(
            CHECK, "the capture does not show the secret", fact="the client's secret", give="a capture that keeps it"
        )
    elif wanted is None:
        notes.unknown(
            CHECK,
            f"by {presented.method}; whether the secret is right is not known",
            fact="the first 4 hex digits of the secret's SHA-256",
            give="`secret_check` of the client in the environment",
        )
    elif _starts(secret, wanted):
        notes.passed(CHECK, f"by {presented.method}", seen=f"SHA-256 {wanted}…", source=place)
        notes.assume("the secret is taken for the right one: the first digits of its hash are those of `secret_check`")
    elif presented.raw is not None and _starts(presented.raw[1], wanted):
        notes.failed(
            CHECK, "client.credentials_malformed", "the secret was not encoded before it went into the header",
            seen="the secret as it is", wanted="client_id and secret form-encoded first (RFC 6749 section 2.3.1)",
            source=place,
        )  # fmt: skip
        notes.assume("the server decodes the header as RFC 6749 section 2.3.1 says; some take the secret as it stands")
    else:
        hint = _hint(secret, wanted)
        notes.failed(
            CHECK, "client.secret_wrong", f"the secret is not the registered one{hint}",
            seen=f"a secret of {len(secret)} characters, SHA-256 {hash_of(secret)[:TOLD]}…",
            wanted=f"SHA-256 {wanted}…", source=place,
        )  # fmt: skip


def _starts(secret: str, wanted: str) -> bool:
    return hash_of(secret).startswith(wanted.lower())


def _hint(secret: str, wanted: str) -> str:
    """What scripts and files leave on a secret."""
    if _starts(secret.strip(), wanted):
        return ": it carries a space or line break at its end"
    return ": it carries quotes" if _starts(secret.strip("\"'"), wanted) else ""


def _place(presented: Presented) -> str:
    return "header Authorization" if presented.raw is not None else "form client_secret"
