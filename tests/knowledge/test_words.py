from __future__ import annotations

import pytest

from knowledge.words import STOP_WORDS, compounds_of, parts_of, words_of


@pytest.mark.parametrize(
    ("text", "compounds"),
    [
        ("The access token expired.", ["the", "access", "token", "expired"]),
        ("`invalid_grant` at the token endpoint", ["invalid_grant", "at", "the", "token", "endpoint"]),
        ("WWW-Authenticate: Bearer", ["www-authenticate", "bearer"]),
        ("net::ERR_CERT_AUTHORITY_INVALID", ["net::err_cert_authority_invalid"]),
        ("HTTP/2 401, token.expired!", ["http", "2", "401", "token.expired"]),
        ("[ping-auth] denied", ["ping-auth", "denied"]),
        ("…", []),
    ],
)
def test_codes_stay_in_one_piece_and_everything_is_lower_case(text, compounds):
    assert list(compounds_of(text)) == compounds


def test_a_code_is_indexed_whole_and_in_parts_without_words_that_say_nothing():
    assert parts_of("net::err_failed") == ["net", "err", "failed"]
    assert set(words_of("Is the gateway.no_route known?")) == {"gateway.no_route", "gateway", "no", "route", "known"}


def test_the_words_that_negate_are_kept():
    assert not STOP_WORDS & {"no", "not", "without"}
