"""Two faults of one token show both, and nothing else: no check hides another, and none says what is not there."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from tests.support.world import judge, token_of

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Fault(NamedTuple):
    """A fault: the axis that it lies on, its reason, and what makes it. Two of one axis cannot stand together."""

    axis: str
    reason: str
    header: Mapping[str, Any] = NOTHING
    claims: Mapping[str, Any] = NOTHING
    without: tuple[str, ...] = ()
    key: str = ""
    sent: Callable[[str], str] | None = None


def cut(text: str) -> str:
    return f"{text.rpartition('.')[0]}.{text.rpartition('.')[2][:40]}"


def padded(text: str) -> str:
    return ".".join(part + "=" * (-len(part) % 4) for part in text.split("."))


FAULTS = (
    Fault("signature", "token.truncated", sent=cut),
    Fault("signature", "token.signature_blank", sent=lambda text: f"{text.rpartition('.')[0]}."),
    Fault("padding", "token.padded", sent=padded),
    Fault("base64", "token.encoded_again", sent=lambda text: b64encode(text.encode()).decode()),
    Fault("blanks", "token.whitespace", sent=lambda text: f"{text[:50]}\n {text[50:]}"),
    Fault("invisible", "token.invisible_character", sent=lambda text: f"{text[:70]}\u200b{text[70:]}"),
    Fault("quotes", "token.quoted", sent=lambda text: f'"{text}"'),
    Fault("percent", "token.percent_encoded", sent=lambda text: f"%{ord(text[0]):02X}{quote(text[1:])}"),
    Fault("scheme", "token.scheme_twice", sent=lambda text: f"Bearer {text}"),
    Fault("extension", "token.extension_unknown", header={"crit": ["x"]}),
    Fault("b64", "token.payload_unencoded", header={"b64": False}),
    Fault("types", "token.claim_type_wrong", claims={"jti": 7}),
    Fault("kind", "token.event_token", header={"typ": "logout+jwt"}),
    Fault("kind", "token.refresh_token", claims={"token_use": "refresh"}),
    Fault("signature", "token.algorithm_none", header={"alg": "none"}),
    Fault("signature", "token.algorithm_missing", header={"alg": ""}),
    Fault("signature", "token.algorithm_not_allowed", header={"alg": "ES256"}),
    Fault("signature", "token.key_unknown", header={"kid": "rotated"}),
    Fault("signature", "token.kid_injection", header={"kid": "../../dev/null"}),
    Fault("signature", "token.key_by_url", header={"kid": "x", "jku": "https://keys.example.net/jwks"}),
    Fault("signature", "token.key_mismatch", header={"kid": "demo-rs256"}),
    Fault("signature", "token.signature_invalid", header={"kid": "demo-rs256"}, key="stranger-rs256"),
    Fault("issuer", "token.issuer_mismatch", claims={"iss": "https://login.shop.test/"}),
    Fault("issuer", "token.other_environment", claims={"iss": "https://login.qa.shop.test"}),
    Fault("issuer", "token.issuer_missing", without=("iss",)),
    Fault("lifetime", "token.expired", claims={"exp": -3600}),
    Fault("lifetime", "token.not_yet_valid", claims={"nbf": 1800}),
    Fault("lifetime", "token.expiry_missing", without=("exp",)),
    Fault("lifetime", "token.date_in_milliseconds", claims={"exp": 1772622072000}),
    Fault("lifetime", "token.dates_inverted", claims={"exp": 30, "iat": 40}),
    Fault("audience", "token.audience_mismatch", claims={"aud": "carts"}),
    Fault("audience", "token.audience_missing", without=("aud",)),
    Fault("client", "token.client_inactive", claims={"client_id": "old-web"}),
    Fault("user", "token.user_inactive", claims={"sub": "eve"}),
    Fault("scope", "rules.scope_missing", claims={"scope": "orders.list"}),
)
APART = {
    ("issuer", "user"): "a user belongs to the issuer that the token names",
    ("client", "user"): "one check, of which the user is the first",
}
"""Pairs of axes that cannot stand together, and why."""


def case_of(*faults: Fault) -> dict[str, Any]:
    """A request whose token has all of these faults; what is done on the way is done in the order of the list."""
    case: dict[str, Any] = {
        "request": "GET https://api.shop.test/orders/7",
        "token_header": {name: value for fault in faults for name, value in fault.header.items()},
        "claims": {name: value for fault in faults for name, value in fault.claims.items()},
        "without": [name for fault in faults for name in fault.without],
    }
    key = next((fault.key for fault in faults if fault.key), "")
    if key:
        case["key"] = key
    text = token_of(case)
    for fault in faults:
        text = fault.sent(text) if fault.sent else text
    return case | {"authorization": f"Bearer {text}"}


def can_stand_together(one: Fault, other: Fault) -> bool:
    axes = tuple(sorted((one.axis, other.axis)))
    return axes[0] != axes[1] and axes not in APART


def found(*faults: Fault) -> set[str]:
    trace = judge(case_of(*faults))
    return {trace.reason or "nothing", *trace.also}


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.reason for fault in FAULTS])
def test_each_fault_by_itself_shows_itself_alone(fault: Fault) -> None:
    assert found(fault) == {fault.reason}


@pytest.mark.parametrize("place", range(len(FAULTS)), ids=[fault.reason for fault in FAULTS])
def test_with_every_other_fault_both_are_shown(place: int) -> None:
    one = FAULTS[place]
    wrong = {
        other.reason: shown
        for other in FAULTS[place + 1 :]
        if can_stand_together(one, other) and (shown := found(one, other)) != {one.reason, other.reason}
    }
    assert wrong == {}


SAME_AXIS = (
    ("token.expired", "token.not_yet_valid", {"exp": -3600, "nbf": 1800}, set()),
    ("token.date_in_milliseconds", "token.expired", {"exp": 1772500000000, "iat": 1772490000}, set()),
    ("token.expiry_missing", "token.not_yet_valid", {"exp": "soon", "nbf": 1800}, set()),
)  # fmt: skip


@pytest.mark.parametrize(("one", "other", "claims", "more"), SAME_AXIS, ids=[f"{row[0]} {row[1]}" for row in SAME_AXIS])
def test_within_a_lifetime_two_faults_show_both(one: str, other: str, claims: dict[str, Any], more: set[str]) -> None:
    trace = judge({"request": "GET https://api.shop.test/orders/7", "claims": claims})
    assert {trace.reason, *trace.also} == {one, other, *more}


def test_an_algorithm_that_is_not_allowed_hides_no_missing_signature() -> None:
    by_reason = {fault.reason: fault for fault in FAULTS}
    refused, blank, short = (
        by_reason[f"token.{name}"] for name in ("algorithm_not_allowed", "signature_blank", "truncated")
    )
    assert found(refused, blank) == {refused.reason, blank.reason}
    assert found(refused, short) == {refused.reason, short.reason}
