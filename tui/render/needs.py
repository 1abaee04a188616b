"""Missing facts: the options that supply them on the command line, put as the keys that take them in the app."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from engine.models.trace import Need, Trace

OPTION = lazy_regex(r"--([a-z][a-z-]*)(?: [A-Z][A-Z|]*)?")
WAYS = {
    "environment": ("an environment", "ctrl+e"),
    "jwks": ("the keys", "k"),
    "issuer": ("the issuer", "k"),
    "audience": ("the audience", "k"),
    "scope": ("the scope", "k"),
    "source-ip": ("the source address", "k"),
    "certificate": ("the certificate", "k"),
    "now": ("the time", "k"),
    "with": ("a text", "k"),
    "token": ("the token", "i"),
    "response": ("the answer", "i"),
}
"""What each option gives, and the key that takes it here."""
HINTS = {"ctrl+e": "ctrl+e chooses one", "k": "k gives it", "i": "i opens the inputs"}

FIELDS = {
    "jwks": "jwks", "issuer": "issuer", "audience": "audiences", "scope": "scopes", "source-ip": "source_ip",
    "certificate": "certificate", "now": "now", "with": "evidence",
}  # fmt: skip
"""The field of the facts that takes each option."""


def give_words(give: str) -> str:
    """What supplies a fact, its options named by their keys: `the issuer (k), or an environment (ctrl+e)`."""
    return OPTION.sub(_way, give).replace("((", "(").replace("))", ")")


def _way(option: re.Match[str]) -> str:
    name, key = WAYS.get(option[1], ("", ""))
    return f"{name} ({key})" if key else option[0]


def need_step(need: Need) -> str:
    """What to do about a missing fact, as a sentence goes on after `Next:`."""
    words = give_words(need.give)
    return words if words.startswith("paste") else f"give {words}"


def need_hint(need: Need) -> str:
    """The key that takes a missing fact."""
    option = OPTION.search(need.give)
    if option and option[1] in WAYS:
        return HINTS[WAYS[option[1]][1]]
    return HINTS["ctrl+e"] if "environment" in need.give else HINTS["i"]


def need_fact(trace: Trace, stage: str) -> str | None:
    """The field that the first missing fact names: of this stage, else of any. None where no field takes one."""
    needs = sorted(trace.needs, key=lambda need: need.stage != stage)
    named = (option[1] for need in needs for option in OPTION.finditer(need.give))
    return next((FIELDS[option] for option in named if option in FIELDS), None)
