"""Makes environments: issuers, API services with nested base URLs and operations, people, clients, policies."""

from __future__ import annotations

from typing import Any

from tests.oracle.make.conditions import NETWORKS, NOON, Aim, make_answer_condition, make_condition
from tests.oracle.make.dice import Dice
from tests.oracle.make.keys import ALGORITHM, KEY_SETS, kind_of, public_jwk

Tables = dict[str, Any]
HOSTS = ("https://api.shop.test", "https://shop.test:8443", "http://localhost:8080", "http://intranet.test")
BASE_PATHS = ("", "/shop", "/shop/v1", "/shop/v1/admin", "/api", "/api/v2")
PATHS = (
    "/orders", "/orders/{id}", "/orders/*", "/orders/**", "/orders/mine", "/users/{id}/orders", "/users/{id}/{name}",
    "/users/ada/orders", "/users/**", "/", "", "/**", "/admin/{name}", "/admin/**", "/orders/{id}/items/*",
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")
SCOPES = ("orders.read", "orders.write", "admin")
GROUPS = ("staff", "admins", "players")
COMBINE = (
    "deny-overrides", "permit-overrides", "first-applicable", "only-one-applicable", "deny-unless-permit", "permit-unless-deny",
)  # fmt: skip
EFFECTS = {"permit": 5, "deny": 4, "permit-if-else-deny": 3, "deny-if-else-permit": 3}
TELLING = ("permit-if-else-deny", "deny-if-else-permit")
"""The effects by whose decision one sees what the condition came to."""


def make_environment(dice: Dice, semantics: str, aim: Aim) -> Tables:
    """The tables of one environment file."""
    issuers = _issuers(dice, aim)
    tables: Tables = {
        "name": "generated",
        "semantics": semantics,
        "users_complete": dice.chance(0.5),
        "issuers": issuers,
    }
    tables["resources"] = [{"name": "Shop", "audience": "shop", "scopes": list(SCOPES), "issuer": issuers[0]["name"]}]
    tables["gateways"] = [
        {"name": "edge", "kind": "kong", "max_header_bytes": 4096, **_maybe(dice, 0.1, enabled=False)}
    ]
    tables["gateways"][0] |= _maybe(dice, 0.4, trusted_proxies=["10.0.0.0/8"])
    tables["statements"] = _statements(dice)
    policies = _Policies(dice, aim, [statement["name"] for statement in tables["statements"]])
    tables["api_services"] = _services(dice, issuers, policies)
    tables["policies"] = policies.made
    tables["clients"] = _clients(dice)
    tables["users"] = _users(dice, issuers, aim)
    return {key: value for key, value in tables.items() if value != []}


def _maybe(dice: Dice, probability: float, **fields: Any) -> Tables:
    return fields if dice.chance(probability) else {}


def _issuers(dice: Dice, aim: Aim) -> list[Tables]:
    return [_issuer(dice, number, aim) for number in range(1, dice.weighed({1: 5, 2: 3, 3: 1}) + 1)]


def _issuer(dice: Dice, number: int, aim: Aim) -> Tables:
    keys = dice.choices(KEY_SETS, (4, 4, 4, 3, 3, 3, 1))[0]
    algorithms = [ALGORITHM[kind_of(key)] for key in keys]
    issuer: Tables = {"name": f"issuer {number}", "issuer": f"https://login{number}.shop.test"}
    issuer |= _maybe(dice, 0.35, kind="external")
    issuer |= {"jwks": {"keys": [_published(dice, key) for key in keys]}} if aim.narrow or dice.chance(0.94) else {}
    issuer |= _maybe(
        dice, 0.5, algorithms=dice.some(algorithms, 1) if not aim.narrow and dice.chance(0.2) else algorithms
    )
    issuer |= _maybe(dice, 0.5, leeway_seconds=dice.choice((0, 5, 300)))
    issuer |= _maybe(dice, 0 if aim.narrow else 0.04, token_type="opaque") | _maybe(dice, 0.04, validated_by="gateway")
    return issuer | _maybe(dice, 0.15, user_claim="username") | _maybe(dice, 0.15, groups_claim="member_of")


def _published(dice: Dice, name: str) -> Tables:
    key = public_jwk(name) | _maybe(dice, 0.3, use="sig") | _maybe(dice, 0.02, use="enc")
    key |= _maybe(dice, 0.3, alg=ALGORITHM[kind_of(name)]) | _maybe(dice, 0.02, alg="RS384")
    return {field: value for field, value in key.items() if field != "kid" or dice.chance(0.97)}


def _statements(dice: Dice) -> list[Tables]:
    denied = {"name": "told", "code": "denied-reason", "on": "deny", "payload": {"status": 451, "message": "no"}}
    headed = {"name": "marked", "code": "set-headers", "on": "permit", "payload": {"X-Seen": "yes"}}
    return [denied, headed] if dice.chance(0.5) else []


def _services(dice: Dice, issuers: list[Tables], policies: _Policies) -> list[Tables]:
    bases = dice.sample([f"{host}{path}" for host in HOSTS for path in BASE_PATHS], 8)
    if dice.chance(0.5):
        host = dice.choice(HOSTS)
        bases = dice.sample([f"{host}{path}" for path in BASE_PATHS], len(BASE_PATHS))
    services = []
    for number in range(
        1, dice.weighed({1: 2, 2: 0 if policies.aim.narrow else 4, 3: 0 if policies.aim.narrow else 3}) + 1
    ):
        mine = [bases.pop() for _ in range(dice.weighed({1: 3, 2: 1}))]
        services.append(_service(dice, number, mine, issuers, policies))
    return services


def _service(dice: Dice, number: int, bases: list[str], issuers: list[Tables], policies: _Policies) -> Tables:
    names = [issuer["name"] for issuer in dice.some(issuers, 1)]
    service: Tables = {"name": f"service {number}", "base_urls": bases}
    service |= {"issuer": names[0]} if len(names) == 1 and dice.chance(0.7) else {"issuers": names}
    service |= _audience(dice)
    service |= _maybe(dice, 0.3, gateways=["edge"])
    service |= _maybe(dice, 0.1, deployment=dice.choice(("changed", "never")))
    service |= {"policy": policies.tree()} if dice.chance(policies.share_of_services) else {}
    service |= {"response_policy": policies.of_answers()} if dice.chance(0.6) else {}
    operations = dice.randint(1, 2) if policies.aim.narrow else dice.randint(0, 5)
    service["operations"] = [_operation(dice, one, policies) for one in range(1, operations + 1)]
    return service | _maybe(dice, 0.03, custom_policies=False)


def _audience(dice: Dice) -> Tables:
    return dice.choices(
        ({"audience": "shop"}, {"audience": ["orders", "shop"]}, {"resource": "Shop"}, {}), (4, 2, 3, 0.6)
    )[0]


def _operation(dice: Dice, number: int, policies: _Policies) -> Tables:
    operation: Tables = {"name": f"operation {number}", "paths": dice.sample(PATHS, dice.weighed({1: 4, 2: 1}))}
    operation |= _maybe(dice, 0.1 if policies.aim.narrow else 0.6, methods=dice.some(METHODS, 1, 3))
    rules = 0.1 if policies.aim.narrow else 1
    operation |= _maybe(dice, 0.4 * rules, scopes={dice.choice(("any", "all")): dice.some(SCOPES, 1, 2)})
    operation |= _maybe(dice, 0.25 * rules, groups=dice.some(GROUPS, 1, 2))
    operation |= _maybe(dice, 0.2 * rules, networks=dice.some(NETWORKS, 1, 2))
    operation |= _maybe(dice, 0.15 * rules, user=_wanted_of_user(dice))
    operation |= _maybe(dice, 0.15 * rules, delegated=True)
    operation |= {"policy": policies.tree()} if dice.chance(policies.share_of_operations) else {}
    operation |= {"response_policy": policies.of_answers()} if dice.chance(0.3) else {}
    return operation | _maybe(dice, 0.05 if policies.aim.narrow else 0.1, token=dice.choice(("none", "optional")))


def _wanted_of_user(dice: Dice) -> Tables:
    return dice.choice(
        ({"department": ["sales"]}, {"country": ["eu", "us"]}, {"level": [1, 2]}, {"vip": [True], "country": ["eu"]})
    )


def _clients(dice: Dice) -> list[Tables]:
    if dice.chance(0.4):
        return []
    web = {"id": "web", "name": "Web shop", "grant_types": ["authorization_code"], "scopes": list(SCOPES)}
    batch = {"id": "batch", "groups": ["staff"], **_maybe(dice, 0.5, grant_types=["client_credentials"])}
    kiosk = {"id": "kiosk", "status": "inactive", "require_pkce": True}
    return [web, batch, kiosk]


def _users(dice: Dice, issuers: list[Tables], aim: Aim) -> list[Tables]:
    users: list[Tables] = []
    for name in dice.some(("ada", "bob", "cyd"), 1):
        user: Tables = {"id": name, "groups": dice.some(GROUPS)} | _maybe(
            dice, 0.03 if aim.narrow else 0.12, status=dice.choice(("inactive", "deleted"))
        )
        user |= _maybe(dice, 0.2, issuer=dice.choice(issuers)["name"])
        user["attributes"] = {
            **_maybe(dice, 0.8, department=dice.choice(("sales", "legal"))), **_maybe(dice, 0.8, country=dice.choice(("eu", "us"))),
            **_maybe(dice, 0.8, level=dice.randint(1, 4)), **_maybe(dice, 0.8, vip=dice.chance(0.5)),
            **_maybe(dice, 0.6, tags=dice.some(("red", "blue"))), **_maybe(dice, 0.6, since=NOON.replace(year=dice.choice((2024, 2026))).isoformat()),
        }  # fmt: skip
        users.append(user)
    return users


class _Policies:
    """The policies of one environment; every tree is named in one place only.

    In half of the environments trees are small, so that a single comparison decides.
    """

    def __init__(self, dice: Dice, aim: Aim, statements: list[str]) -> None:
        self.dice = dice
        self.statements = statements
        self.made: list[Tables] = []
        self.aim = aim
        self.small = aim.narrow or dice.chance(0.5)
        self.share_of_services = 0.05 if aim.narrow else 0.45
        self.share_of_operations = 0.95 if aim.narrow else 0.4

    def tree(self, depth: int = 3) -> str:
        """Adds a tree and gives its name."""
        dice = self.dice
        policy: Tables = {"name": f"policy {len(self.made) + 1}", "combine": dice.choice(COMBINE)}
        self.made.append(policy)
        policy |= {"when": make_condition(dice, self.aim.kinds, 1)} if dice.chance(0.2) else {}
        policy |= _maybe(dice, 0.2, statements=dice.some(self.statements)) | _maybe(dice, 0.06, enabled=False)
        rules = dice.weighed({1: 6, 2: 1} if self.small else {0: 1, 1: 4, 2: 4, 3: 2})
        policy["rules"] = [self._rule(number) for number in range(1, rules + 1)]
        if depth and not self.small and dice.chance(0.35):
            policy["children"] = [self.tree(depth - 1) for _ in range(dice.randint(1, 2))]
        return str(policy["name"])

    def of_answers(self) -> str:
        """Adds a policy of one or two rules over the answer and gives its name."""
        dice = self.dice
        policy: Tables = {"name": f"policy {len(self.made) + 1}", "combine": dice.choice(COMBINE)}
        self.made.append(policy)
        policy["rules"] = [
            {"name": f"rule {number}", "effect": dice.choice((*TELLING, *EFFECTS)), "when": make_answer_condition(dice)}
            for number in range(1, dice.randint(1, 2) + 1)
        ]
        return str(policy["name"])

    def _rule(self, number: int) -> Tables:
        dice = self.dice
        narrow = self.aim.narrow and dice.chance(0.8)
        rule: Tables = {"name": f"rule {number}", "effect": dice.choice(TELLING) if narrow else dice.weighed(EFFECTS)}
        when = {"when": make_condition(dice, self.aim.kinds, 0 if self.small and dice.chance(0.7) else 2)}
        rule |= when if narrow or dice.chance(0.8) else {}
        return rule | _maybe(dice, 0.05, enabled=False)
