"""Check `token.key`: which of the issuer's keys the token means, and whether that one may verify it."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from engine.tokens.key_choice import host_of
from knowledge.scenarios import demo_jwks, demo_key
from tests.support.world import good_claims, judge

REQUEST = "GET https://api.shop.test/orders"
RSA, EC, OKP = json.loads(demo_jwks())["keys"]


def public(name: str, **members: Any) -> dict[str, Any]:
    key = load_pem_private_key(demo_key(name).encode(), None).public_key()
    return {**jwt.algorithms.RSAAlgorithm.to_jwk(key, as_dict=True), "kid": name, **members}  # type: ignore[arg-type]


def without(row: dict[str, Any], *names: str, **members: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names} | members


def of_keys(*rows: dict[str, Any], **case: Any) -> Any:
    return judge({"request": REQUEST, "keys": {"login": {"keys": list(rows)}}, **case})


PURE = without(OKP, "use", "alg")


@pytest.mark.parametrize(
    ("rows", "case", "reason", "also"),
    [
        ([PURE], {}, None, ()),
        ([without(OKP, "use", key_ops=["verify"])], {}, None, ()),
        ([without(OKP, "use", use="enc")], {}, "token.key_not_for_signatures", ()),
        ([without(OKP, "use", key_ops=["encrypt", "wrapKey"])], {}, "token.key_not_for_signatures", ()),
        ([without(OKP, "use", key_ops=[])], {}, "token.key_not_for_signatures", ()),
        ([without(OKP, "use", use="enc")], {"token_header": {"kid": ""}}, "token.key_not_for_signatures", ()),
        ([without(RSA, "kid", kid="demo-eddsa")], {}, "token.key_mismatch", ()),
        ([without(OKP, "alg", alg="ES256")], {}, "token.key_mismatch", ()),
        ([PURE], {"token_header": {"kid": "other"}}, "token.key_unknown", ()),
        ([PURE], {"token_header": {"kid": "../../dev/null"}}, "token.kid_injection", ()),
        ([PURE], {"token_header": {"kid": "k' union select 'x"}}, "token.kid_injection", ()),
        ([without(OKP, "kid", kid="a/../b")], {"token_header": {"kid": "a/../b"}}, None, ()),
        ([public("weak-rs256")], {"key": "weak-rs256", "token_header": {"alg": "RS256"}}, "token.key_weak", ()),
        ([public("weak-rs256", kid="k")], {"key": "stranger-rs256", "token_header": {"kid": "k"}}, "token.key_weak", ("token.signature_invalid",)),
        ([public("stranger-rs256")], {"key": "stranger-rs256"}, None, ()),
    ],
)  # fmt: skip
def test_which_key_is_chosen_and_what_is_wrong_with_it(
    rows: list[dict[str, Any]], case: dict[str, Any], reason: str | None, also: tuple[str, ...]
) -> None:
    trace = of_keys(*rows, **case)
    assert (trace.reason, trace.also) == (reason, also)


@pytest.mark.parametrize(("length", "reason"), [(31, "token.key_weak"), (32, None)])
def test_a_secret_is_as_long_as_the_hash(length: int, reason: str | None) -> None:
    secret = b"x" * length
    row = {"kty": "oct", "kid": "s", "k": base64.urlsafe_b64encode(secret).decode().rstrip("=")}
    head, claims = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "HS256", "kid": "s"}, good_claims())
    )
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        f"{head}.{claims}".encode(), secret
    )
    token = f"{head}.{claims}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
    trace = of_keys(row, token=token, set={"issuers/0/algorithms": ["HS256"]})
    assert (trace.reason, trace.also) == (reason, ())


@pytest.mark.parametrize(
    ("rows", "header", "said"),
    [
        ([PURE], {"kid": ""}, None),
        ([PURE, without(PURE, "x", x=OKP["x"], kid="other")], {"kid": ""}, "the header names no key: each of the 2"),
        ([PURE, PURE], {}, "2 keys have the kid `demo-eddsa`"),
    ],
)
def test_where_several_keys_may_be_meant_it_is_said(
    rows: list[dict[str, Any]], header: dict[str, Any], said: str | None
) -> None:
    trace = of_keys(*rows, token_header=header)
    assert trace.verdict == "allowed"
    found = [one for one in trace.assumptions if one.entry == "token.key_ambiguous"]
    assert [one.text.startswith(said or "-") for one in found] == ([True] if said else [])


def test_if_then_the_server_refuses_the_choice_of_the_key_may_be_why() -> None:
    answer = {"status": 401, "headers": {"WWW-Authenticate": 'Bearer error="invalid_token"'}}
    trace = of_keys(PURE, without(PURE, "kid", kid="b"), token_header={"kid": ""}, response=answer)
    assert trace.differences[:3] == ("token.key_ambiguous", "token.revoked", "token.key_rotated")
    assert trace.check("token.key_ambiguous").basis == "likely"
    assert "token.key_ambiguous" not in of_keys(PURE, token_header={"kid": ""}, response=answer).differences


@pytest.mark.parametrize("member", ["jku", "x5u"])
@pytest.mark.parametrize(
    ("link", "kid", "reason", "also"),
    [
        ("https://keys.example.net/jwks", "k1", "token.key_by_url", ()),
        ("https://keys.example.net/jwks", "demo-rs256", "token.key_by_url", ("token.signature_invalid",)),
        ("https://login.shop.test/jwks", "k1", "token.key_unknown", ()),
        ("https://LOGIN.shop.test/jwks", "demo-rs256", "token.signature_invalid", ()),
    ],
)
def test_a_link_to_keys_is_named_where_the_issuers_own_do_not_fit(
    member: str, link: str, kid: str, reason: str, also: tuple[str, ...]
) -> None:
    case = {"request": REQUEST, "key": "stranger-rs256", "token_header": {"kid": kid, member: link}}
    trace = judge(case)
    assert (trace.reason, trace.also) == (reason, also)


def test_a_link_in_a_token_whose_signature_is_good_says_nothing() -> None:
    trace = judge({"request": REQUEST, "token_header": {"jku": "https://keys.example.net/jwks"}})
    assert (trace.verdict, trace.reason) == ("allowed", None)


@pytest.mark.parametrize("kid", ["", "demo-rs256", "forged"])
def test_a_token_that_brings_its_key_is_named_and_nothing_else(kid: str) -> None:
    row = without(public("stranger-rs256"), "kid")
    trace = judge({"request": REQUEST, "key": "stranger-rs256", "token_header": {"kid": kid, "jwk": row}})
    assert (trace.reason, trace.also, trace.owner) == ("token.key_embedded", (), "api_administrator")


def test_a_key_in_the_header_that_did_not_sign_explains_nothing() -> None:
    trace = judge({"request": REQUEST, "key": "stranger-rs256", "token_header": {"kid": "demo-rs256", "jwk": RSA}})
    assert trace.reason == "token.signature_invalid"


@pytest.mark.parametrize(
    ("url", "host"), [("https://A.test:8443/x", "a.test:8443"), ("a.test/x", ""), ("", ""), ("https://", "")]
)
def test_the_host_of_a_url(url: str, host: str) -> None:
    assert host_of(url) == host
