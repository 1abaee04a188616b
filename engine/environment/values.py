"""Values of the right type that still can not be used: URLs, networks, patterns, instants, algorithms, payloads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from urllib.parse import urlsplit

from engine.environment.hosts import ENDPOINTS
from engine.environment.paths import pattern_fault
from engine.environment.payloads import payload_faults
from engine.environment.positions import Path
from engine.environment.problems import MISSING, Fault, nearest, parse_path, quoted, shown
from engine.environment.tables import Tables, leaves, select_tables, select_texts
from engine.environment.timestamps import parse_timestamp
from engine.urls import parse_url
from knowledge.patterns import lazy_regex

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

ISSUER_WANTED = "the issuer as its tokens spell it, such as `https://login.example.com`"
JWKS_WANTED = "the path of a file beside this one, an https URL, or the keys themselves"
TOKEN = lazy_regex(r"[!#$%&'+.^_`|~0-9A-Za-z-]+")
HOST = lazy_regex(r"[\w.-]+|[0-9a-f:.]+(%\w+)?")
USER = lazy_regex(r"//[^/?#]*@")
LOOPBACK = lazy_regex(r"http://(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(/|$)", re.IGNORECASE)
URI = lazy_regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
SCOPES = (
    "resources.*.scopes.*",
    "api_services.*.operations.*.scopes.any.*",
    "api_services.*.operations.*.scopes.all.*",
    "authorization_servers.*.scopes.*",
    "authorization_servers.*.default_scopes.*",
    "authorization_servers.*.policies.*.rules.*.scopes.*",
    "clients.*.scopes.*",
)
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
    yield from blank_faults(tables)


def _base_url(path: Path, text: str) -> Iterator[Fault]:
    wrong, near = _url_fault(text), None
    if wrong is None and ("?" in text or "#" in text):
        wrong, near = "a query or fragment", re.split(r"[?#]", text)[0]
    if wrong is not None:
        wanted = "an absolute http or https URL without query and fragment"
        yield Fault(path=path, seen=f"saw {wrong}", wanted=wanted, nearest=near)


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
    if not text.strip():
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


def _issuer(path: Path, text: str) -> Iterator[Fault]:
    """What no token's `iss` can be: with a colon it is a URI (RFC 7519 section 2); `notices` has what is only odd."""
    fault = None
    if not text or text != text.strip() or not text.isprintable():
        fault = "a space or line break around it" if text.strip() else f"a string `{shown(text)}`"
    elif re.search(r"[{}<>]", text):
        fault = f"{quoted(text)}, where something has to be filled in"
    elif text.startswith("/"):
        fault = f"{quoted(text)}, which is no absolute URL"
    elif ":" in text:
        is_uri = URI.match(text) is not None and _visible(text)
        fault = _url_fault(text) if not is_uri or text[:4].lower() == "http" else None
    if fault is not None:
        yield Fault(path=path, seen=f"saw {fault}", wanted=ISSUER_WANTED)


def is_issuer(text: str) -> bool:
    """Whether a text can be the `iss` of a token."""
    return next(_issuer((), text), None) is None


def _scope(path: Path, text: str) -> Iterator[Fault]:
    """The characters of a scope (RFC 6749 section 3.3), and those beyond ASCII, which some servers take."""
    if re.search(r"\s", text.strip()):
        names = ", ".join(shown(name) for name in text.split())
        yield Fault(path=path, seen=f"saw {quoted(text)}, which has a space", wanted=f"one scope each: `{names}`")
    elif text.strip() and re.search(r'[\s"\\\x00-\x1f\x7f]', text):
        yield Fault(path=path, seen=f"saw {quoted(text)}", wanted="a scope without spaces, quotes and backslashes")


def is_scope(text: str) -> bool:
    """Whether a text can be one scope."""
    return bool(text.strip()) and next(_scope((), text), None) is None


def _redirect_uri(path: Path, text: str) -> Iterator[Fault]:
    """An absolute URI without a fragment (RFC 6749 section 3.1.2); apps have schemes of their own (RFC 8252)."""
    fault = None
    if text.strip() and (URI.match(text) is None or not _visible(text)):
        fault = f"{quoted(USER.sub('//…@', text))}, which is no absolute URL"
    elif "#" in text:
        fault = "a fragment"
    elif text.lower().startswith(("http:", "https:")):
        fault = _url_fault(text)
    if fault is not None:
        wanted = "an absolute URL without fragment such as `https://app.example.com/callback`"
        yield Fault(path=path, seen=f"saw {fault}", wanted=wanted)


def _key_set(path: Path, jwks: Tables) -> Iterator[Fault]:
    """Inline keys; nothing of them is repeated, for a private key may be among them."""
    keys = jwks.get("keys")
    if not isinstance(keys, list):
        yield Fault(path=path, seen="saw a table without a list `keys`", wanted="`{ keys = [...] }`, a JWK Set")
        return
    for index, key in enumerate(keys):
        if not isinstance(key, Mapping) or not isinstance(key.get("kty"), str):
            yield Fault(path=(*path, "keys", index), seen="saw no key", wanted="a JWK, a table with `kty`")


def blank_faults(tables: Tables) -> Iterator[Fault]:
    """Texts of spaces where a name or value is wanted."""
    for path, value in leaves(tables):
        if isinstance(value, str) and value.isspace() and FREE.isdisjoint(path) and "jwks" not in path[:-1]:
            yield Fault(path=path, seen=f"saw a string `{shown(value)}`", wanted="some text")


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
    ("issuers.*.issuer", _issuer),
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
    ("clients.*.redirect_uris.*", _redirect_uri),
    ("clients.*.secret_check", _secret_check),
    *((pattern, _scope) for pattern in SCOPES),
    *((pattern, _timestamp) for pattern in TIMES),
)
"""What is asked of the texts that a pattern reaches."""

TABLE_CHECKS: tuple[tuple[str, TableCheck], ...] = (
    ("api_services.*", _service_issuer),
    ("api_services.*.operations.*.scopes", _scope_rule),
    ("issuers.*.jwks", _key_set),
    ("clients.*.jwks", _key_set),
    ("statements.*", payload_faults),
)
"""What is asked of the tables that a pattern reaches."""
