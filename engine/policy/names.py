"""The names of attributes that conditions may use, and which of them hold secrets."""

from __future__ import annotations

from engine.redaction.names import kind_of

FIXED = (
    "request.method", "request.url", "request.path", "request.source_ip",
    "request.time", "request.local_time", "request.weekday", "response.status",
)  # fmt: skip
FAMILIES = (
    "request.query.", "request.header.", "response.header.", "response.body.", "path.", "token.", "user.", "client.",
)  # fmt: skip
"""Beginnings of names; the whole rest is one name."""

ZONED = ("request.local_time", "request.weekday")
"""The attributes that need a time zone beside them."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

CLIENT_FIELDS = (
    "id", "name", "status", "protocol", "authentication", "grant_types",
    "redirect_uris", "require_pkce", "scopes", "users", "groups",
)  # fmt: skip
"""Fields of a client that conditions may read: none that describes a key or a secret."""

CREDENTIAL_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
"""Headers that sanitised captures leave out."""
SURE = ("request.query.", "request.header.", "response.header.")
"""Families in which a name that may mean something else (`sig`, `code`) is taken for that of a secret."""


def name_problem(name: str) -> str | None:
    """What was wanted where this is no attribute's name, else None."""
    if name in FIXED:
        return None
    family = next((family for family in FAMILIES if name.startswith(family) and name != family), None)
    if family is None:
        return f"an attribute such as `{nearest(name, (*FIXED, *(f'{family}<name>' for family in FAMILIES)))}`"
    rest = name.removeprefix(family)
    if family == "client." and rest not in CLIENT_FIELDS:
        return f"a field of a client such as `client.{nearest(rest, CLIENT_FIELDS)}`"
    if family == "response.body." and not rest.startswith("/"):
        return f"a JSON pointer such as `response.body./{rest}`"
    return None


def nearest(seen: str, known: tuple[str, ...]) -> str:
    """The known word that looks most like the one seen."""
    from difflib import get_close_matches

    return get_close_matches(seen, known, 1, 0.0)[0]


def is_secret(name: str) -> bool:
    """Whether an attribute's value may never be shown. No claim is one; a weak name is, in headers and queries."""
    if name.startswith(("token.", "path.", "client.")) or name in FIXED:
        return False
    for family in FAMILIES:
        if name.startswith(family):
            kind = kind_of(name.removeprefix(family).rpartition("/")[2])
            return kind is not None and (kind != "weak" or family in SURE)
    return False
