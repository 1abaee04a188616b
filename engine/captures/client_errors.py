"""A client's own words for having got no answer: `curl: (6) …`, a browser's `net::ERR_…`."""

from __future__ import annotations

import re

from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark, Request, Response

_CURL = re.compile(r"^[ \t]*(curl: \([0-9]+\) [^\r\n]*)", re.M)
_BROWSER = re.compile(r"\b(?:net::)?ERR_[A-Z][A-Z0-9_]+\b|\bNS_ERROR_[A-Z][A-Z0-9_]+\b")
_CONSOLE = re.compile(r"\s*(?P<method>[A-Z]{3,10})[ \t]+(?P<url>https?://\S+)[ \t]+(?P<error>net::ERR_[A-Z0-9_]+)")
_LONGEST = 4000
"""Characters of an error page or console line; longer texts that name an error are something else."""


def is_client_error(text: str) -> bool:
    """Whether a text is a client's error, alone or in the few lines of an error page."""
    return len(text) <= _LONGEST and bool(_CURL.search(text) or _BROWSER.search(text))


def parse_client_error(text: str) -> Capture:
    """Reads an error as a response that did not arrive; a browser console's line tells its request too."""
    console = _CONSOLE.match(text)
    found = console or _CURL.search(text) or _BROWSER.search(text)
    if found is None:
        wanted = "an error such as `curl: (6) Could not resolve host: api.example` or `net::ERR_FAILED`"
        raise CaptureError(Problem(where="line 1", seen="no error of a client", wanted=wanted))
    error = console["error"] if console else (found[1] if found.re is _CURL else found[0]).strip()
    rest = text[: found.start()] + text[found.end() :]
    remarks = (Remark(text="the text around the error", kind="unused"),) if rest.strip() else ()
    exchange = Exchange(
        kind="response",
        request=Request(method=console["method"], url=console["url"]) if console else None,
        response=Response(error=error),
        shows=frozenset({"response", "method", "url"}) if console else frozenset({"response"}),
        remarks=remarks,
    )
    return Capture(kind="response", exchanges=((0, exchange),))
