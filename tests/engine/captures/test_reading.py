"""Any text to a capture, or to an error that says what was wanted, and to nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.captures import read_capture
from engine.captures.detect import detect_kind
from engine.models.exchange import FACTS, Capture, CaptureError

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PIECES = [
    "curl ", "curl: (6) x", "https://h/x", "-H ", "-d ", "-X", "--next ", "-:", "-s:", "--json ", "-G ", "-I ", "-u ", "-b ",
    "--data-urlencode ", "--expand-url ", "--no-", "--", "-", "@f", "'", '"', "$'", "\\", "\n", "\r\n", "$T", "${", "$(",
    "`", "}", ")", "|", "&", ";", "<", ">", "<<EOF", "#", "{a,b}", "[1-2]", "Authorization: Bearer ", "Bearer ", "***",
    "eyJhbGciOiJub25lIn0.", ".", "GET ", "POST /x HTTP/1.1\n", "> POST /x HTTP/1.1\n", "> ", ">", "< HTTP/1.1 200 OK\n",
    "< ", "<", "* ", "* Could not resolve host: h\n", "HTTP/1.1 401 No\n", "HTTP/1.1 100 C\n", "HTTP/2 2000\n", "Host: h\n",
    "Content-Length: 3\n", "Content-Length: \u0663\n", "Transfer-Encoding: chunked\n", "3\r\nabc\r\n", "0\r\n", "\n\n",
    ":path: /", " folded", "[ping-auth] ", "2026/02/30 25:61:61 [warn] 1#0: *7 ", ', request: "GET /x HTTP/1.1"', ', host: "h"',
    '{"log":', '{"entries":', "[", "]", "{", "}", ",", '"request":', '"url": "u"', "1e999", "\ud83d", "\u00e9", "\u00a0", "\0",
    "```", "net::ERR_FAILED", "ERR_X", "100  25  100    25    0     0  47528      0 --:--:-- --:--:-- --:--:-- 25000",
    "10:11:12.123 ",
]  # fmt: skip


def outcome(text: str | bytes) -> Capture | CaptureError:
    try:
        return read_capture(text)
    except CaptureError as error:
        return error


def assert_sound(result: Capture | CaptureError) -> None:
    if isinstance(result, CaptureError):
        problem = result.problem
        assert problem.where
        assert problem.seen
        assert problem.wanted
        assert str(problem).encode()
        return
    assert result.exchanges
    assert not re.search(r"(?<!\\)\\ud[89a-f]", repr(result)), "half a character"
    for _, exchange in result.exchanges:
        assert exchange.shows <= FACTS
        assert exchange.at is None or exchange.at.utcoffset() is not None
        assert ("response" in exchange.shows) == (exchange.response is not None)


@PATIENT
@given(st.text())
def test_any_text_is_a_capture_or_a_capture_error(text: str) -> None:
    assert_sound(outcome(text))


@PATIENT
@given(st.binary())
def test_any_bytes_as_well(raw: bytes) -> None:
    assert_sound(outcome(raw))


@settings(parent=PATIENT, max_examples=600)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map("".join))
@example("curl -s:")
@example("> GET / HTTP/1.1\n< x")
@example("curl --json")
@example("#\\curl [1-2]")
@example("curl -T \ud83d h/")
def test_pieces_of_captures_in_any_order(text: str) -> None:
    assert_sound(outcome(text))


@settings(parent=PATIENT, max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_curl_command_of_any_pieces(text: str) -> None:
    assert_sound(outcome("curl https://h/ " + text))


HAR_FIELDS = [
    "request", "response", "url", "method", "headers", "name", "value", "postData", "params", "content", "text", "encoding",
    "status", "_error", "startedDateTime", "bodySize", "mimeType", "httpVersion",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(HAR_FIELDS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@settings(parent=PATIENT, max_examples=200)
@given(st.lists(JSON, max_size=3))
def test_a_har_of_any_entries(entries: list[object]) -> None:
    assert_sound(outcome(json.dumps({"log": {"entries": entries}})))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("requests/*")), ids=lambda path: path.name)
def test_the_examples_are_read_without_a_remark(path: Path) -> None:
    [(index, exchange)] = read_capture(path.read_bytes(), name=path.name).exchanges
    assert index == 0
    assert all("zone" in remark.text for remark in exchange.remarks)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", "an empty text"),
        (" \n ", "only blanks"),
        ('{"a": 1}', "JSON that is no HAR: it has no `log.entries`"),
        ("hunter2", "one word of 7 letters"),
        ("why was it\nrefused", "4 words that are no request, response, HAR, token or log line"),
    ],
)
def test_what_nobody_can_read_is_described_without_quoting_it(text: str, seen: str) -> None:
    with pytest.raises(CaptureError) as caught:
        read_capture(text, name="request.txt")
    problem = caught.value.problem
    assert (problem.where, problem.seen) == ("request.txt, line 1", seen)
    assert "curl" in problem.wanted


def test_header_lines_want_the_line_above_them() -> None:
    with pytest.raises(CaptureError) as caught:
        read_capture("Host: api.example.test\nAccept: */*")
    assert caught.value.problem.seen == "header lines without the line above them"
    assert "`GET /orders HTTP/1.1`" in caught.value.problem.wanted


def test_the_name_stands_before_each_problem_of_a_har() -> None:
    text = '{"log": {"entries": [{"request": {"url": "https://h/"}}, 7]}}'
    assert [problem.where for problem in read_capture(text, name="a.har").problems] == ["a.har, entry 1"]


def test_bytes_that_are_not_utf_8_are_read_as_latin_1_and_said() -> None:
    exchange = read_capture(b"curl -d \xe9 https://h/").exchanges[0][1]
    assert exchange.request is not None
    assert exchange.request.body == "é"
    assert [remark.text for remark in exchange.remarks] == ["the text is not UTF-8: read as Latin-1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding: str) -> None:
    exchange = read_capture("curl -d é https://h/".encode(encoding)).exchanges[0][1]
    assert exchange.request is not None
    assert (exchange.request.body, exchange.remarks) == ("é", ())


@pytest.mark.parametrize("fence", ["```bash\n{}\n```", "```\n{}```\n", "~~~sh\n{}\n~~~", "```\n{}"])
def test_a_fence_of_markdown_is_no_part_of_the_text(fence: str) -> None:
    exchange = read_capture(fence.format("curl https://h/")).exchanges[0][1]
    assert exchange.request is not None
    assert (exchange.request.url, exchange.remarks) == ("https://h/", ())


def test_a_line_break_within_a_token_is_undone_and_said() -> None:
    text = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIi\nOiJhIn0.c2ln"
    exchange = read_capture(f" {text} ").exchanges[0][1]
    assert exchange.token == text.replace("\n", "")
    assert [remark.text.partition(":")[0] for remark in exchange.remarks] == ["the pasted token has a line break in it"]


def test_only_what_the_text_needs_is_imported() -> None:
    code = "import sys; from engine.captures import read_capture; read_capture(sys.argv[1]); print(*sys.modules)"
    root = Path(__file__).parents[3]
    text = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"
    done = subprocess.run(
        [sys.executable, "-c", code, text], capture_output=True, text=True, timeout=30, check=True, cwd=root
    )
    loaded = set(done.stdout.split())
    assert not {name for name in loaded if re.fullmatch(r"engine\.captures\.(har|har_entry|curl|shell|raw_http)", name)}
    assert not loaded & {"json", "pydantic", "jwt", "cryptography", "tomllib", "httpx", "sqlite3"}


@pytest.mark.parametrize(
    "text",
    [
        "GET " + " " * 50_000 + "x",
        "curl https://h/" + " -H 'A: b'" * 5_000,
        'curl https://h/ -d "' + "\\$" * 50_000 + '"',
        "curl " + "$(" * 50_000,
        "HTTP/1.1 200 OK\n" + "a: b\n" * 20_000 + "\n" + "HTTP/1.1" * 10_000,
        "HTTP/1.1 200 OK" + " " * 50_000 + "x\n",
        "> GET / HTTP/1.1\n" + "> a: b\n" * 20_000,
        "* Trying\n> GET / HTTP/1.1\n\n" + "0 0 0 0 0 0" * 20_000,
        "a@" * 50_000,
        "curl h\n" * 400,
        "curl h;" * 400,
        "curl " + "a= " * 50_000,
        "```\n" + " \n" * 100_000 + "x",
        "HTTP/1.1 200 OK\nA: b\n" + " c\n" * 100_000,
        "HTTP/1.1 200 OK\nContent-Length: 99999\n\n" * 2_000,
        "x" * 200_000,
        "eyJhbGciOiJSUzI1NiJ9." + "\n." * 50_000,
        "[ping-auth] " + ', request: "' * 20_000,
    ],
    ids=range(18),
)
def test_hostile_texts_end(text: str) -> None:
    assert_sound(outcome(text))
    assert detect_kind(text) == detect_kind(text + "\n")


def test_line_ends_as_terminals_paste_them_are_line_ends() -> None:
    capture = read_capture("curl https://api.test/a \\\r  -H 'Accept: x'\r")
    assert len(capture.exchanges) == 1
    request = capture.exchanges[0][1].request
    assert request is not None
    assert request.header("accept") == "x"
