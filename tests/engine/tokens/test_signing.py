from __future__ import annotations

import json

import jwt
import pytest

from engine.tokens.signing import DEMO_SECRET, sign_token
from knowledge.scenarios import KEYS, ScenarioToken, demo_jwks, demo_key

PEMS = {name: demo_key(name) for name in KEYS}
PUBLIC = {key["kid"]: jwt.PyJWK(key) for key in json.loads(demo_jwks())["keys"]}
CLAIMS = {"iss": "https://login.shop.test", "sub": "ada", "exp": 1772622072, "name": "Ada Gödel"}


def token(key: str, alg: str, **header: object) -> ScenarioToken:
    return ScenarioToken(header={"alg": alg, "kid": key, **header}, claims=CLAIMS, key=key)


def decoded(text: str, key: object, alg: str) -> dict[str, object]:
    """What PyJWT reads and verifies; the times of scenarios lie in the past."""
    return jwt.decode(text, key, algorithms=[alg], options={"verify_exp": False})


@pytest.mark.parametrize(
    ("kid", "alg"),
    [
        ("demo-rs256", "RS256"),
        ("demo-rs256", "RS384"),
        ("demo-rs256", "RS512"),
        ("demo-es256", "ES256"),
        ("demo-eddsa", "EdDSA"),
    ],
)
def test_pyjwt_verifies_the_signature_with_the_public_key(kid, alg):
    assert decoded(sign_token(token(kid, alg), PEMS), PUBLIC[kid].key, alg) == CLAIMS


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_pyjwt_verifies_the_demo_secret(alg):
    assert decoded(sign_token(token("hmac", alg), PEMS), DEMO_SECRET, alg) == CLAIMS


def test_a_stranger_signs_what_no_demo_key_verifies():
    text = sign_token(token("stranger-rs256", "RS256", kid="demo-rs256"), PEMS)
    with pytest.raises(jwt.InvalidSignatureError):
        decoded(text, PUBLIC["demo-rs256"].key, "RS256")


@pytest.mark.parametrize(("key", "alg"), [(key, "RS256") for key in (*KEYS, "hmac", "none")])
def test_the_same_token_gives_the_same_bytes(key, alg):
    assert sign_token(token(key, alg), PEMS) == sign_token(token(key, alg), PEMS)


def test_json_is_compact_in_the_order_of_the_file():
    header, claims, signature = sign_token(token("none", "none"), PEMS).split(".")
    assert signature == ""
    assert jwt.utils.base64url_decode(header) == b'{"alg":"none","kid":"none"}'
    assert jwt.utils.base64url_decode(claims).decode().startswith('{"iss":"https://login.shop.test","sub":"ada",')
    assert "Gödel" in jwt.utils.base64url_decode(claims).decode()


def test_a_given_signature_is_used_as_it_stands():
    odd = ScenarioToken(header={"alg": "RS256"}, claims={}, signature="not*base64")
    assert sign_token(odd, {}) == "eyJhbGciOiJSUzI1NiJ9.e30.not*base64"


def test_a_header_may_name_another_algorithm_than_its_key_has():
    text = sign_token(token("demo-rs256", "HS256"), PEMS)
    header, claims, signature = text.split(".")
    algorithm = jwt.get_algorithm_by_name("RS256")
    key = PUBLIC["demo-rs256"].key
    assert algorithm.verify(f"{header}.{claims}".encode(), key, jwt.utils.base64url_decode(signature))


def test_an_unknown_key_is_a_key_error():
    with pytest.raises(KeyError):
        sign_token(token("demo-rs256", "RS256"), {})
