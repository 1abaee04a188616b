"""A world of one authorization server with clients of every kind, and cases that are judged in it.

A case names a good request (`base`), what is changed in its parameters (`change`, `drop`, `more`), and what is wanted.
"""

from __future__ import annotations

import re
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace

from engine.environment.loader import environment_from_tables
from engine.environment.model import Environment
from engine.fixes.applying import path_of, with_value
from engine.issuing.history import hash_of
from engine.issuing.pkce import challenge_of
from engine.models.exchange import FACTS, Exchange, Response
from engine.models.question import Question
from engine.models.trace import Trace
from engine.pipeline import diagnose
from tests.support.world import AT, NOW, catalog, demo_keys, make_request, sign

VERIFIER = "wq2Yh8e0L6v3nX1rT5sK9mB7cD4fG0jP2uA6iE8oR1z"
CALLBACK = "https://shop.test/callback"
WEB = "web:web%2Bsecret"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
BASES: dict[str, dict[str, Any]] = {
    "code": {
        "basic": WEB,
        "form": {
            "grant_type": "authorization_code", "code": "good-code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
        },
    },
    "refresh": {"basic": WEB, "form": {"grant_type": "refresh_token", "refresh_token": "good-refresh"}},
    "job": {
        "form": {
            "grant_type": "client_credentials", "client_id": "job", "client_secret": "job-secret", "scope": "orders.read",
        },
    },
    "password": {
        "basic": WEB, "form": {"grant_type": "password", "username": "ada", "password": "pw", "scope": "orders.read"},
    },
    "signed": {
        "form": {"grant_type": "client_credentials", "scope": "orders.read", "client_assertion_type": ASSERTION_TYPE},
        "assertion": {},
    },
    "authorize": {
        "query": {
            "response_type": "code", "client_id": "web", "redirect_uri": CALLBACK, "scope": "openid orders.read",
            "state": "s-1", "login_hint": "ada", "code_challenge": challenge_of(VERIFIER, "S256"), "code_challenge_method": "S256",
        },
    },
    "introspect": {"basic": WEB, "path": "introspect", "form": {"token": "x"}},
    "revoke": {"basic": WEB, "path": "revoke", "form": {"token": "x"}},
    "device": {"path": "device", "form": {"client_id": "app", "scope": "orders.read"}},
    "par": {
        "basic": WEB, "path": "par",
        "form": {
            "response_type": "code", "redirect_uri": CALLBACK, "scope": "orders.read",
            "code_challenge": challenge_of(VERIFIER, "S256"), "code_challenge_method": "S256",
        },
    },
}  # fmt: skip
"""Requests of which each is let through as far as the stages of this world can tell."""
CLAIMS: dict[str, Any] = {
    "iss": "signer", "sub": "signer", "aud": "https://login.shop.test/token", "jti": "fresh", "exp": 60,
}  # fmt: skip


@cache
def issuing_world() -> Environment:
    """The environment, with its hashes filled in."""
    text = (Path(__file__).parent / "issuing_world.toml").read_text("utf-8")
    text = re.sub(r"sha256\(([^)]+)\)", lambda found: hash_of(found[1]), text.partition("\nname")[2])
    text = re.sub(r"check\(([^)]+)\)", lambda found: hash_of(found[1])[:4], text)
    text = re.sub(r"s256\(([^)]+)\)", lambda found: challenge_of(found[1], "S256"), text)
    return environment_from_tables(tomllib.loads(f"name{text}"), file="issuing world")


def assertion_of(case: Mapping[str, Any]) -> str:
    """A client's assertion with changed claims; small instants are seconds from now, and None removes."""
    claims = CLAIMS | {name: None if value == "" else value for name, value in case.get("claims", {}).items()}
    moved = {
        name: AT + value if name in ("exp", "nbf", "iat") else value
        for name, value in claims.items()
        if value is not None
    }
    key = case.get("key", "demo-rs256")
    header = {"alg": case.get("alg", "RS256"), "kid": case.get("kid", "demo-rs256")}
    return sign(moved, header, key)


def issuing_question(case: Mapping[str, Any]) -> Question:
    """The question of a case."""
    base = BASES[case["base"]] if "base" in case else {"form": {}}
    place = "query" if "query" in base else "form"
    kept = {name: value for name, value in base[place].items() if name not in case.get("drop", ())}
    pairs = list((kept | case.get("change", {})).items()) + [(name, value) for name, value in case.get("more", ())]
    if "assertion" in base:
        pairs.append(("client_assertion", case.get("assertion") or assertion_of(case)))
    encoded = case.get("body", urlencode(pairs))
    headers: dict[str, Any] = {}
    if place == "form":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    basic = case.get("basic", base.get("basic"))
    if basic:
        headers["Authorization"] = "Basic " + b64encode(basic.encode()).decode()
    headers = {name: value for name, value in (headers | dict(case.get("headers", {}))).items() if value}
    line = case.get("request") or (
        f"GET https://login.shop.test/authorize?{encoded}" if place == "query"
        else f"POST https://login.shop.test/{base.get('path', 'token')}"
    )  # fmt: skip
    line = line.replace("{query}", encoded)
    return _question(case, line, headers, None if place == "query" else encoded)


def _question(case: Mapping[str, Any], line: str, headers: Mapping[str, Any], body: str | None) -> Question:
    answer = case.get("response")
    response = None
    if answer is not None:
        response = Response(**{**answer, "headers": tuple(answer.get("headers", {}).items())})
    hidden = frozenset(case.get("hidden", ())) | (frozenset() if response else frozenset({"response"}))
    exchange = Exchange(
        kind="raw request", request=make_request(line, headers, body), response=response, shows=FACTS - hidden,
        unexpanded=tuple(case.get("unexpanded", ())), sends_certificate=case.get("certificate"),
    )  # fmt: skip
    world = issuing_world() if case.get("environment", True) else None
    for path, value in case.get("set", {}).items():
        assert world is not None
        world = with_value(world, path_of(path), None if value == "" else value)
    keys = {"signer": demo_keys()} if case.get("client_keys", True) else {}
    question = Question(exchange=exchange, catalog=catalog(), now=NOW, at_from="flag", environment=world)
    return replace(question, client_keys=keys)


def judge_issuing(case: Mapping[str, Any]) -> Trace:
    """The trace of a case."""
    return diagnose(issuing_question(case))
