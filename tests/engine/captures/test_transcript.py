"""Output of `curl -v` against its table, and as the installed curl writes it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.captures.transcript import is_transcript, parse_transcript, without_meter
from engine.models.exchange import CaptureError, Exchange

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("transcript_cases.toml").read_text("utf-8"))[
    "case"
]
ANSWER = b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{"error":"no"}'


def as_row(exchange: Exchange) -> list[Any]:
    request, response = exchange.request, exchange.response
    return [
        (request.method or "") if request else "",
        (request.url or "") if request else "",
        (response.status or "") if response else "",
        (response.body or "") if response else "",
        (response.error or "") if response else "",
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["says"]))
def test_case(case: dict[str, Any]) -> None:
    assert is_transcript(case["text"])
    exchanges = [exchange for _, exchange in parse_transcript(case["text"]).exchanges]
    assert [as_row(exchange) for exchange in exchanges] == case["exchanges"]
    assert case.get("shows") is None or exchanges[0].shows == set(case["shows"])
    remarks = [remark.text for exchange in exchanges for remark in exchange.remarks]
    wanted = case.get("remarks", [])
    assert len(remarks) == len(wanted), remarks
    assert all(part in remark for part, remark in zip(wanted, remarks, strict=True)), remarks


@pytest.mark.parametrize(
    "text", ["", "* a list\n* of things", "> quoted\n> text", "GET / HTTP/1.1\n", "curl: (6) Could not resolve host: h"]
)
def test_no_transcript(text: str) -> None:
    assert not is_transcript(text)


def test_a_text_without_requests_is_an_error() -> None:
    with pytest.raises(CaptureError):
        parse_transcript("* nothing\n")


def test_only_the_meter_is_taken_out() -> None:
    text = "{ [25 bytes data]\n{ [1, 2] }\n100 25 100 25 at 10:11:12"
    assert without_meter(text) == "\n{ [1, 2] }\n100 25 100 25 at 10:11:12"


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl to compare with")
@pytest.mark.parametrize("options", ["-v", "-sv", "-iv", "-v --trace-time", "-v --http1.0", "-vd a=1 -X PUT"])
def test_what_the_installed_curl_writes(options: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        thread = threading.Thread(target=_answer, args=(server,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{port}/orders/7?x=1"
        command = ["curl", "-m", "5", "--noproxy", "*", "-H", "Authorization: Bearer abc", *options.split(), url]
        environment = {"HOME": str(tmp_path), "PATH": "/usr/local/bin:/usr/bin:/bin"}
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, timeout=20, check=True
        )
        thread.join(5)
    exchange = parse_transcript(done.stdout.decode()).exchanges[0][1]
    method = "PUT" if "PUT" in options else "GET"
    assert as_row(exchange) == [method, url, 401, '{"error":"no"}', ""]
    assert exchange.request is not None
    assert exchange.request.header("authorization") == "Bearer abc"
    assert exchange.remarks == ()
    assert ("body" in exchange.shows) is (method == "GET")


def _answer(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.settimeout(5)
        data = b""
        while b"\r\n\r\n" not in data and (part := connection.recv(65536)):
            data += part
        if b"Content-Length: 3" in data and not data.endswith(b"a=1"):
            connection.recv(65536)
        connection.sendall(ANSWER)
