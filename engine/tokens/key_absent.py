"""What a key that is not in the set may mean: another issuer's key, a copy that is too old, a withdrawn key."""

from __future__ import annotations

from engine.stages.notes import Notes
from engine.tokens.view import TokenView
from engine.words import shortened

ENTRY = "token.key_rotated"


def explain_absent_key(notes: Notes, view: TokenView) -> None:
    """Says whose key it is where another issuer of the environment has it, else what the absence can mean."""
    kid = view.jws.header.get("kid")
    holder = next((name for name, held in view.question.keys.items() if _has(held.keys, kid)), None)
    if isinstance(kid, str) and holder:
        shown = shortened(kid, 40)
        notes.near(
            f"keys of {holder}", "kid", shown, shown, 0,
            f"`{shown}` is a key of `{holder}`, another issuer of this environment: the token may come from there",
        )  # fmt: skip
    elif view.keys is not None and view.keys.fetched:
        notes.assume(
            "the keys were fetched just now, so this is no stale copy: the issuer withdrew the key, or the token comes "
            "from another environment",
            ENTRY,
        )
    else:
        notes.assume(
            "a copy of keys grows old: the issuer may have changed its keys since, or the token comes from another "
            "environment; --online fetches the keys of now",
            ENTRY,
        )


def _has(keys: tuple[object, ...], kid: object) -> bool:
    return kid is not None and any(getattr(key, "kid", None) == kid for key in keys)
