"""The inputs in one line, sizes in words, and what is too big for a text box."""

import pytest

from engine.models.exchange import Exchange, Request, Response
from tui.render.folded import folded_row, held_words, is_big, size_words, token_words
from tui.render.lines import text_of

JSON_REQUEST = Request(
    method="POST", url="https://api.shop.test/orders",
    headers=(("Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln"), ("Content-Type", "application/json")),
    body='{"meme": 7}',
)  # fmt: skip
HINTS = ("i opens the inputs", "i inputs")


def drawn(exchange, recognised="curl", width=120):
    row = folded_row(exchange, recognised=recognised, hints=HINTS, width=width)
    return text_of(row.left), text_of(row.right)


def test_a_curl_line_with_a_body():
    said = "curl · POST · 2 headers · token eyJhbGci…••• · 11 bytes of JSON"

    assert drawn(Exchange(kind="curl", request=JSON_REQUEST)) == (said, "i opens the inputs")


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (Exchange(kind="token", token="eyJhbGciOiJSUzI1NiJ9.e30.c2ln"), "token eyJhbGci…•••"),
        (Exchange(kind="token", token="opaque-and-secret"), "token •••"),
        (Exchange(kind="status", response=Response(status=403)), "answer 403"),
        (Exchange(kind="x", response=Response(error="net::ERR_FAILED")), "no answer"),
        (Exchange(kind="log", evidence=("a line", "another")), "2 log lines"),
        (Exchange(kind="raw", request=Request(method="GET", headers=(("A", "b"),))), "GET · 1 header"),
        (Exchange(kind="raw", request=Request(body="a=1", headers=(("content-type", "application/x-www-form-urlencoded"),))),
         "1 header · 3 bytes of form"),
        (Exchange(kind="raw", request=Request(body="<a/>", headers=(("content-type", "text/xml"),))), "1 header · 4 bytes of body"),
        (Exchange(kind="raw", request=Request(body="{}", headers=(("content-type", "application/problem+json"),))),
         "1 header · 2 bytes of JSON"),
    ],
)  # fmt: skip
def test_what_an_exchange_holds(exchange, said):
    assert drawn(exchange, "x")[0] == f"x · {said}"


def test_where_there_is_little_room_the_hint_is_short_and_stays():
    left, right = drawn(Exchange(kind="curl", request=JSON_REQUEST), width=40)

    assert right == "i inputs"
    assert left == "curl · POST · 2 headers · tok…"


@pytest.mark.parametrize(
    ("size", "said"),
    [(1, "1 byte"), (46, "46 bytes"), (999, "999 bytes"), (18_200, "18.2 KB"), (3_100_000, "3.1 MB")],
)
def test_sizes(size, said):
    assert size_words(size) == said


def test_a_held_text_is_called_by_its_kind_once_that_is_known():
    assert held_words("x" * 3_100_000, "HAR") == "HAR, 3.1 MB"
    assert held_words("ü", None) == "text, 2 bytes"


@pytest.mark.parametrize(
    ("text", "big"),
    [
        ("x" * 4096, False),
        ("x" * 4097, True),
        (("x" * 100 + "\n") * 162, False),
        (("x" * 100 + "\n") * 163, True),
        ("", False),
    ],
)
def test_more_than_16_kib_or_a_line_over_4_kib_is_big(text, big):
    assert is_big(text) is big


def test_of_an_opaque_token_nothing_is_shown():
    assert token_words("s3cr3t") == "•••"
    assert token_words("eyJub3QgYSBqd3Q") == "•••"
