"""Who can act on a refusal: the one list of names that entries, reasons, fixes and traces take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Owner = Literal[
    "client", "token_issuer", "api_administrator", "policy_author",
    "user_administrator", "gateway_operator", "api_developer",
]  # fmt: skip

OWNERS: Mapping[str, Owner] = {name: name for name in get_args(Owner)}
"""Every owner by the plain text that a data file names it with. KeyError for a text that is none."""
