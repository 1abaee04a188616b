"""Makes requests for an environment: near and far URLs, tokens in the right and in wrong places, several formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.oracle.evaluator.sent import Sent
from tests.oracle.make.answers import make_answer, make_reply
from tests.oracle.make.bindings import bind
from tests.oracle.make.captures import write_capture
from tests.oracle.make.conditions import HOURS, NOON, Aim
from tests.oracle.make.dice import Dice
from tests.oracle.make.environments import METHODS, Tables
from tests.oracle.make.tokens import Signed, make_token

ADDRESSES = (
    "203.0.113.9",
    "10.1.2.3",
    "10.9.9.9",
    "10.0.0.7",
    "198.51.100.7",
    "192.0.2.1",
    "2001:db8::1",
    "2001:db9::1",
)
OK = 200
FORM = "application/x-www-form-urlencoded"
URL_FAULTS = {
    "trailing slash": 4, "dots": 4, "encoded dots": 2, "encoded letter": 3, "encoded slash": 2, "upper-case host": 3,
    "port written": 3, "another port": 2, "another scheme": 2, "not at a boundary": 2, "below no base": 4, "unknown host": 5,
    "host of the issuer": 2, "two slashes": 2, "deeper": 3, "the base alone": 3, "up and out": 1, "a fragment": 1,
    "encoded twice": 1,
}  # fmt: skip
SEGMENTS = ("7", "ada", "bob", "caf%C3%A9", "a%20b", "%37", "%2537", "")
"""What stands at the `{names}` of a path; the last few are seldom what they look like."""
HARMLESS = (
    "dots",
    "dots",
    "encoded dots",
    "encoded letter",
    "encoded slash",
    "upper-case host",
    "port written",
    "a fragment",
)


class Made(NamedTuple):
    """A request as it was sent, as a capture shows it, and how it is judged: `flag` is whether `--now` says the time."""

    sent: Sent
    text: str
    flag: bool
    kind: str
    faults: tuple[str, ...]


class Target(NamedTuple):
    scheme: str
    authority: str
    path: str


def make_request(dice: Dice, environment: Tables, aim: Aim) -> Made:
    """One request, most often close to one that is let through; what the aim names is varied more."""
    service = dice.choice(environment["api_services"])
    operations = service.get("operations", [])
    operation = dice.choice(operations) if operations and (aim.narrow or dice.chance(0.9)) else None
    url_fault = dice.weighed(URL_FAULTS) if dice.chance(0.08 if aim.narrow else 0.25) else None
    if aim.focus == "path" and dice.chance(0.5):
        url_fault = dice.choice(HARMLESS)
    target = spoil_url(dice, url_fault, _target(dice, service, operation), environment)
    now = NOON + timedelta(hours=dice.choice(HOURS))
    kind = dice.weighed({"curl": 5, "raw request": 4, "HAR": 4})
    headers = [(name, value) for name, value in (("X-Tenant", dice.choice(("eu", "us"))),) if dice.chance(0.7)]
    query = [f"mode={dice.choice(('fast', 'slow'))}" for _ in range(dice.weighed({0: 6, 1: 4, 2: 0.6}))]
    if dice.chance(0.6 if aim.focus == "network" else 0.1):
        headers.append(("X-Forwarded-For", ", ".join(dice.sample(ADDRESSES, dice.randint(1, 3)))))
    placed = _placed(dice, environment, service, int(now.timestamp()), aim)
    headers, query = headers + placed.headers, [*query, *placed.query]
    if service.get("gateways") and dice.chance(0.1):
        headers.append(("X-Padding", "x" * 6000))
    method = placed.method or _method(dice, operation)
    if kind == "HAR" and dice.chance(0.5):
        headers.append(("Cookie", "theme=dark"))
    fragment = "#there" if url_fault == "a fragment" and kind == "curl" else ""
    path = target.path + (f"?{'&'.join(query)}" if query else "") + fragment
    names = {name.lower() for name, _ in headers}
    sent = Sent(
        method=method, scheme=None if kind == "raw request" else target.scheme, authority=target.authority, target=path,
        headers=tuple(headers), now=now, body=placed.body,
        source_ip=dice.choice(ADDRESSES) if dice.chance(0.9 if aim.focus == "network" else 0.65) else None,
        hides_credentials=kind == "HAR" and names.isdisjoint({"authorization", "cookie"}),
        status=dice.choice((200, 200, 200, 403, 401)) if kind == "HAR" else None, shows_certificate=kind == "curl",
    )  # fmt: skip
    sent, unbound = _with_the_rest(dice, sent, placed.token)
    flag = kind != "HAR" or dice.chance(0.5)
    faults = (url_fault, placed.fault, unbound)
    return Made(sent, write_capture(sent, kind), flag, kind, tuple(filter(None, faults)))


def _with_the_rest(dice: Dice, sent: Sent, token: Signed | None) -> tuple[Sent, str | None]:
    """The request with what its token is bound to, a reply about the token, and the API's answer."""
    if sent.status == OK:
        headers, body = make_answer(dice)
        sent = replace(sent, answer_headers=headers, answer_body=body)
    if token is None:
        return sent, None
    if dice.chance(0.7 if token.fault == "opaque" else 0.02):
        sent = replace(sent, reply=make_reply(dice, token.claims if token.fault == "opaque" else {}))
    return bind(dice, sent, token.text, token.claims.get("cnf", {}), token.leeway)


