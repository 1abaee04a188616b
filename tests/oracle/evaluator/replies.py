"""What an introspection reply says of a token: it stands for the claims (RFC 7662, section 2.2)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tests.oracle.evaluator.sent import Tables

DEFAULT_LEEWAY = 60


class Replied(NamedTuple):
    """The outcome, and the issuer whose settings count: that of the reply, else the first that the service takes."""

    outcome: str
    says: str
    named: Tables | None
    settings: Tables | None


def judge_reply(reply: Tables, now: datetime, issuers: list[Tables], audiences: list[str] | None) -> Replied:
    """A reply in place of a token. What the reply leaves out, the issuer has looked at."""
    named = next((one for one in issuers if one["issuer"] == reply.get("iss")), None)
    if "iss" not in reply and len(issuers) == 1:
        named = issuers[0]
    settings = named or (issuers[0] if issuers else None)
    leeway = (settings or {}).get("leeway_seconds", DEFAULT_LEEWAY)
    wrong = _fault(reply, now.timestamp(), leeway, (settings or {}).get("validated_by") == "gateway")
    if not wrong and issuers and "iss" in reply and named is None:
        wrong = "another issuer"
    if not wrong and audiences is not None and "aud" in reply:
        found = reply["aud"] if isinstance(reply["aud"], list) else [reply["aud"]]
        wrong = "" if {*found} & {*audiences} else "another audience"
    if wrong:
        return Replied("failed", wrong, named, settings)
    return Replied("passed" if issuers else "unknown", "", named, settings)


def _fault(reply: Tables, now: float, leeway: int, by_gateway: bool) -> str:
    if not reply["active"]:
        return "not active"
    if by_gateway:
        return ""
    if "exp" in reply and now >= reply["exp"] + leeway:
        return "expired"
    return "not yet valid" if "nbf" in reply and now < reply["nbf"] - leeway else ""
