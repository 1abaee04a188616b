"""The only module that opens a connection. Against a real server on loopback; nothing else is reached."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.adapters import web
from engine.adapters.web import LARGEST, FetchRefused, fetch_text, host_of, post_form

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
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        line = {":method": self.command, ":path": self.path, ":body": body}
        self.server.seen.append({name.lower(): value for name, value in self.headers.items()} | line)
        ANSWERS[self.path](self)

    do_POST = do_GET

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


def _drip(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(200):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except ConnectionError:
            return
        threading.Event().wait(0.02)


ANSWERS["/drip"] = _drip
answers("/refused", 401, b'{"error": "invalid_client"}', Content_Type="application/json")
answers("/list", 400, b"[1]", Content_Type="application/json")
answers("/half", 400, b'{"err', Content_Type="application/json; charset=utf-8")


def test_an_answer_that_never_ends_is_ended(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "TIMEOUT_SECONDS", 0.1)
    with pytest.raises(FetchRefused, match="was still answering after 0 seconds"):
        fetch_text(f"{address}/drip")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/refused", "answered 401, wanted 200; it says `invalid_client`"), ("/list", "answered 400, wanted 200"),
        ("/half", "answered 400, wanted 200"), ("/moved", "wanted 200 (a redirect, which is not followed)"),
    ],
)  # fmt: skip
def test_what_a_refusal_says(address: str, path: str, said: str) -> None:
    with pytest.raises(FetchRefused) as caught:
        fetch_text(address + path)
    assert str(caught.value).endswith(said)


def test_a_form_is_sent_with_its_credential(server: Server, address: str) -> None:
    server.seen.clear()
    assert post_form(f"{address}/jwks", {"token": "a b&c"}, "Basic abc") == '{"keys": []}'
    [request] = server.seen
    assert (request[":method"], request[":body"], request["authorization"]) == ("POST", "token=a+b%26c", "Basic abc")
    with pytest.raises(FetchRefused) as caught:
        post_form(f"{address}/refused", {"token": "planted"}, "Basic planted")
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Login.Test/x", "login.test"), ("https://login.test:443", "login.test"), ("https://login.test:8443/", "login.test:8443"),
        ("http://localhost/", "localhost"), ("http://localhost:80", "localhost"), ("http://localhost:443", "localhost:443"),
        ("https://[::1]:8443/x", "[::1]:8443"), ("https://[2001:db8::1]/", "[2001:db8::1]"),
    ],
)  # fmt: skip
def test_the_host_of_a_url_has_its_port_where_it_is_another(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    "url", ["https://", "https://:443", "https://login.test:port", "javascript:alert(1)", "//login.test"]
)
def test_what_has_no_host_to_send_to(url: str) -> None:
    with pytest.raises(FetchRefused):
        host_of(url)


def test_tls_that_cannot_be_trusted_is_said_in_one_line(tmp_path: Any) -> None:
    import ssl

    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from tests.support.proofs import certificate_pem, client_key

    private = client_key("dispatch").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "server.pem").write_bytes(private + certificate_pem().encode())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    running = Server(("127.0.0.1", 0), Handler)
    running.seen = []
    running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
    running.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        with pytest.raises(FetchRefused) as caught:
            fetch_text(f"https://127.0.0.1:{running.server_address[1]}/jwks")
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
    assert "could not be fetched: " in str(caught.value)
    assert "certificate verify failed" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert running.seen == []


def test_plain_http_on_a_port_for_tls_is_said(address: str) -> None:
    with pytest.raises(FetchRefused, match=r"could not be fetched: .*SSL"):
        fetch_text(f"{address.replace('http:', 'https:')}/jwks")
