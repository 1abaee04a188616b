"""How texts become exchanges: what is recognised, what stands beside a request, and what is said rather than dropped."""

from __future__ import annotations

import pytest

from engine.models.exchange import CaptureError
from knowledge.catalog import load_catalog
from tui.inputs import Inputs, called, coded_exchange, read_inputs

CATALOG = load_catalog()
REQUEST = "curl https://api.shop.test/orders/7 -H 'Authorization: Bearer opaque0opaque1'"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"
ANSWER = "HTTP/1.1 429 Too Many Requests\nServer: kong\n"
HAR = '{"log": {"entries": [%s]}}'
ENTRY = '{"request": {"method": "GET", "url": "https://a.test/1"}}'
ACCESS = '203.0.113.9 - - [04/Mar/2026:10:11:12 +0000] "GET /orders/7 HTTP/1.1" 403 153 "-" "curl/8.5.0"'
KNOWN_LINE = "[ping-auth] Sideband request denied with status code 401: The Gateway Token is invalid (0f2c)"


def one(**given):
    """The only exchange of some inputs."""
    [(_, exchange)] = read_inputs(Inputs(**given), CATALOG).exchanges
    return exchange


def said(exchange) -> list[str]:
    return [remark.text for remark in exchange.remarks]


@pytest.mark.parametrize(
    ("word", "kind", "status", "code"),
    [
        ("401", "status", 401, None),
        (" 502\n", "status", 502, None),
        ("invalid_grant", "code", 400, "invalid_grant"),
        ("INVALID_TOKEN", "code", 401, "invalid_token"),
        ("AADSTS70008", "code", 400, "AADSTS70008"),
        ("aadsts7000215", "code", 401, "aadsts7000215"),
        ("AADSTS700016", "code", 400, "AADSTS700016"),
    ],
)
def test_a_status_or_a_code_alone_is_an_answer(word, kind, status, code):
    exchange = one(text=word)

    assert (exchange.kind, exchange.request, exchange.response.status) == (kind, None, status)
    assert (code or "") in (exchange.response.body or "")


@pytest.mark.parametrize("word", ["299", "418", "599"])
def test_a_status_that_the_guide_has_no_page_for_is_an_answer_too(word):
    exchange = coded_exchange(word, CATALOG)

    assert exchange is not None
    assert exchange.response is not None
    assert exchange.response.status == int(word)


@pytest.mark.parametrize(
    "word", ["", "token.expired", "PERMIT", "two words", "x" * 61, "099", "600", "4031", "AADSTS70009"]
)
def test_other_words_are_none(word):
    assert coded_exchange(word, CATALOG) is None


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"response": ANSWER}, "response"),
        ({"token": JWT}, "token"),
        ({"token": f"Bearer {JWT}"}, "token"),
        ({"token": "opaque0opaque1"}, "token"),
        ({"evidence": (KNOWN_LINE,)}, "log"),
        ({"evidence": ('{\n"active": false\n}',)}, "log"),
        ({"text": REQUEST, "token": JWT, "response": ANSWER}, "curl"),
    ],
    ids=lambda given: ", ".join(given) if isinstance(given, dict) else given,
)
def test_what_stands_beside_can_stand_alone(given, kind):
    assert one(**given).kind == kind


def test_a_token_beside_a_request_is_judged_instead_of_its_own():
    exchange = one(text=REQUEST, token=f"  {JWT}\n")

    assert (exchange.token, exchange.request.header("authorization")) == (JWT, None)
    assert said(exchange) == ["the token given beside the request is judged instead of the one in it"]


def test_a_scheme_that_stands_twice_is_said_of_a_token_beside_a_request():
    exchange = one(text=REQUEST, token=f"Bearer Bearer {JWT}")

    assert exchange.token == JWT
    assert any("the scheme `Bearer` a second time: judged without" in text for text in said(exchange))


def test_the_body_of_an_error_is_an_answer_beside_a_request():
    exchange = one(text=REQUEST, response='{"error":"invalid_token"}')

    assert exchange.response.status == 401
    assert any("the status 401 is assumed" in text for text in said(exchange))


def test_an_opaque_token_beside_a_request_is_a_token():
    assert one(text=REQUEST, token="opaque0opaque2").token == "opaque0opaque2"


