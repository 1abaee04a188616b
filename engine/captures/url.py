"""A bare URL, as copied from an address bar."""

from __future__ import annotations

from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark, Request

SHOWN = frozenset({"method", "url"})


def parse_url_alone(text: str) -> Capture:
    """Takes a URL as `GET` of it; whether a token was sent is not shown. Raises CaptureError on an empty text."""
    typed = text.strip().strip("\"'<>")
    url, hash_mark, _ = typed.partition("#")
    if not url:
        raise CaptureError(Problem(where="line 1", seen="no URL", wanted="a URL such as `https://api.example/orders`"))
    remarks = [Remark(text="a bare URL is taken as `GET`")]
    if hash_mark:
        remarks.append(Remark(text="the fragment after `#` is never sent", kind="unused"))
    exchange = Exchange(kind="url", request=Request(method="GET", url=url), shows=SHOWN, remarks=tuple(remarks))
    return Capture(kind="url", exchanges=((0, exchange),))
