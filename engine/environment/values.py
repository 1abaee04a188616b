"""Values of the right type that still can not be used: URLs, networks, patterns, instants, algorithms, payloads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time
from urllib.parse import urlsplit

from engine.environment.hosts import ENDPOINTS
from engine.environment.paths import pattern_fault
from engine.environment.positions import Path
from engine.environment.problems import MISSING, Fault, nearest, parse_path, quoted, shown
from engine.environment.tables import Tables, leaves, select_tables, select_texts
from engine.environment.timestamps import parse_timestamp
from engine.urls import parse_url

ALGORITHMS = (
    *(f"{family}{size}" for family in ("RS", "PS", "ES", "HS") for size in (256, 384, 512)),
    "EdDSA", "ES256K", "Ed25519", "Ed448",
)  # fmt: skip
"""Signature algorithms by their registered names (RFC 7518 section 3.1, RFC 8037, RFC 8812, RFC 9864)."""

METHODS = (
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "PURGE",
    "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "COPY", "LABEL", "LINK", "LOCK", "MERGE", "MKACTIVITY",
    "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "ORDERPATCH", "PROPFIND", "PROPPATCH", "REBIND",
    "REPORT", "SEARCH", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL",
)  # fmt: skip
"""Methods of the registry of RFC 9110 section 16.1, those of WebDAV among them, and `PURGE`, which caches take."""

JWKS_WANTED = "the path of a file beside this one, an https URL, or the keys themselves"
TOKEN = re.compile(r"[!#$%&'+.^_`|~0-9A-Za-z-]+")
HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+(%\w+)?")
USER = re.compile(r"//[^/?#]*@")
LOOPBACK = re.compile(r"http://(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(/|$)", re.IGNORECASE)
TIMES = (
    "history.*.at",
    "authorization_servers.*.policies.*.changed_at",
    "authorization_servers.*.policies.*.rules.*.changed_at",
)
FREE = frozenset({"when", "payload", "attributes", "detail", "user", "at", "changed_at"})
"""Keys under which an unquoted date of TOML is taken as its text."""


def value_faults(tables: Tables) -> Iterator[Fault]:
    """Every value whose type is right and which can still not be used."""
    for pattern, check in TEXT_CHECKS:
        for path, text in select_texts(tables, pattern):
            yield from check(path, text)
    for pattern, check_table in TABLE_CHECKS:
        for path, table in select_tables(tables, pattern):
            yield from check_table(path, table)


def _base_url(path: Path, text: str) -> Iterator[Fault]:
    wrong = _url_fault(text)
    if wrong is None and ("?" in text or "#" in text):
        wrong = "a query or fragment"
    if wrong is not None:
        yield Fault(path=path, seen=f"saw {wrong}", wanted="an absolute http or https URL without query and fragment")


def _endpoint(path: Path, text: str) -> Iterator[Fault]:
    wrong = _url_fault(text)
    if wrong is not None:
        yield Fault(path=path, seen=f"saw {wrong}", wanted="an absolute http or https URL")


def is_absolute_url(text: str) -> bool:
    """Whether a text is an http or https URL with a host, without user and password."""
    return _url_fault(text) is None


def _url_fault(text: str) -> str | None:
    """What is wrong with a URL, or None; user and password in it are not repeated."""
    url = parse_url(text)
    if url is None or url.scheme not in ("http", "https") or not HOST.fullmatch(url.host) or not _visible(text):
        return quoted(USER.sub("//…@", text))
    return "a user or password in the URL" if "@" in urlsplit(text).netloc else None


def _visible(text: str) -> bool:
    return text.isprintable() and not any(char.isspace() for char in text)


def _jwks(path: Path, text: str) -> Iterator[Fault]:
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):", text)
    if not text:
        yield Fault(path=path, seen="saw an empty text", wanted=JWKS_WANTED)
    elif scheme and scheme[1].lower() != "https" and not LOOPBACK.match(text):
        yield Fault(path=path, seen=f"saw a URL that starts with `{scheme[1]}:`", wanted=JWKS_WANTED)
    elif scheme and _url_fault(text):
        yield Fault(path=path, seen="saw an https URL that can not be read", wanted=JWKS_WANTED)
    elif text.startswith(("{", "-----BEGIN")):
        yield Fault(path=path, seen="saw keys in a string", wanted="the path of their file, or a TOML table of them")


def _network(path: Path, text: str) -> Iterator[Fault]:
    from ipaddress import ip_network

    try:
        ip_network(text)
    except ValueError:
        try:
            near = str(ip_network(text, strict=False))
        except ValueError:
            yield Fault(path=path, seen=f"saw {quoted(text)}", wanted="an address or network such as `203.0.113.0/24`")
        else:
            seen = f"saw {quoted(text)}, an address inside a network"
            yield Fault(path=path, seen=seen, wanted="the network's first address", nearest=near)


def _pattern(path: Path, text: str) -> Iterator[Fault]:
    fault = pattern_fault(text)
    if fault is not None:
        yield Fault(path=path, seen=fault[0], wanted=fault[1])


def _method(path: Path, text: str) -> Iterator[Fault]:
    if text == "*":
        yield Fault(path=path, seen="saw `*`", wanted="the key `methods` left out, which is every method")
    elif TOKEN.fullmatch(text) is None:
        yield Fault(path=path, seen=f"saw {quoted(text)}", wanted="an HTTP method such as `GET`")
    elif text.upper() not in METHODS:
        wanted = "a registered HTTP method such as `GET`"
        yield Fault(path=path, seen=f"saw {quoted(text)}", wanted=wanted, nearest=nearest(text, METHODS))


def _algorithm(path: Path, text: str) -> Iterator[Fault]:
    if text.lower() == "none":
        yield Fault(path=path, seen="saw `none`", wanted="an algorithm that signs")
    elif text not in ALGORITHMS:
        wanted = "a signature algorithm such as `RS256`"
        yield Fault(path=path, seen=f"saw {quoted(text)}", wanted=wanted, nearest=nearest(text, ALGORITHMS))


def _timestamp(path: Path, text: str) -> Iterator[Fault]:
    try:
        parse_timestamp(text)
    except ValueError:
        yield Fault(path=path, seen=f"saw {quoted(text)}", wanted="an instant such as `2026-03-04T10:11:12Z`")


def _secret_check(path: Path, text: str) -> Iterator[Fault]:
    if re.fullmatch(r"[0-9a-f]{4}", text) is None:
        seen = f"saw a text of {len(text)} characters"
        yield Fault(path=path, seen=seen, wanted="the first 4 hex digits of the secret's SHA-256, in lower case")


def _scope_rule(path: Path, rule: Tables) -> Iterator[Fault]:
    given = [key for key in ("any", "all") if key in rule]
    if len(given) != 1:
        seen = "saw both `any` and `all`" if given else "saw neither `any` nor `all`"
        yield Fault(path=path, seen=seen, wanted="one of them")


def _service_issuer(path: Path, service: Tables) -> Iterator[Fault]:
    if "issuer" not in service and not service.get("issuers"):
        seen = MISSING if "issuers" not in service else "saw `issuers` empty"
        yield Fault(path=(*path, "issuer"), seen=seen, wanted="`issuer`, or `issuers` with at least one name")


def _payload(path: Path, statement: Tables) -> Iterator[Fault]:
    payload, code = statement.get("payload"), statement.get("code")
    place = (*path, "payload")
    if payload is None or code not in ("denied-reason", "set-headers"):
        return
    if not isinstance(payload, dict):
        yield Fault(path=place, seen=f"saw `{shown(payload)}`", wanted=f"a table, as `{code}` takes")
    elif code == "set-headers":
        for name, value in payload.items():
            if not isinstance(value, str) and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
                yield Fault(path=(*place, name), seen=f"saw `{shown(value)}`", wanted="a string or a list of strings")
    else:
        status = payload.get("status", 403)
        if type(status) is not int or not 400 <= status <= 599:
            yield Fault(path=(*place, "status"), seen=f"saw `{shown(status)}`", wanted="an integer from 400 to 599")


def condition_faults(tables: Tables) -> Iterator[Fault]:
    """What is wrong in the conditions of policies and rules, of which dates may stand unquoted."""
    found = [*select_tables(tables, "policies.*.when"), *select_tables(tables, "policies.*.rules.*.when")]
    if not found:
        return
    from engine.policy.conditions import condition_problems

    for path, condition in found:
        for problem in condition_problems(condition):
            inner = parse_path(problem.path)
            yield Fault(path=(*path, *inner), seen=f"saw {problem.seen}", wanted=problem.wanted)


def date_faults(tables: Tables) -> Iterator[Fault]:
    """Unquoted dates where a text is wanted that is no instant."""
    for path, value in leaves(tables):
        if isinstance(value, date | time) and FREE.isdisjoint(path):
            yield Fault(path=path, seen=f"saw the date `{value.isoformat()}`", wanted="a string, in quotation marks")


TextCheck = Callable[[Path, str], Iterator[Fault]]
TableCheck = Callable[[Path, Tables], Iterator[Fault]]

TEXT_CHECKS: tuple[tuple[str, TextCheck], ...] = (
    ("issuers.*.jwks", _jwks),
    ("issuers.*.algorithms.*", _algorithm),
    ("issuers.*.introspection_url", _endpoint),
    ("gateways.*.trusted_proxies.*", _network),
    ("api_services.*.base_urls.*", _base_url),
    ("api_services.*.operations.*.methods.*", _method),
    ("api_services.*.operations.*.paths.*", _pattern),
    ("api_services.*.operations.*.networks.*", _network),
    *((f"authorization_servers.*.{field}", _endpoint) for field in ENDPOINTS),
    ("clients.*.jwks", _jwks),
    ("clients.*.secret_check", _secret_check),
    *((pattern, _timestamp) for pattern in TIMES),
)
"""What is asked of the texts that a pattern reaches."""

TABLE_CHECKS: tuple[tuple[str, TableCheck], ...] = (
    ("api_services.*", _service_issuer),
    ("api_services.*.operations.*.scopes", _scope_rule),
    ("statements.*", _payload),
)
"""What is asked of the tables that a pattern reaches."""
