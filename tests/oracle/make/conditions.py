"""Makes conditions over every kind of attribute and comparator, such that both outcomes happen, and errors too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple

from tests.oracle.make.dice import Dice

NOON = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
HOURS = (0, 0, -30, 20, 55)
"""How many hours from noon requests are judged."""
JOINED = datetime(2025, 12, 31, 23, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")
TEXTS: dict[str, tuple[str, ...]] = {
    "request.method": ("GET", "POST", "PUT"),
    "request.header.X-Tenant": ("eu", "us"),
    "request.query.mode": ("fast", "slow"),
    "request.header.Cookie": ("theme=dark", "theme=light"),
    "path.id": ("7", "ada", "bob"),
    "path.name": ("7", "ada", "café"),
    "token.sub": ("ada", "bob", "web"),
    "token.region": ("eu", "us"),
    "token./deep/role": ("boss", "clerk"),
    "user.id": ("ada", "bob"),
    "user.status": ("active", "inactive"),
    "user.department": ("sales", "legal"),
    "user.country": ("eu", "us"),
    "client.id": ("web", "batch"),
    "client.status": ("active", "inactive"),
    "client.name": ("Web shop", "Batch"),
}
"""Attributes that are texts, and what they may be."""
NUMBERS = ("token.level", "user.level", "token./deep/rank", "token.exp")
TRUTHS = ("token.vip", "user.vip", "client.require_pkce")
LISTS: dict[str, tuple[str, ...]] = {
    "token.scope": ("orders.read", "orders.write", "admin", "orders"),
    "token.scp": ("orders.read", "admin", "orders"),
    "token.roles": ("boss", "clerk"),
    "token.aud": ("shop", "orders"),
    "user.groups": ("staff", "admins", "players"),
    "user.tags": ("red", "blue"),
    "client.grant_types": ("authorization_code", "client_credentials"),
    "client.scopes": ("orders.read", "admin"),
    "client.groups": ("staff", "admins"),
}
ANSWERS: dict[str, tuple[Any, ...]] = {
    "response.header.X-Kind": ("order", "list"),
    "response.body./owner": ("ada", "bob"),
    "response.body./deep/tag": ("red", "blue"),
    "response.body./price": (1, 2, 3),
    "response.status": (200, 201),
}
"""Attributes of an answer, and what they may be."""
INSTANTS = ("request.time", "user.since", "token.joined")
NETWORKS = ("203.0.113.0/24", "10.0.0.0/8", "198.51.100.7/32", "2001:db8::/32")
PAIRS = (
    ("token.sub", "path.id"), ("user.country", "token.region"), ("user.id", "path.id"), ("client.id", "token.sub"),
    ("request.query.mode", "token.region"),
)  # fmt: skip
ORDERS = ("greater_than", "less_than", "at_least", "at_most")
KINDS = {"text": 10, "list": 6, "number": 4, "truth": 2, "instant": 3, "clock": 2, "weekday": 2, "network": 3, "pair": 3, "path": 2, "mixed": 1}  # fmt: skip

FOCUSED = {"text": 4, "list": 3, "path": 3, "mixed": 3, "instant": 3, "network": 2, "number": 2, "pair": 2}


class Aim(NamedTuple):
    """What an environment and its requests are to show most.

    `focus` is the kind of comparison that its policies make; `narrow`: nearly every request gets as far as the policy,
    which is a single comparison.
    """

    focus: str
    narrow: bool

    @property
    def kinds(self) -> dict[str, float]:
        """How often each kind of comparison is made."""
        return {**KINDS, self.focus: 60}


def make_aim(dice: Dice) -> Aim:
    """Every kind of comparison; those oftener that have more ways to go wrong."""
    return Aim(dice.weighed({**dict.fromkeys(KINDS, 1), **FOCUSED}), dice.chance(0.55))


def make_condition(dice: Dice, kinds: dict[str, float], depth: int = 2) -> dict[str, Any]:
    """A condition of at most this many groups inside one another."""
    if depth and dice.chance(0.3):
        shape = dice.choice(("all", "any", "not"))
        if shape == "not":
            return {"not": make_condition(dice, kinds, depth - 1)}
        return {shape: [make_condition(dice, kinds, depth - 1) for _ in range(dice.randint(1, 3))]}
    comparison = _comparison(dice, dice.weighed(kinds))
    comparator = next(key for key in comparison if key not in ("attribute", "default", "zone"))
    if dice.chance(0.2):
        comparison[f"not_{comparator}"] = comparison.pop(comparator)
    return comparison


def _comparison(dice: Dice, kind: str) -> dict[str, Any]:
    simple = {"text": _text, "list": _list, "number": _number, "truth": _truth, "path": _path, "mixed": _mixed}
    if kind in simple:
        return _with_default(dice, simple[kind](dice))
    if kind == "instant":
        return _with_default(dice, _instant(dice))
    if kind == "clock":
        at = f"{dice.randint(0, 23):02}:{dice.choice((0, 11, 30)):02}"
        return {"attribute": "request.local_time", "zone": dice.choice(ZONES), dice.choice(ORDERS): at}
    if kind == "weekday":
        return {"attribute": "request.weekday", "zone": dice.choice(ZONES), **_weekday(dice)}
    if kind == "pair":
        left, right = dice.choice(PAIRS)
        other = {"attribute": right, "default": dice.choice(("eu", "7"))} if dice.chance(0.3) else {"attribute": right}
        return _with_default(dice, {"attribute": left, "equals": other})
    networks = dice.some(NETWORKS, 1, 2)
    return {"attribute": "request.source_ip", "in_network": networks if dice.chance(0.6) else networks[0]}


def make_answer_condition(dice: Dice, depth: int = 1) -> dict[str, Any]:
    """A condition over an answer, and over what the request said."""
    if depth and dice.chance(0.3):
        return {dice.choice(("all", "any")): [make_answer_condition(dice, 0), make_answer_condition(dice, 0)]}
    name = dice.choice(list(ANSWERS))
    if name == "response.body./owner" and dice.chance(0.4):
        return {"attribute": name, "equals": {"attribute": "token.sub"}}
    value = dice.choice(ANSWERS[name])
    comparison = {"attribute": name, dice.choice(("equals", "not_equals")): value}
    return {**comparison, "default": value} if dice.chance(0.4) else comparison


def _with_default(dice: Dice, comparison: dict[str, Any]) -> dict[str, Any]:
    """Some comparisons say what counts where the attribute is absent."""
    name = comparison["attribute"]
    if not dice.chance(0.3):
        return comparison
    if name in TEXTS:
        return {**comparison, "default": dice.choice((*TEXTS[name], "none"))}
    if name in LISTS:
        return {**comparison, "default": dice.some(LISTS[name])}
    return {**comparison, "default": dice.randint(0, 5)} if name in NUMBERS else comparison


def _text(dice: Dice) -> dict[str, Any]:
    name = dice.choice(list(TEXTS))
    value = dice.choice(TEXTS[name])
    comparator = dice.weighed({"equals": 5, "in": 3, "starts_with": 1, "ends_with": 1, "contains": 1, "matches": 2})
    right: Any = {
        "equals": value, "in": dice.some(TEXTS[name], 1), "starts_with": value[:2], "ends_with": value[-2:],
        "contains": value[1:3], "matches": dice.choice((f"^{value}$", f"^[{value[0]}-z]", r"^\d+$", value[-1])),
    }[comparator]  # fmt: skip
    return {"attribute": name, comparator: right}


def _list(dice: Dice) -> dict[str, Any]:
    name = dice.choice(list(LISTS))
    return {"attribute": name, "contains": dice.choice(LISTS[name])}


def _number(dice: Dice) -> dict[str, Any]:
    name = dice.choice(NUMBERS)
    comparator = dice.choice((*ORDERS, "equals", "in"))
    value = dice.choice((1, 2, 3, 2.5))
    return {"attribute": name, comparator: [value, 1] if comparator == "in" else value}


def _truth(dice: Dice) -> dict[str, Any]:
    return {"attribute": dice.choice(TRUTHS), "equals": dice.chance(0.5)}


def _instant(dice: Dice) -> dict[str, Any]:
    name = dice.choice(INSTANTS)
    at = dice.choice((NOON + timedelta(hours=dice.choice(HOURS)), JOINED, NOON - timedelta(days=365)))
    at = at.astimezone(dice.choice((UTC, timezone(timedelta(hours=5, minutes=30)))))
    value: Any = dice.choice((at, at.isoformat(), at.isoformat().replace("+00:00", "Z")))
    return {"attribute": name, dice.choice(ORDERS): value}


def _weekday(dice: Dice) -> dict[str, Any]:
    days = ["tuesday", "wednesday", "thursday", "friday", "saturday"]
    return {"equals": dice.choice(days)} if dice.chance(0.4) else {"in": dice.some(days, 1, 4)}


def _path(dice: Dice) -> dict[str, Any]:
    comparator = dice.weighed({"starts_with": 3, "ends_with": 1, "contains": 1})
    return {"attribute": "request.path", comparator: dice.choice(("/shop", "/orders", "/api", "/7", "/x"))}


def _mixed(dice: Dice) -> dict[str, Any]:
    """A comparison of types that do not go together."""
    return dice.choice((
        {"attribute": "token.level", "equals": "three"}, {"attribute": "user.groups", "equals": "staff"},
        {"attribute": "token.region", "greater_than": 3}, {"attribute": "token.vip", "in": ["yes", "no"]},
        {"attribute": "token.scope", "starts_with": "orders"}, {"attribute": "user.level", "contains": "1"},
        {"attribute": "token.sub", "in_network": "10.0.0.0/8"}, {"attribute": "token.vip", "equals": 1},
        {"attribute": "request.time", "equals": "ada"}, {"attribute": "user.tags", "in": ["red"]},
    ))  # fmt: skip
