"""Check `token.algorithm`. The table of cases stands beside the test of the signature."""

from __future__ import annotations

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from engine.tokens.signing import _base64url
from knowledge.scenarios import demo_key
from tests.support.world import good_claims, judge

REQUEST = "GET https://api.shop.test/orders"


def token(algorithm: str, signature: str = "c2ln") -> str:
    header = '{"alg":' + algorithm + "}"
    return f"{_base64url(header.encode())}.{_base64url(b'{}')}.{signature}"


def hmac_token(secret: bytes, algorithm: str = "HS256", kid: str = "demo-rs256") -> str:
    """A token by PyJWT's own HMAC; `prepare_key` is left out, since it refuses public keys as secrets."""
    maker = jwt.algorithms.get_default_algorithms()[algorithm]
    header = _base64url(f'{{"alg":"{algorithm}","kid":"{kid}","typ":"at+jwt"}}'.encode())
    signed = f"{header}.{_base64url(jwt.api_jwt.json.dumps(good_claims()).encode())}"
    return f"{signed}.{_base64url(maker.sign(signed.encode(), secret))}"


def forms(name: str) -> dict[str, bytes]:
    public = load_pem_private_key(demo_key(name).encode(), None).public_key()
    spki = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    found = {"PEM": spki, "PEM without its line end": spki.rstrip(), "CRLF": spki.replace(b"\n", b"\r\n"),
             "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)}  # fmt: skip
    if name == "demo-rs256":
        found["PKCS1"] = public.public_bytes(Encoding.PEM, PublicFormat.PKCS1)
    return found


@pytest.mark.parametrize("name", ["demo-rs256", "demo-es256", "demo-eddsa"])
@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_an_hmac_with_a_public_key_is_named_as_forged(name: str, algorithm: str) -> None:
    for form, secret in forms(name).items():
        trace = judge({"request": REQUEST, "token": hmac_token(secret, algorithm)})
        assert (trace.reason, trace.also) == ("token.algorithm_confusion", ()), form
        assert trace.check("token.algorithm_confusion").source == "header alg, demo keys"  # type: ignore[union-attr]


def test_another_secret_is_only_an_algorithm_that_is_not_allowed() -> None:
    trace = judge({"request": REQUEST, "token": hmac_token(b"another secret of more than thirty-two bytes")})
    assert (trace.reason, trace.also) == ("token.algorithm_not_allowed", ())


@pytest.mark.parametrize("spelling", ["none", "None", "NONE", "nOnE", " none", "none "])
def test_none_is_none_in_any_spelling(spelling: str) -> None:
    for key in ("none", "demo-eddsa"):
        trace = judge({"request": REQUEST, "key": key, "token_header": {"alg": spelling}})
        assert (trace.reason, trace.also) == ("token.algorithm_none", ())


@pytest.mark.parametrize("shown", ["null", "7", "true", '["RS256"]', '{"a":1}'])
def test_an_algorithm_is_a_text(shown: str) -> None:
    trace = judge({"request": REQUEST, "token": token(shown), "environment": False})
    assert trace.reason == "token.algorithm_missing"
