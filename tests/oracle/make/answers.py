"""Makes what is captured besides a request: introspection replies about its token, and the API's answer."""

from __future__ import annotations

import json
from typing import Any

from tests.oracle.make.dice import Dice
from tests.oracle.make.environments import Tables

MAY_LACK = ("iss", "aud", "exp", "scope", "scp", "client_id", "cid", "azp", "sub", "iat", "groups")
"""What a reply may leave out (RFC 7662, section 2.2: all but `active`)."""


def make_reply(dice: Dice, claims: Tables) -> str:
    """A reply about an opaque token: its claims, some of them left out; seldom that it is not active."""
    if dice.chance(0.12):
        return json.dumps({"active": False, **(claims if dice.chance(0.3) else {})})
    lacking = set(dice.some(MAY_LACK, 1, 2)) if dice.chance(0.5) else set()
    return json.dumps({"active": True, **{name: value for name, value in claims.items() if name not in lacking}})


def make_answer(dice: Dice) -> tuple[tuple[tuple[str, str], ...], str | None]:
    """Headers and body of a success; the body may not have been captured."""
    headers = (("X-Kind", dice.choice(("order", "list"))),) if dice.chance(0.8) else ()
    body: dict[str, Any] = {"owner": dice.choice(("ada", "bob")), "price": dice.randint(1, 4), "deep": {"tag": "red"}}
    kept = {name: value for name, value in body.items() if dice.chance(0.93)}
    return headers, json.dumps(kept) if dice.chance(0.9) else None