def _method(dice: Dice, operation: Tables | None) -> str:
    if operation is None or dice.chance(0.1):
        return dice.choice(METHODS)
    return dice.choice(operation.get("methods", METHODS))


def _target(dice: Dice, service: Tables, operation: Tables | None) -> Target:
    parts = urlsplit(dice.choice(service["base_urls"]))
    below = dice.choice(operation["paths"]) if operation else dice.choice(("/orders", "/nothing/here", ""))
    segments = []
    for segment in below.split("/"):
        if segment == "**":
            segments += dice.choice(([], ["7"], ["7", "parts"]))
        elif segment == "*" or segment.startswith("{"):
            segments.append(dice.choice(SEGMENTS))
        else:
            segments.append(segment)
    return Target(parts.scheme, parts.netloc, f"{parts.path}{'/'.join(segments)}" or "/")


def spoil_url(dice: Dice, fault: str | None, target: Target, environment: Tables) -> Target:
    """The target with one thing changed; some changes change nothing that counts."""
    scheme, authority, path = target
    parts = urlsplit(f"{scheme}://{authority}")
    first, _, rest = path[1:].partition("/")
    paths = {
        "trailing slash": f"{path}/", "dots": dice.choice((f"/x/..{path}", f"/.{path}", f"{path}/.", f"{path}/../7")),
        "encoded dots": dice.choice((f"/x/%2e%2E{path}", f"{path}/%2e%2e/7", f"/%2e{path}")),
        "encoded letter": path.replace("orders", "%6Frders").replace("shop", "sh%6fp"), "encoded slash": f"{path}%2F7",
        "not at a boundary": f"/{first}ping/{rest}", "below no base": "/nowhere/at/all", "two slashes": f"/{path}",
        "deeper": f"{path}/deeper", "the base alone": f"/{first}", "up and out": f"{path}/../../../../orders",
        "encoded twice": f"{path}/%2537",
    }  # fmt: skip
    port = parts.port or {"http": 80, "https": 443}[scheme]
    hosts = {
        "upper-case host": authority.upper(), "port written": f"{parts.hostname}:{port}", "another port": f"{parts.hostname}:9999",
        "unknown host": dice.choice(("cdn.test", "example.test:8443")),
        "host of the issuer": urlsplit(environment["issuers"][0]["issuer"]).netloc,
    }  # fmt: skip
    other = {"http": "https", "https": "http"}[scheme] if fault == "another scheme" else scheme
    return Target(other, hosts.get(fault or "", authority), paths.get(fault or "", path))


class _Placed(NamedTuple):
    """Where the token of a request stands, and what else has to be sent for it to stand there."""

    headers: list[tuple[str, str]]
    query: Sequence[str] = ()
    body: str | None = None
    method: str | None = None
    fault: str | None = None
    token: Signed | None = None
    """The token, where it stands in its place."""


PLACES = {
    "header": 90, "lower-case scheme": 3, "missing": 6, "preflight": 2, "Basic": 2, "no scheme": 1, "scheme alone": 0.5,
    "query": 2, "form": 1.5, "header and query": 1.5, "header and form": 1, "two headers": 1, "JSON body": 3,
}  # fmt: skip


def _placed(dice: Dice, environment: Tables, service: Tables, now: int, aim: Aim) -> _Placed:
    signed = make_token(dice, environment, service, now, 0.04 if aim.narrow else 0.2)
    token, fault = signed.text, signed.fault
    place = "header" if aim.narrow and dice.chance(0.9) else dice.weighed(PLACES)
    bearer, form = ("Authorization", f"Bearer {token}"), ("Content-Type", FORM)
    asked = [("Origin", "https://app.test"), ("Access-Control-Request-Method", "POST")]
    placed = {
        "header": _Placed([bearer], fault=fault), "lower-case scheme": _Placed([("authorization", f"bearer {token}")], fault=fault),
        "missing": _Placed([]), "preflight": _Placed(asked, method="OPTIONS"),
        "Basic": _Placed([("Authorization", "Basic YWRhOmFkYQ==")]), "no scheme": _Placed([("Authorization", token)]),
        "scheme alone": _Placed([("Authorization", "Bearer")]), "query": _Placed([], [f"access_token={token}"]),
        "form": _Placed([form], body=f"access_token={token}&a=b", method="POST"),
        "header and query": _Placed([bearer], [f"access_token={token}"]),
        "header and form": _Placed([bearer, form], body=f"access_token={token}", method="POST"),
        "two headers": _Placed([bearer, bearer]),
        "JSON body": _Placed([bearer, ("Content-Type", "application/json")], body='{"meme": 7}', method="POST", fault=fault),
    }[place]  # fmt: skip
    if place in ("header", "lower-case scheme", "JSON body"):
        placed = placed._replace(token=signed)
    return placed if place == "header" or placed.fault else placed._replace(fault=place)
