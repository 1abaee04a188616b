"""Check `token.binding`: a token with `cnf` is bound to a key, and whoever sends it must hold that key (RFC 7800)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.stages.notes import Notes
from engine.tokens.certificate_binding import check_certificate
from engine.tokens.dpop import check_proof, check_scheme
from engine.tokens.view import TokenView
from engine.words import shortened

Check = Callable[[Notes, TokenView, str], None]

MEMBERS: Mapping[str, Check] = {"jkt": check_proof, "x5t#S256": check_certificate}
"""How a token can be bound, by member of `cnf`: RFC 9449 section 6, RFC 8705 section 3.1."""


def check_binding(notes: Notes, view: TokenView) -> None:
    """Looks at the proof that each member of `cnf` asks for."""
    confirmation = view.claims.get("cnf")
    if not isinstance(confirmation, dict) or not confirmation:
        check_scheme(notes, view)
        return
    for member, wanted in confirmation.items():
        check = MEMBERS.get(member)
        if check is not None and isinstance(wanted, str):
            check(notes, view, wanted)
        else:
            notes.unknown(
                "token.binding", f"the token is bound to a key in another way (cnf `{shortened(member, 24)}`)",
                fact="the proof that the caller holds the key", give="what the API says of it: --response FILE",
            )  # fmt: skip
