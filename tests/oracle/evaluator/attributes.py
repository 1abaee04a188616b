"""The attributes that conditions name: a value, ABSENT, or UNKNOWN (design, section 6, *Conditions*)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tests.oracle.evaluator.sent import Sent, Tables
from tests.oracle.evaluator.subject import UNKNOWN, Subject
from tests.oracle.evaluator.urls import parameters_of, resolved

ABSENT: Any = "absent"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CREDENTIALS = ("authorization", "cookie", "proxy-authorization")
NOT_NAMED = ("grant_types", "scopes", "redirect_uris")
"""Lists of a client that are not known, and not empty, where the file does not name them."""
CLIENT_DEFAULTS = {"status": "active", "protocol": "oidc", "require_pkce": False, "users": [], "groups": []}


class ClockTime(str):
    """A time of day."""


@dataclass(frozen=True, slots=True)
class World:
    """What a request is judged in, once everything was looked up."""

    sent: Sent
    source_address: str | None
    claims: Tables | None
    no_token: bool
    subject: Subject
    client: Any
    parameters: dict[str, str]

    def get(self, name: str, zone: str | None) -> Any:
        """The value of an attribute, ABSENT or UNKNOWN."""
        family, _, rest = name.partition(".")
        look_up = {
            "request": self._request, "path": self._path, "token": self._token, "user": self._user, "client": self._client,
            "response": self._response,
        }[family]  # fmt: skip
        return self._local(rest, zone) if zone is not None else look_up(rest)

    def _local(self, name: str, zone: str) -> Any:
        there = self.sent.now.astimezone(ZoneInfo(zone))
        return DAYS[there.weekday()] if name == "weekday" else ClockTime(there.strftime("%H:%M:%S"))

    def _request(self, name: str) -> Any:
        kind, _, rest = name.partition(".")
        if kind == "query":
            return one_or_many([value for key, value in parameters_of(self.sent.target) if key == rest])
        if kind == "header":
            if rest.lower() in CREDENTIALS and self.sent.hides_credentials:
                return UNKNOWN
            return one_or_many(self.sent.values(rest.lower()))
        if kind == "source_ip":
            return UNKNOWN if self.source_address is None else self.source_address
        path = "/" + "/".join(resolved(urlsplit(self.sent.target).path))
        return {"method": self.sent.method, "path": path, "time": self.sent.now}[kind]

    def _response(self, name: str) -> Any:
        kind, _, rest = name.partition(".")
        if kind == "status":
            return UNKNOWN if self.sent.status is None else self.sent.status
        if kind == "header":
            found = [value for key, value in self.sent.answer_headers if key.lower() == rest.lower()]
            return one_or_many(found)
        if self.sent.answer_body is None:
            return UNKNOWN
        return follow(json.loads(self.sent.answer_body), rest[1:].split("/"))

    def _path(self, name: str) -> Any:
        return self.parameters.get(name, ABSENT)

    def _token(self, name: str) -> Any:
        if self.claims is None:
            return ABSENT if self.no_token else UNKNOWN
        value = follow(self.claims, name[1:].split("/")) if name.startswith("/") else self.claims.get(name, ABSENT)
        return value.split() if name in ("scope", "scp") and isinstance(value, str) and value is not ABSENT else value

    def _user(self, name: str) -> Any:
        user = self.subject.user
        if user is None:
            return ABSENT
        if name == "groups":
            return self.subject.groups
        if user is UNKNOWN:
            return UNKNOWN
        if name == "id":
            return user["id"]
        return user.get("status", "active") if name == "status" else user.get("attributes", {}).get(name, ABSENT)

    def _client(self, name: str) -> Any:
        if name == "id" and self.subject.client_id not in (UNKNOWN, None):
            return self.subject.client_id
        if self.client is UNKNOWN:
            return UNKNOWN
        if self.client is None:
            return ABSENT
        return self.client.get(name, CLIENT_DEFAULTS.get(name, UNKNOWN if name in NOT_NAMED else ABSENT))


def one_or_many(values: list[str]) -> Any:
    return ABSENT if not values else values[0] if len(values) == 1 else values


def follow(value: Any, steps: list[str]) -> Any:
    """What a JSON pointer finds (RFC 6901), or ABSENT."""
    for step in steps:
        plain = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(plain, ABSENT)
        elif isinstance(value, list):
            value = value[int(plain)] if plain.isdigit() and int(plain) < len(value) else ABSENT
        else:
            return ABSENT
    return value
