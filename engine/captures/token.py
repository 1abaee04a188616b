"""A bare token: a JWT, also with `Bearer ` or a header name before it, in quotes, or wrapped over lines."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark

SHOWN = frozenset({"authorization"})
_QUOTES = "\"'`<>,;\u201c\u201d\u2018\u2019"
_PREFIX = re.compile(
    r"(?:(?:proxy-)?authorization\s*:\s*)?(?P<schemes>(?:(?:bearer|dpop)\s+)+)|authorization\s*:\s*", re.I
)
_COMPACT = re.compile(r"[A-Za-z0-9_=-]+(?:\s*\.\s*[A-Za-z0-9_=-]*)*")
_CREDENTIAL = re.compile(r"[A-Za-z0-9._~+/-]{8,}=*")
_LONGEST = 1_000_000


def parse_token(text: str) -> Capture:
    """Takes the text as a token, without outer blanks, quotes and `Bearer `; what is inside stays as pasted.

    Raises CaptureError where nothing is left.
    """
    token = bare_token(text)
    if not token:
        raise CaptureError(Problem(where="line 1", seen="no token", wanted="a token such as `eyJ…`"))
    exchange = Exchange(kind="token", token=token, shows=SHOWN, remarks=tuple(_doubled(text)))
    return Capture(kind="token", exchanges=((0, exchange),))


def _doubled(text: str) -> Iterator[Remark]:
    """Says where the scheme stands twice: as a header it would be refused (RFC 6750 section 2.1)."""
    prefix = _PREFIX.match(_unquoted(text))
    schemes = (prefix["schemes"] or "").split() if prefix else []
    if len(schemes) > 1:
        said = " ".join(schemes[:3])
        yield Remark(text=f"`{said}` stood before the token, wanted the scheme once: judged without; sent so, it fails")


def _unquoted(text: str) -> str:
    return text.strip().strip(_QUOTES).strip()


def bare_token(text: str) -> str:
    """The token without what is around it."""
    token = _unquoted(text)
    prefix = _PREFIX.match(token)
    if prefix is not None:
        token = _unquoted(token[prefix.end() :])
    return token


def is_token(text: str) -> bool:
    """Whether a text is a token: parts joined by dots of which the first is a JSON object, or anything after `Bearer `.

    An opaque token alone is only a word; `Bearer ` before it says what it is (RFC 6750 section 2.1).
    """
    if len(text) > _LONGEST:
        return False
    outer = _unquoted(text)
    token = bare_token(outer)
    if _PREFIX.match(outer) and _CREDENTIAL.fullmatch(token):
        return True
    unwrapped = "".join(token.split())
    return "." in unwrapped and _COMPACT.fullmatch(unwrapped) is not None and _is_json(unwrapped.partition(".")[0])


def _is_json(segment: str) -> bool:
    segment = segment.rstrip("=")
    try:
        decoded = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (binascii.Error, ValueError):
        return segment.startswith("eyJ")
    return decoded.lstrip().startswith(b"{") and (b'"' in decoded or decoded.strip() == b"{}")
