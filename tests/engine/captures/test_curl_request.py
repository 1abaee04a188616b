"""From a draft to requests."""

from __future__ import annotations

from engine.captures.curl_draft import Draft, Value
from engine.captures.curl_request import build_exchanges
from engine.captures.shell import Word

URL = Word("https://api.example.test/")


def test_each_url_is_an_exchange() -> None:
    draft = Draft(urls=[URL, Word("$BASE/x", ("BASE",))])
    first, second = build_exchanges(draft)
    assert first.shows - second.shows == {"url"}
    assert (first.unexpanded, second.unexpanded) == ((), ("BASE",))


def test_headers_of_options_stand_before_those_given_and_lose_to_them() -> None:
    draft = Draft(
        urls=[URL],
        headers=[("X", "1"), ("REFERER", "mine")],
        defaults={"User-Agent": "a", "Referer": "theirs"},
        data=["x"],
    )
    request = build_exchanges(draft)[0].request
    assert request is not None
    assert request.headers == (
        ("User-Agent", "a"),
        ("X", "1"),
        ("REFERER", "mine"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    )


def test_a_user_with_variables_makes_no_header() -> None:
    exchange = build_exchanges(Draft(urls=[URL], user=Value("$U:x", ("U",), "-u")))[0]
    assert exchange.request is not None
    assert exchange.request.headers == ()


def test_a_signature_made_while_curl_runs_needs_no_user() -> None:
    exchange = build_exchanges(Draft(urls=[URL], late_authorization="--aws-sigv4"))[0]
    assert "authorization" not in exchange.shows


def test_a_late_authorization_without_a_user_is_none() -> None:
    assert "authorization" in build_exchanges(Draft(urls=[URL], late_authorization="--digest"))[0].shows