def test_a_response_beside_a_request_without_one():
    exchange = one(text=REQUEST, response=ANSWER)

    assert (exchange.response.status, said(exchange)) == (429, [])
    assert "response" in exchange.shows


def test_a_response_beside_one_that_was_captured_is_judged_instead_and_said():
    exchange = one(text=f"{REQUEST}\nHTTP/1.1 200 OK\n\n", response=ANSWER)

    assert exchange.response.status == 429
    assert said(exchange) == ["the response given beside the request is judged instead of the one in it"]


def test_log_lines_are_one_piece_each_and_blank_ones_none():
    exchange = one(text=REQUEST, evidence=(f"{KNOWN_LINE}\n\n  {KNOWN_LINE} \n",))

    assert exchange.evidence == (KNOWN_LINE, KNOWN_LINE)
    assert said(exchange) == []


def test_a_json_document_is_one_piece_and_json_lines_are_several():
    reply = '{\n  "active": true\n}'
    lines = '{"active": true}\n{"active": false}'

    assert one(text=REQUEST, evidence=(reply,)).evidence == (reply,)
    assert one(text=REQUEST, evidence=(lines,)).evidence == ('{"active": true}', '{"active": false}')


def test_what_is_not_understood_is_said_the_first_lines_word_by_word():
    exchange = one(text=REQUEST, evidence=("a\nb", f"c\n{KNOWN_LINE}", "d\ne"))

    assert said(exchange) == [
        "given beside the request and not understood: `a`",
        "given beside the request and not understood: `b`",
        "given beside the request and not understood: `c`",
        "and 2 more lines that are not understood",
    ]
    assert {remark.kind for remark in exchange.remarks} == {"unused"}


@pytest.mark.parametrize(
    ("given", "where", "seen"),
    [
        ({}, "line 1", "an empty text"),
        ({"text": " \n"}, "line 1", "an empty text"),
        ({"text": "what is this"}, "line 1", "3 words that are no request"),
        ({"text": REQUEST, "token": REQUEST}, "token", "a curl command, not a token"),
        ({"text": REQUEST, "token": KNOWN_LINE}, "token", "a log line, not a token"),
        ({"text": REQUEST, "response": "what is this"}, "response, line 1", "3 words that are no request"),
        ({"response": "what is this"}, "response, line 1", "3 words that are no request"),
        ({"text": REQUEST, "response": REQUEST}, "response", "a curl command, not a response"),
        ({"text": REQUEST, "response": HAR % f"{ENTRY}, {ENTRY}"}, "response", "a HAR with 2 requests"),
        ({"text": HAR % f"{ENTRY}, {ENTRY}", "token": JWT}, "token", "given beside a HAR with 2 requests"),
        ({"text": HAR % f"{ENTRY}, {ENTRY}", "response": ANSWER}, "response", "given beside a HAR with 2 requests"),
        ({"text": f"{ACCESS}\n{ACCESS}", "token": JWT}, "token", "given beside an access log with 2 requests"),
        ({"text": HAR % f"{ENTRY}, {ENTRY}", "evidence": ("x",)}, "log lines", "given beside a HAR with 2 requests"),
    ],
    ids=lambda given: None if isinstance(given, dict) else given,
)
def test_what_cannot_be_read_says_which_text_it_is(given, where, seen):
    with pytest.raises(CaptureError) as raised:
        read_inputs(Inputs(**given), CATALOG)

    assert raised.value.problem.where == where
    assert raised.value.problem.seen.startswith(seen)


def test_several_exchanges_with_nothing_beside_them_stay_as_they_are():
    capture = read_inputs(Inputs(text=HAR % f"{ENTRY}, 7, {ENTRY}"), CATALOG)

    assert [index for index, _ in capture.exchanges] == [0, 2]
    assert len(capture.problems) == 1


def test_a_place_in_a_har_is_kept_where_only_one_record_is_good():
    [(index, _)] = read_inputs(Inputs(text=HAR % f"7, {ENTRY}"), CATALOG).exchanges

    assert index == 1


@pytest.mark.parametrize(("kind", "words"), [("curl", "curl command"), ("HAR", "HAR"), ("raw request", "raw request")])
def test_what_a_kind_is_called(kind, words):
    assert called(kind) == words
