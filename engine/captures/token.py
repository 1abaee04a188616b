"""A bare token: a JWT, also with `Bearer ` or a header name before it, in quotes, wrapped over lines, encoded again."""

from __future__ import annotations

import base64
import binascii
import re

from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark
from engine.tokens.recovery import Recovered, recover
from knowledge.patterns import lazy_regex

SHOWN = frozenset({"authorization"})
_QUOTES = "\"'`<>,;\u201c\u201d\u2018\u2019"
_PREFIX = lazy_regex(
    r"(?:(?:proxy-)?authorization\s*:\s*)?(?P<schemes>(?:(?:bearer|dpop)\s+)+)|authorization\s*:\s*", re.I
)
_NAME = lazy_regex(r"^(\W*)(?:proxy-)?authorization\s*:\s*", re.I)
_START = lazy_regex(r"(?:ï»¿)?[\W_]*(?:(?:proxy-)?authorization\W+)?(?:(?:bearer|dpop)\W+)*(?i:e[w-z]|zx|qmvh)", re.I)
"""How whatever may be a JWT begins: cheap to ask of a long text."""
_COMPACT = lazy_regex(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)+")
_CREDENTIAL = lazy_regex(r"[A-Za-z0-9._~+/-]{8,}=*")
SAML_STARTS = ("<", "P", "S")
"""How XML begins, the same in base64, and the form field of a SAML login."""
_LONGEST = 1_000_000


def parse_token(text: str) -> Capture:
    """Takes the text as a token, without `Bearer ` and without what pasting did to it, which is said.

    Raises CaptureError where nothing is left.
    """
    inner = _of_response(text)
    taken = Recovered(text.strip(), ()) if _is_saml(text) else _taken(inner or text)
    if not taken.text:
        raise CaptureError(Problem(where="line 1", seen="no token", wanted="a token such as `eyJ…`"))
    said = ["a whole token response: its `access_token` is judged"] if inner else []
    said += (
        f"the pasted token has {one.seen}: judged without; sent so, it fails (`{one.reason}`)" for one in taken.mistakes
    )
    remarks = tuple(Remark(text=one) for one in said)
    exchange = Exchange(kind="token", token=taken.text, shows=SHOWN, remarks=remarks)
    return Capture(kind="token", exchanges=((0, exchange),))


def _taken(text: str) -> Recovered:
    """The token without what is around it. Of a paste, a header's name and one scheme before it are no mistakes."""
    recovered = recover(_NAME.sub(r"\1", text.strip()))
    prefix = _PREFIX.match(_unquoted(text))
    if prefix is not None and len((prefix["schemes"] or "").split()) > 1:
        return recovered
    return Recovered(recovered.text, tuple(one for one in recovered.mistakes if one.reason != "token.scheme_twice"))


def _unquoted(text: str) -> str:
    return text.strip().strip(_QUOTES).strip()


def is_token(text: str) -> bool:
    """Whether a text is a token: parts joined by dots of which the first is a JSON object, or anything after `Bearer `.

    An opaque token alone is only a word; `Bearer ` before it says what it is (RFC 6750 section 2.1).
    """
    if len(text) > _LONGEST:
        return False
    bare = _unquoted(text)
    prefix = _PREFIX.match(bare)
    if prefix is not None and _CREDENTIAL.fullmatch(_unquoted(bare[prefix.end() :])):
        return True
    if _is_saml(text) or _of_response(text) is not None:
        return True
    serialized = bare[:1] == "{" and '"payload"' in bare and '"signature' in bare
    if not serialized and _START.match(bare) is None:
        return False
    token = _taken(text).text
    return _COMPACT.fullmatch(token) is not None and _is_json(token.partition(".")[0])


def _of_response(text: str) -> str | None:
    """The token of a whole token response; None where the text is none."""
    if "access_token" not in text:
        return None
    from engine.captures.token_response import access_token_in

    return access_token_in(text)


def _is_saml(text: str) -> bool:
    """Whether somebody took a SAML document for a token, which is then named as such."""
    if text.lstrip()[:1] not in SAML_STARTS:
        return False
    from engine.tokens.other_forms import find_saml

    return find_saml(text) is not None


def _is_json(segment: str) -> bool:
    try:
        decoded = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (binascii.Error, ValueError):
        return segment.startswith("eyJ")
    return decoded.lstrip().startswith(b"{") and (b'"' in decoded or decoded.strip() == b"{}")
