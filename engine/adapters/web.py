"""The only module that opens a connection, and only when a person asked for it (`--online`)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

LARGEST = 1024 * 1024
"""Bytes of an answer: keys, metadata, an introspection reply; a larger one is refused."""
TIMEOUT_SECONDS = 10.0
"""For each step of a call, and for the whole of it."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SHOWN = 80
"""Characters of an error's body that are repeated."""


class FetchRefused(OSError):
    """Something was not fetched; its text says what was seen and what was wanted."""


def host_of(url: str) -> str:
    """The host that a URL is sent to, with its port where that is not the scheme's own. Raises FetchRefused.

    https only (http on loopback), without user name and password.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise FetchRefused(f"saw `{url}`, wanted an https URL") from None
    if "@" in parts.netloc:
        raise FetchRefused("saw a URL with a user name in it, wanted one without credentials")
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK)):
        raise FetchRefused(f"saw `{url}`, wanted an https URL (http only on loopback)")
    default = port is None or port == {"https": 443, "http": 80}[parts.scheme]
    name = f"[{host}]" if ":" in host else host
    return name if default else f"{name}:{port}"


def fetch_text(url: str) -> str:
    """The body of a URL. https only (http on loopback), no redirects, no credentials. Raises FetchRefused."""
    host_of(url)
    with _failures(url), _client() as client, client.stream("GET", url, headers=JSON) as answer:
        return _body(answer, url)


def post_form(url: str, form: Mapping[str, str], authorization: str) -> str:
    """The body that answers a form. The credential is in no error. As strict as `fetch_text`. Raises FetchRefused."""
    host_of(url)
    headers = {**JSON, "Authorization": authorization}
    with _failures(url), _client() as client, client.stream("POST", url, data=dict(form), headers=headers) as answer:
        return _body(answer, url)


JSON = {"Accept": "application/json", "User-Agent": "apiwhy"}


def _client() -> httpx.Client:
    import httpx

    return httpx.Client(follow_redirects=False, timeout=TIMEOUT_SECONDS, trust_env=False)


@contextmanager
def _failures(url: str) -> Iterator[None]:
    """What a connection can raise, as one sentence. TLS libraries say more than a line: the first is kept."""
    import httpx

    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        said = str(error).splitlines()
        reason = said[0] if said and said[0] else type(error).__name__
        raise FetchRefused(f"`{url}` could not be fetched: {reason}") from None


def _body(answer: httpx.Response, url: str) -> str:
    until = time.monotonic() + TIMEOUT_SECONDS
    data = b""
    for piece in answer.iter_bytes():
        data += piece
        if len(data) > LARGEST:
            raise FetchRefused(f"`{url}` answers with more than {LARGEST} bytes, wanted fewer")
        if time.monotonic() > until:
            raise FetchRefused(f"`{url}` was still answering after {TIMEOUT_SECONDS:.0f} seconds, wanted it sooner")
    text = data.decode("utf-8", "replace")
    if answer.status_code != 200:
        where = " (a redirect, which is not followed)" if 300 <= answer.status_code < 400 else _said(answer, text)
        raise FetchRefused(f"`{url}` answered {answer.status_code}, wanted 200{where}")
    return text


def _said(answer: httpx.Response, text: str) -> str:
    """The error code of a JSON body, where there is one: it says whether the credentials were refused."""
    import json

    if "json" not in answer.headers.get("content-type", ""):
        return ""
    try:
        code = json.loads(text).get("error")
    except (ValueError, RecursionError, AttributeError):
        return ""
    return f"; it says `{code[:SHOWN]}`" if isinstance(code, str) and code else ""
