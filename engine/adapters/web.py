"""The only module that opens a connection, and only when a person asked for it (`--online`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

LARGEST = 1024 * 1024
"""Bytes of a JWKS; a larger answer is refused."""
TIMEOUT_SECONDS = 10.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class FetchRefused(OSError):
    """Something was not fetched; its text says what was seen and what was wanted."""


def fetch_text(url: str) -> str:
    """The body of a URL. https only (http on loopback), no redirects, no credentials. Raises FetchRefused."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise FetchRefused(f"saw `{url}`, wanted an https URL") from None
    if "@" in parts.netloc:
        raise FetchRefused("saw a URL with a user name in it, wanted one without credentials")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise FetchRefused(f"saw `{url}`, wanted an https URL (http only on loopback)")
    import httpx

    try:
        with httpx.Client(follow_redirects=False, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            return _body(client, url)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise FetchRefused(f"`{url}` could not be fetched: {error}") from None


def _body(client: httpx.Client, url: str) -> str:
    with client.stream("GET", url, headers={"Accept": "application/json"}) as answer:
        if answer.status_code != 200:
            raise FetchRefused(f"`{url}` answered {answer.status_code}, wanted 200")
        data = b""
        for piece in answer.iter_bytes():
            data += piece
            if len(data) > LARGEST:
                raise FetchRefused(f"`{url}` answers with more than {LARGEST} bytes, wanted a JWKS")
    return data.decode("utf-8", "replace")
