"""Heads, bodies and lengths of messages. (Whole messages are in raw_http_cases.toml.)"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.captures.messages import parse_headers, split_messages, split_request_line


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("GET /x HTTP/1.1", ("GET", "/x", "HTTP/1.1")),
        ("GET   /a b   HTTP/2 ", ("GET", "/a b", "HTTP/2")),
        ("get x HTTP/1.1\r", ("get", "x", "HTTP/1.1")),
        ("POST /x", ("POST", "/x", None)),
        ("GET https://api.example.test/", ("GET", "https://api.example.test/", None)),
        ("GET HTTP/1.1", None),
        ("GET started", None),
        ("get /x", None),
        ("hello world", None),
        ("", None),
    ],
)
def test_request_lines(line: str, wanted: tuple[str, str, str | None] | None) -> None:
    assert split_request_line(line) == wanted


def test_headers_keep_names_and_lose_outer_blanks_of_values() -> None:
    assert parse_headers("A:  1 \r\nB : 2\n\nC\n folded\n") == (("A", "1"), ("B ", "2"), ("C", "folded"))


@pytest.mark.parametrize(
    ("headers", "promises"),
    [("", False), ("Content-Length: 0", False), ("content-length: 12", True), ("Transfer-Encoding: chunked", True)],
)
def test_whether_a_body_is_promised(headers: str, promises: bool) -> None:
    assert split_messages(f"POST /x HTTP/1.1\n{headers}\n\n")[0].promises_body is promises


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_chunks_come_back_together(pieces: list[str]) -> None:
    chunks = "".join(f"{len(piece.encode()):x}\r\n{piece}\r\n" for piece in pieces) + "0\r\n\r\n"
    messages = split_messages(f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}")
    assert [message.body for message in messages] == ["".join(pieces)]


@settings(deadline=None)
@given(st.text())
def test_a_body_as_long_as_declared_is_taken_as_it_is(body: str) -> None:
    text = f"POST /x HTTP/1.1\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}"
    messages = split_messages(text)
    assert [(message.body or "") for message in messages] == [body]
