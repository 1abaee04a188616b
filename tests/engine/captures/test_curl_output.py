"""A command and the output pasted below it."""

from __future__ import annotations

from engine.captures.curl import parse_curl
from engine.models.exchange import Exchange

COMMAND = '$ curl -i -H "Authorization: Bearer $TOKEN" -d \'{"a":1}\' https://api.example.test/x'


def read(text: str) -> list[Exchange]:
    return [exchange for _, exchange in parse_curl(text).exchanges]


def test_a_response_below_the_command_is_its_response() -> None:
    [exchange] = read(f"{COMMAND}\nHTTP/2 401\nwww-authenticate: Bearer\n\nno\n")
    assert exchange.response is not None
    assert (exchange.kind, exchange.response.status, exchange.response.body) == ("curl", 401, "no")
    assert exchange.shows == {"method", "url", "headers", "body", "response"}
    assert (exchange.unexpanded, exchange.remarks) == (("TOKEN",), ())


def test_the_progress_meter_before_it_is_nothing() -> None:
    meter = (
        "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
        "                                 Dload  Upload   Total   Spent    Left  Speed\n"
        "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
        "\r100    25  100    25    0     0  42229      0 --:--:-- --:--:-- --:--:-- 25000\n"
    )
    [exchange] = read(f"{COMMAND}\n{meter}HTTP/1.1 403 Forbidden\r\n\r\n")
    assert exchange.response is not None
    assert (exchange.response.status, exchange.remarks) == (403, ())


def test_what_was_sent_wins_over_what_was_typed_and_the_body_is_kept() -> None:
    output = "> POST /x HTTP/1.1\n> Host: api.example.test\n> Authorization: Bearer abc\n> Content-Length: 7\n>\n"
    [exchange] = read(f"{COMMAND}\n{output}< HTTP/1.1 403 Forbidden\n<\n")
    assert exchange.request is not None
    assert (exchange.request.url, exchange.request.body) == ("https://api.example.test/x", '{"a":1}')
    assert exchange.request.header("authorization") == "Bearer abc"
    assert exchange.shows == {"method", "url", "headers", "authorization", "body", "response"}
    assert exchange.unexpanded == ()


def test_a_masked_credential_in_the_output_leaves_that_of_the_command() -> None:
    output = "> GET /x HTTP/1.1\n> Host: h\n> Authorization: Bearer ***\n>\n"
    [exchange] = read(f'curl -v -H "Authorization: Bearer $T" https://h/x\n{output}')
    assert "authorization" not in exchange.shows
    assert exchange.response is None


def test_an_error_below_the_command() -> None:
    [exchange] = read("curl https://nope.invalid/x\ncurl: (6) Could not resolve host: nope.invalid")
    assert exchange.response is not None
    assert exchange.response.error == "curl: (6) Could not resolve host: nope.invalid"
    assert exchange.request is not None
    assert exchange.request.url == "https://nope.invalid/x"


def test_redirects_that_were_followed_come_after_the_command() -> None:
    exchanges = read("curl -iL https://h/\nHTTP/1.1 302 Found\nLocation: /x\n\nHTTP/1.1 200 OK\n\nok")
    assert [exchange.response.status for exchange in exchanges if exchange.response] == [302, 200]
    assert [exchange.request is None for exchange in exchanges] == [False, True]


def test_a_session_of_two_commands_each_with_its_output() -> None:
    first, second = read("$ curl -i https://h/a\nHTTP/1.1 401 No\n\n$ curl -i https://h/b | cat\nHTTP/1.1 200 OK\n")
    assert first.response is not None
    assert second.response is not None
    assert (first.response.status, second.response.status) == (401, 200)
    assert [remark.text for remark in second.remarks] == ["1 line (the first begins with `|`) after the curl command"]


def test_output_of_no_known_kind_is_named() -> None:
    [exchange] = read('curl https://h/a\n{"error": "no"}\n')
    assert exchange.response is None
    assert [remark.kind for remark in exchange.remarks] == ["unused"]
