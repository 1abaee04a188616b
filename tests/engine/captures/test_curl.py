"""curl commands against their table, and against the real curl run by the real bash."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from engine.captures.curl import parse_curl
from engine.captures.curl_draft import SHOWN
from engine.models.exchange import CaptureError, Exchange

TABLE = tomllib.loads(Path(__file__).with_name("curl_cases.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLE["case"]
ERRORS: list[dict[str, Any]] = TABLE["error"]
MADE_BY_CONNECTION = {"host", "content-length", "connection", "te", "expect", "upgrade", "http2-settings"}
"""Headers of the wire that no capture of a curl command claims."""


def _named(case: dict[str, Any]) -> str:
    return str(case["says"])


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_case(case: dict[str, Any]) -> None:
    capture = parse_curl(case["text"])
    exchanges = [exchange for _, exchange in capture.exchanges]
    first, request = exchanges[0], exchanges[0].request
    assert request is not None
    urls = [exchange.request.url for exchange in exchanges if exchange.request]
    seen = {
        "method": request.method,
        "url": urls if isinstance(case.get("url"), list) else request.url,
        "headers": [list(header) for header in request.headers],
        "body": request.body,
        "version": request.http_version,
    }
    assert {key: seen[key] for key in seen if key in case} == {key: case[key] for key in seen if key in case}
    assert isinstance(case.get("url"), list) or len(exchanges) == 1
    assert SHOWN - first.shows == set(case.get("hidden", ()))
    assert list(first.unexpanded) == case.get("unexpanded", [])
    remarks = [remark.text for exchange in exchanges for remark in exchange.remarks]
    wanted = case.get("remarks", [])
    assert len(remarks) == len(wanted), remarks
    assert all(part in remark for part, remark in zip(wanted, remarks, strict=True)), remarks


@pytest.mark.parametrize("case", ERRORS, ids=_named)
def test_error(case: dict[str, Any]) -> None:
    with pytest.raises(CaptureError) as caught:
        parse_curl(case["text"])
    assert caught.value.problem.where == case["where"]
    assert case["seen"] in caught.value.problem.seen


def test_facts_that_no_command_shows() -> None:
    exchange = parse_curl("curl https://api.example.test/").exchanges[0][1]
    assert exchange.shows == {"method", "url", "headers", "authorization", "body"}
    assert (exchange.kind, exchange.response, exchange.source_ip, exchange.at) == ("curl", None, None, None)


def test_remarks_do_not_quote_values_of_unknown_options() -> None:
    exchange = parse_curl("curl --passphrase hunter2 https://api.example.test/").exchanges[0][1]
    assert exchange.remarks
    assert all("hunter2" not in remark.text for remark in exchange.remarks)


class Recorder:
    """A server on loopback that keeps each request as it came in and answers with an empty 200."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                self.requests.append(_received(connection))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


def _received(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data and (part := connection.recv(65536)):
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]) and (part := connection.recv(65536)):
        body += part
    return head + b"\r\n\r\n" + body


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    if shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("needs curl and bash to compare with")
    recording = Recorder()
    yield recording
    recording.close()


def _compared(case: dict[str, Any]) -> bool:
    return bool(case.get("oracle", True)) and not case.get("unexpanded")


@pytest.mark.parametrize("case", [case for case in CASES if _compared(case)], ids=_named)
def test_real_curl_sends_the_same(case: dict[str, Any], recorder: Recorder, tmp_path: Path) -> None:
    text = case["text"].replace("\r\n", "\n").replace("https://", "http://")
    script = f'curl() {{ command curl -sS -m 5 --connect-to "::127.0.0.1:{recorder.port}" "$@"; }}\n{text}\nwait\n'
    before = len(recorder.requests)
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    subprocess.run(["bash", "-c", script], env=environment, cwd=tmp_path, capture_output=True, timeout=20, check=False)
    sent = recorder.requests[before:]
    exchanges = [exchange for _, exchange in parse_curl(text).exchanges]
    assert [_as_claimed(exchange) for exchange in exchanges] == [
        _as_sent(raw, exchange) for raw, exchange in zip(sent, exchanges, strict=True)
    ]


def _as_claimed(exchange: Exchange) -> dict[str, Any]:
    request = exchange.request
    assert request is not None
    assert request.url is not None
    parts = urlsplit(request.url)
    headers = [(name.lower(), value) for name, value in request.headers]
    return {
        "method": request.method,
        "target": parts.path + ("?" + parts.query if "?" in request.url else ""),
        "host": parts.netloc,
        "headers": sorted((name, value.partition(";")[0]) for name, value in headers),
        "body": request.body or "" if "body" in exchange.shows else None,
        "version": request.http_version or "HTTP/1.1",
    }


def _as_sent(raw: bytes, exchange: Exchange) -> dict[str, Any]:
    head, _, body = raw.decode("utf-8").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    method, target, version = start.split(" ", 1)[0], start.split(" ", 1)[1].rsplit(" ", 1)[0], start.rsplit(" ", 1)[1]
    pairs = [line.partition(":")[::2] for line in lines]
    headers = [(name.lower(), value.strip()) for name, value in pairs if name.lower() not in MADE_BY_CONNECTION]
    assert exchange.request is not None
    claimed = {name.lower() for name, _ in exchange.request.headers}
    defaults = {("accept", "*/*")} | {pair for pair in headers if pair[0] == "user-agent" and pair[1][:5] == "curl/"}
    headers = [pair for pair in headers if pair[0] in claimed or pair not in defaults]
    return {
        "method": method,
        "target": target,
        "host": next(value.strip() for name, value in pairs if name.lower() == "host"),
        "headers": sorted((name, value.partition(";")[0]) for name, value in headers),
        "body": body if "body" in exchange.shows else None,
        "version": version,
    }
