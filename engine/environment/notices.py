"""What in an environment can be used and still hardly means what its author wanted: said, not refused."""

from __future__ import annotations

from collections.abc import Iterator

from engine.environment.positions import Path
from engine.environment.problems import Fault, nearest, path_text, quoted
from engine.environment.tables import Tables, select_tables, select_texts
from engine.environment.values import USER
from engine.urls import Url, parse_url
from knowledge.patterns import lazy_regex

GRANTS = ("authorization_code", "client_credentials", "refresh_token", "password", "implicit")
AUTHENTICATION = (
    "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt",
    "tls_client_auth", "self_signed_tls_client_auth", "none",
)  # fmt: skip
"""Ways to authenticate a client by their registered names (RFC 8414 section 2, RFC 8705 section 2)."""

DECIDES = {"denied-reason": "deny", "auth-challenge": "deny"}
"""The decision on which a code has an effect where that is not `permit`."""

FIRES_ON = {"permit": ("permit",), "deny": ("deny",), "permit-or-deny": ("permit", "deny"), "indeterminate": ()}
ISSUER = "the `iss` of its tokens exactly, which should be an https URL"
SAML = "saw `saml`, which is not supported: what this client does is not judged"
HOST = lazy_regex(r"[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?")

NAMED = (
    ("authorization_servers.*.grant_types.*", GRANTS),
    ("authorization_servers.*.policies.*.rules.*.grant_types.*", GRANTS),
    ("clients.*.grant_types.*", GRANTS),
    ("clients.*.authentication", AUTHENTICATION),
)
"""Where a registered name is expected; what has a colon is a name of someone's own."""

ONCE = (
    ("issuers.*.issuer", "tokens are judged by the first one", "each issuer once"),
    ("api_services.*.base_urls.*", "requests go to the first one", "each base URL once"),
)
"""Values that only the first table with them is found by."""


def notices(tables: Tables) -> Iterator[Fault]:
    """Everything that is odd in tables that an environment was made from."""
    for path, issuer in select_texts(tables, "issuers.*.issuer"):
        yield from _issuer(path, issuer)
    for pattern, so, wanted in ONCE:
        yield from _twice(tables, pattern, so, wanted)
    yield from _other_audience(tables)
    for path, statement in select_tables(tables, "statements.*"):
        yield from _without_effect(path, statement)
    for path, protocol in select_texts(tables, "clients.*.protocol"):
        if protocol == "saml":
            yield Fault(path=path, seen=SAML, wanted="`oidc`, or this client left out")
    for pattern, names in NAMED:
        for path, name in select_texts(tables, pattern):
            if name not in names and ":" not in name:
                wanted = f"a registered name such as `{names[0]}`"
                yield Fault(path=path, seen=f"saw {quoted(name)}", wanted=wanted, nearest=nearest(name, names))


def _issuer(path: Path, text: str) -> Iterator[Fault]:
    """An issuer identifier is an https URL without query and fragment (RFC 8414 section 2)."""
    url = parse_url(text)
    if url is None or url.scheme not in ("http", "https"):
        near = f"https://{text}" if HOST.fullmatch(text) else None
        seen = f"saw {quoted(USER.sub('//…@', text))}, which is no https URL"
        yield Fault(path=path, seen=seen, wanted=ISSUER, nearest=near)
    elif url.scheme == "http" and not is_loopback(url):
        yield Fault(path=path, seen=f"saw {quoted(text)}, which is plain http", wanted=ISSUER)
    elif "?" in text or "#" in text:
        yield Fault(path=path, seen="saw a query or fragment", wanted=f"{ISSUER} without them")


def _twice(tables: Tables, pattern: str, so: str, wanted: str) -> Iterator[Fault]:
    first: dict[str, Path] = {}
    for path, text in select_texts(tables, pattern):
        url = parse_url(text)
        earlier = first.setdefault(url.without_query.rstrip("/") if url and "*.base" in pattern else text, path)
        if earlier != path:
            yield Fault(path=path, seen=f"{path_text(earlier)} is the same: {so}", wanted=wanted, earlier=earlier)


def _other_audience(tables: Tables) -> Iterator[Fault]:
    """Services that name a resource and another audience than its own: theirs counts."""
    audiences = {row.get("name"): row.get("audience") for _, row in select_tables(tables, "resources.*")}
    for path, service in select_tables(tables, "api_services.*"):
        own, of_resource = service.get("audience"), audiences.get(service.get("resource"))
        named = [own] if isinstance(own, str) else own
        if named and of_resource is not None and of_resource not in named:
            seen = f"the resource has the audience {quoted(str(of_resource))}, which does not count beside this one"
            yield Fault(path=(*path, "audience"), seen=seen, wanted="`resource` or `audience`, or the two the same")


def _without_effect(path: Path, statement: Tables) -> Iterator[Fault]:
    """A statement that goes with decisions on which its code does nothing."""
    code, on = str(statement.get("code")), str(statement.get("on", "permit"))
    needed = DECIDES.get(code, "permit")
    if needed is not None and needed not in FIRES_ON.get(on, (needed,)):
        seen = f"saw {quoted(on)}" if "on" in statement else "`on` is left out, which is `permit`"
        place = (*path, "on")
        yield Fault(path=place, seen=seen, wanted=f"`{needed}`, without which `{code}` has no effect")


def is_loopback(url: Url) -> bool:
    """Whether a URL leads to this machine, where nothing can be read on the way (RFC 8252 section 8.3)."""
    if url.host == "localhost" or url.host.endswith(".localhost"):
        return True
    from ipaddress import ip_address

    try:
        return ip_address(url.host.strip("[]")).is_loopback
    except ValueError:
        return False
