"""A client's own words for having got no answer: of curl, of browsers, and of the libraries that programs call with."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark, Request, Response
from knowledge.patterns import lazy_regex

_CURL = lazy_regex(r"^[ \t]*(curl: \([0-9]+\) [^\r\n]*)", re.M)
_BROWSER = lazy_regex(r"\b(?:net::)?ERR_[A-Z][A-Z0-9_]+\b|\bNS_ERROR_[A-Z][A-Z0-9_]+\b")
_CONSOLE = lazy_regex(r"\s*(?P<method>[A-Z]{3,10})[ \t]+(?P<url>https?://\S+)[ \t]+(?P<error>net::ERR_[A-Z0-9_]+)")
_CORS = lazy_regex(
    r"has been blocked by CORS policy|Cross-Origin Request Blocked|not allowed by Access-Control-Allow-"
    r"|due to access control checks|Mixed Content:|TypeError: (?:Failed to fetch|Load failed|NetworkError when)"
)
_LIBRARY = lazy_regex(
    # Python: requests, urllib3, httpx, aiohttp, ssl, socket
    r"Max retries exceeded with url|\[Errno -?\d+\]|\bhttp(?:x|core)\.\w+(?:Error|Timeout)\b"
    r"|\b(?:ssl|socket)\.\w*[eE]rror\b|\[SSL: [A-Z_]+\]|\brequests\.exceptions\.\w|\burllib3\.exceptions\.\w"
    r"|\baiohttp\.\w*\.?Client\w*Error|\bWinError 1\d{4}"
    # Java and Android
    r"|\bjavax?\.net\.(?:\w+\.)*\w+(?:Exception|Error)\b|\bHttpHostConnectException\b|\bConnectTimeoutException\b"
    r"|\bNoHttpResponseException\b|PKIX path building failed|\bResourceAccessException: I/O error"
    # Node
    r"|\bconnect E[A-Z]{5,}\b|\b(?:read|write) E[A-Z]{4,}\b|getaddrinfo (?:ENOTFOUND|EAI_AGAIN)|\bUND_ERR_[A-Z_]+\b"
    r"|\b(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_HAS_EXPIRED|ERR_TLS_CERT_\w+)\b"
    r"|Error: socket hang up|\bAxiosError: (?:Network Error|timeout of)|TypeError: fetch failed"
    # Go
    r"|\bdial tcp\b|\bx509: |\btls: |\bnet/http: |http: server gave HTTP response|context deadline exceeded \(Client"
    r"|(?:Get|Post|Put|Patch|Delete|Head) \\?\"https?://[^\"\s]+\\?\": (?:unexpected )?EOF"
    # .NET, Ruby, PHP, Rust, Firefox
    r"|HttpRequestException\b|AuthenticationException: The remote certificate|WebException: |HttpClient\.Timeout"
    r"|\b(?:Errno::E[A-Z]+|Net::(?:Open|Read)Timeout|OpenSSL::SSL::SSLError)\b|\bcURL error \d+:"
    r"|error trying to connect:|error sending request for url|\b(?:SEC|SSL|MOZILLA_PKIX)_ERROR_[A-Z_]+\b"
)
_POOL = lazy_regex(
    r"HTTP(?P<secure>S?)ConnectionPool\(host='(?P<host>[^']+)', port=(?P<port>\d+)\).{0,80}?with url: (?P<path>\S+)"
)
_GO = lazy_regex(r"\b(?P<method>Get|Post|Put|Patch|Delete|Head) \\?\"(?P<url>https?://[^\"\s\\]+)")
_ADDRESS = lazy_regex(r"https?://[^\s'\"<>)]+")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_LONGEST, _LONGEST_TRACE = 4000, 40_000
"""Characters of an error page or console line, and of a program's stack trace; longer texts are something else."""
SAYS_NOTHING = "TypeError: fetch failed"
"""What Node puts above the cause."""


class _Error(NamedTuple):
    """An error, and as much of the request as stands in it."""

    text: str
    method: str | None = None
    url: str | None = None


def is_client_error(text: str) -> bool:
    """Whether a text is a client's error, alone or in the few lines of an error page or a stack trace."""
    if len(text) <= _LONGEST and (_CURL.search(text) or _BROWSER.search(text) or _CORS.search(text)):
        return True
    return len(text) <= _LONGEST_TRACE and _LIBRARY.search(text) is not None


def parse_client_error(text: str) -> Capture:
    """Reads an error as a response that did not arrive; what it tells of its request is kept.

    Raises CaptureError where no error of a client is in it.
    """
    error = _find(text)
    if error is None:
        wanted = "an error such as `curl: (6) Could not resolve host: api.example` or `net::ERR_FAILED`"
        raise CaptureError(Problem(where="line 1", seen="no error of a client", wanted=wanted))
    parts = (error.method or "", error.url or "", error.text)
    rest = "".join(text.split()) != "".join("".join(parts).split()) and text.strip() != error.text
    remarks = (Remark(text="the text around the error", kind="unused"),) if rest else ()
    shows = {"response"} | ({"url"} if error.url else set()) | ({"method"} if error.method else set())
    exchange = Exchange(
        kind="response",
        request=Request(method=error.method, url=error.url) if error.url else None,
        response=Response(error=error.text),
        shows=frozenset(shows),
        remarks=remarks,
    )
    return Capture(kind="response", exchanges=((0, exchange),))


def _find(text: str) -> _Error | None:
    console = _CONSOLE.match(text)
    if console is not None:
        return _Error(console["error"], console["method"], console["url"])
    curl = _CURL.search(text)
    if curl is not None:
        return _Error(curl[1].strip())
    cors = _CORS.search(text)
    if cors is not None:
        line = _line_around(text, cors).strip()
        address = _ADDRESS.search(line)
        return _Error(line, None, address[0].rstrip(".,") if address else None)
    browser = _BROWSER.search(text) if "_TLS_CERT_" not in text else None
    return _Error(browser[0]) if browser is not None else _of_library(text)


def _of_library(text: str) -> _Error | None:
    """The line that names the cause: the last that is not indented, since causes stand below what they caused."""
    lines = [line for line in text.splitlines() if _LIBRARY.search(line)]
    if not lines:
        return None
    lines = [line for line in lines if line.strip() != SAYS_NOTHING] or lines
    outer = [line for line in lines if not line[:1].isspace() and not line.lstrip().startswith("at ")]
    line = (outer or lines)[-1].strip()
    go = _GO.search(line)
    if go is not None:
        return _Error(line, go["method"].upper(), go["url"])
    pool = _POOL.search(line)
    return _Error(line, None, _pool_url(pool)) if pool is not None else _Error(line)


def _line_around(text: str, found: re.Match[str]) -> str:
    start = max(text.rfind(end, 0, found.start()) for end in "\r\n") + 1
    return text[start : found.end()] + text[found.end() :].partition("\n")[0].rstrip("\r")


def _pool_url(pool: re.Match[str]) -> str:
    scheme = "https" if pool["secure"] else "http"
    port = "" if pool["port"] == _DEFAULT_PORTS[scheme] else f":{pool['port']}"
    return f"{scheme}://{pool['host']}{port}{pool['path']}"
