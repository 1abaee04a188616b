"""Which kind a text is."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.captures.detect import KINDS, detect_kind

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("curl https://h/", "curl"),
        ("\n\n  $ curl https://h/", "curl"),
        ("# why is this refused?\nTOKEN=abc\ncurl https://h/", "curl"),
        ("It fails with\n\n  curl https://h/\n\nsince Monday", "curl"),
        ("*   Trying 203.0.113.9:443...\n> GET / HTTP/1.1\n", "curl -v"),
        ("* Could not resolve host: h\n* Closing connection 0", "curl -v"),
        ("GET /x HTTP/1.1\nHost: h\n", "raw request"),
        ("\r\nPOST https://h/x\r\n", "raw request"),
        ("BAD(METHOD /x HTTP/1.1\n", "raw request"),
        ("HTTP/1.1 401 Unauthorized\n", "response"),
        ("HTTP/2 401", "response"),
        ("curl: (6) Could not resolve host: h", "response"),
        ("net::ERR_FAILED", "response"),
        ("GET https://h/x net::ERR_FAILED", "response"),
        ('{"error": "invalid_grant"}', "response"),
        ('[{"message": "Session expired", "errorCode": "INVALID_SESSION_ID"}]', "response"),
        ("WWW-Authenticate: Bearer", "response"),
        ("Content-Type: text/plain\nwww-authenticate: Bearer", "response"),
        ("Host: h\nAccept: */*", "unknown"),
        ('{"log": {"version"', "HAR"),
        ('\ufeff {"log": {}}', "HAR"),
        ('{"entries": []}', "HAR"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", "token"),
        ("Bearer tGzv3JOkF0XG5Qx2TlKWIA", "token"),
        ("2026/03/04 10:11:12 [warn] 1#0: *7 [lua] a.lua:1: [ping-auth] m", "log"),
        ("https://api.example.test/x?a=1", "url"),
        ("<https://api.example.test/>", "url"),
        ("", "unknown"),
        (" \n\t", "unknown"),
        ("\ufeff", "unknown"),
        ("{}", "unknown"),
        ('{"access_token": "x"}', "unknown"),
        ("why was it refused", "unknown"),
        ("403", "unknown"),
        ("invalid_grant", "unknown"),
        ("ftp://h/x", "unknown"),
        ("I use curl every day", "unknown"),
        ("* a list\n* of things", "unknown"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert detect_kind(text) == kind
    assert kind in (*KINDS, "unknown")


@pytest.mark.parametrize("path", sorted((EXAMPLES / "requests").iterdir()), ids=lambda path: path.name)
def test_the_examples(path: Path) -> None:
    kind = "log" if ".log." in path.name else "response" if ".response." in path.name else "curl"
    assert detect_kind(path.read_text("utf-8")) == kind


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.har")), ids=lambda path: path.name)
def test_the_captures(path: Path) -> None:
    assert detect_kind(path.read_text("utf-8")) == "HAR"
