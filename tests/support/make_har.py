"""Makes a HAR of any length in the world of `tests/data/examples/meme-game.toml`, always the same for the same length.

`python -m tests.support.make_har 1000 > long.har`. The tokens are signed by PyJWT with the example's key.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import jwt

EXAMPLES = Path(__file__).parents[1] / "data" / "examples"
START = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
ANSWERS = "https://memes.example.test/api/v1/users/user.0/answers"
JSON = {"Content-Type": "application/json"}


class Wanted(NamedTuple):
    """What a diagnosis of one entry has to say."""

    verdict: str
    reason: str | None


class Kind(NamedTuple):
    """One kind of entry: the claims of its token (None: no token), where it goes, what answers, what is to be found."""

    claims: Mapping[str, Any] | None
    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    wanted: Wanted


PLAYER = {"scope": "meme-game meme-game:write", "life": 86_400}
EXPIRED = 'Bearer error="invalid_token", error_description="Token expired"'
SCOPE = 'Bearer error="insufficient_scope", scope="meme-game:write"'
KINDS = (
    Kind(PLAYER, "POST", ANSWERS, 201, {"Server": "kong/3.7.1"}, Wanted("allowed", None)),
    Kind(PLAYER, "GET", ANSWERS, 200, JSON, Wanted("allowed", None)),
    Kind(None, "GET", "https://cdn.example/app.js", 200, {"Content-Type": "text/javascript"}, Wanted("allowed", None)),
    Kind({**PLAYER, "life": -3600}, "POST", ANSWERS, 401, {"WWW-Authenticate": EXPIRED}, Wanted("refused", "token.expired")),
    Kind({**PLAYER, "aud": "prototype"}, "GET", ANSWERS, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}, Wanted("refused", "token.audience_mismatch")),
    Kind({**PLAYER, "scope": "meme-game"}, "POST", ANSWERS, 403, {"WWW-Authenticate": SCOPE}, Wanted("refused", "rules.scope_missing")),
    Kind(None, "GET", ANSWERS, 401, {"WWW-Authenticate": "Bearer"}, Wanted("refused", "token.missing")),
    Kind(PLAYER, "GET", "https://localhost:8443/nothing-here", 404, {}, Wanted("refused", "service.no_match")),
    Kind(PLAYER, "POST", ANSWERS.replace("user.0", "user.1"), 403, JSON, Wanted("refused", "policy.denied")),
)  # fmt: skip


class MadeHar(NamedTuple):
    """A HAR as text, and what each of its entries has to give, in order."""

    text: str
    wanted: tuple[Wanted, ...]


def make_har(entries: int) -> MadeHar:
    """A HAR with this many entries, a second apart, the kinds in turn."""
    kinds = [KINDS[index % len(KINDS)] for index in range(entries)]
    made = [_entry(kind, START + timedelta(seconds=index)) for index, kind in enumerate(kinds)]
    log = {"version": "1.2", "creator": {"name": "make_har", "version": "1"}, "pages": [], "entries": made}
    return MadeHar(json.dumps({"log": log}, indent=1), tuple(kind.wanted for kind in kinds))


def _entry(kind: Kind, at: datetime) -> dict[str, Any]:
    sent = {"Accept": "*/*"}
    if kind.claims is not None:
        sent["Authorization"] = f"Bearer {_token(json.dumps(kind.claims))}"
    request = {
        "method": kind.method, "url": kind.url, "httpVersion": "HTTP/2", "headers": _pairs(sent), "queryString": [],
        "cookies": [], "headersSize": -1, "bodySize": 0,
    }  # fmt: skip
    response = {
        "status": kind.status, "statusText": "", "httpVersion": "HTTP/2", "headers": _pairs(kind.headers), "cookies": [],
        "content": {"size": 0, "mimeType": kind.headers.get("Content-Type", "")}, "redirectURL": "",
        "headersSize": -1, "bodySize": 0,
    }  # fmt: skip
    return {
        "startedDateTime": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), "time": 20, "request": request,
        "response": response, "cache": {}, "timings": {"send": 1, "wait": 18, "receive": 1},
    }  # fmt: skip


def _pairs(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


@cache
def _token(claims: str) -> str:
    """A signed token of the first second of the capture; `life` is its remaining life in seconds."""
    given = json.loads(claims)
    expires = int(START.timestamp()) + given.pop("life")
    whole = {
        "iss": "https://auth.example.test/e1/as", "aud": "meme-game", "sub": "user.0", "client_id": "game-web",
        "iat": expires - 90_000, "exp": expires, **given,
    }  # fmt: skip
    key = (EXAMPLES / "keys" / "sso.private.pem").read_text("ascii")
    return jwt.encode(whole, key, "RS256", {"kid": "sso-1", "typ": "at+jwt"})


if __name__ == "__main__":
    print(make_har(int(sys.argv[1]) if len(sys.argv) > 1 else 120).text)
