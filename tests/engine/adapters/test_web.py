"""The only module that opens a connection. Against a real server on loopback; nothing else is reached."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.adapters import web
from engine.adapters.web import LARGEST, FetchRefused, fetch_text

ANSWERS: dict[str, Callable[[http.server.BaseHTTPRequestHandler], None]] = {}


def answers(path: str, status: int, body: bytes = b"", **headers: str) -> None:
    def send(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    ANSWERS[path] = send


def _cut(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")


answers("/jwks", 200, b'{"keys": []}')
answers("/utf8", 200, "ä".encode())
answers("/bytes", 200, b"\xff")
answers("/gone", 404, b"no")
answers("/moved", 302, b"", Location="/jwks")
answers("/large", 200, b" " * (LARGEST + 1))
answers("/just", 200, b" " * LARGEST)
answers("/bomb", 200, gzip.compress(b" " * (LARGEST * 20)), Content_Encoding="gzip")
answers("/broken", 200, b"no gzip", Content_Encoding="gzip")
ANSWERS["/cut"] = _cut


class Server(http.server.ThreadingHTTPServer):
    seen: list[dict[str, str]]


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.seen.append({name.lower(): value for name, value in self.headers.items()} | {":path": self.path})
        ANSWERS[self.path](self)

    def log_message(self, *_: Any) -> None:
        """Nothing is written to the terminal."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), Handler)
    running.seen = []
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def address(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


@pytest.mark.parametrize(("path", "text"), [("/jwks", '{"keys": []}'), ("/utf8", "ä"), ("/bytes", "\ufffd")])
def test_the_body_is_a_text(address: str, path: str, text: str) -> None:
    assert fetch_text(address + path) == text


def test_as_much_as_is_allowed_is_read(address: str) -> None:
    assert len(fetch_text(f"{address}/just")) == LARGEST


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/gone", "answered 404, wanted 200"),
        ("/moved", "answered 302, wanted 200"),
        ("/large", f"answers with more than {LARGEST} bytes"),
        ("/bomb", f"answers with more than {LARGEST} bytes"),
        ("/broken", "could not be fetched"),
        ("/cut", "could not be fetched"),
    ],
)
def test_what_is_no_good_answer_is_said(address: str, path: str, said: str) -> None:
    with pytest.raises(FetchRefused, match=said):
        fetch_text(address + path)


def test_a_redirect_is_not_followed_and_nothing_is_told_but_the_question(server: Server, address: str) -> None:
    server.seen.clear()
    with pytest.raises(FetchRefused):
        fetch_text(f"{address}/moved")
    (request,) = server.seen
    assert request[":path"] == "/moved"
    assert request["accept"] == "application/json"
    assert not {"authorization", "cookie", "proxy-authorization"} & set(request)


def test_proxies_of_the_surroundings_are_not_used(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert fetch_text(f"{address}/jwks")


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example/jwks", "http://127.0.0.2/jwks", "http://localhost.example/jwks", "ftp://localhost/x",
        "file:///etc/hosts", "/etc/hosts", "", "https:", "http://[::1", "https://user:secret@localhost/jwks", "https://u@[::1]/x",
        "http://user@127.0.0.1/jwks", "http://user:secret@login.example/jwks",
    ],
)  # fmt: skip
def test_what_may_not_be_fetched_opens_no_connection(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    with pytest.raises(FetchRefused) as caught:
        fetch_text(url)
    assert "secret" not in str(caught.value)


def test_nobody_listening_is_said(server: Server) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchRefused, match="could not be fetched"):
        fetch_text(f"http://127.0.0.1:{port}/jwks")


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1:99999/x", "https://local host/x", "https://\x00/", "https://" + "a" * 300 + ".test/"]
)
def test_a_url_that_no_client_takes_is_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: Any, **__: Any) -> None:
        raise OSError("no network here")

    monkeypatch.setattr("socket.getaddrinfo", nowhere)
    monkeypatch.setattr("socket.create_connection", nowhere)
    with pytest.raises(FetchRefused):
        fetch_text(url)


def test_whatever_happens_is_an_error_of_input_and_output() -> None:
    assert issubclass(web.FetchRefused, OSError)
