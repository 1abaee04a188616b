"""Redirect URIs: what is wrong with one, and whether it is one of the registered ones."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def fault_of(text: str) -> tuple[str, str] | None:
    """What is wrong with a redirect URI and what is wanted; None for a good one (RFC 6749 section 3.1.2)."""
    if not SCHEME.match(text) or (text.lower().startswith(("http:", "https:")) and not _host(text)):
        return "is not absolute", "an absolute URI such as `https://shop.example/callback`"
    if "#" in text:
        return "carries a fragment", "the same without `#` and what follows"
    return None


def _host(text: str) -> str | None:
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None


def is_registered(asked: str, registered: str) -> bool:
    """Equal letter by letter; on loopback the port may differ (RFC 9700 section 2.1, RFC 8252 section 7.3)."""
    return asked == registered or (without_port(asked) is not None and without_port(asked) == without_port(registered))


def without_port(text: str) -> str | None:
    """A redirect URI of the loopback interface without its port; None for any other."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        return None
    host = parts.netloc.removesuffix(f":{port}") if port is not None else parts.netloc
    return parts._replace(netloc=host).geturl()
