"""How an issuer or an audience differs from the one that is wanted: by a slash, a tenant, an environment, a product."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from engine.tokens.claims import client_of
from engine.tokens.view import TokenView
from engine.words import shortened
from knowledge.patterns import lazy_regex

ENVIRONMENTS = frozenset((
    "dev", "devel", "develop", "development", "test", "testing", "tst", "qa", "uat", "int", "integration", "stage",
    "staging", "stg", "sandbox", "preview", "preprod", "demo", "canary", "prod", "production", "live",
))  # fmt: skip
"""Words by which hosts and paths name the environment that they belong to."""
INTERNAL = (".internal", ".local", ".localhost", ".svc", ".cluster.local", ".lan", ".intranet")
GRAPH = ("00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com")
DEFAULTS = {"account": "Keycloak's default audience, its account console"} | dict.fromkeys(GRAPH, "Microsoft Graph")
VENDOR_HOSTS = (".auth0.com", ".okta.com", ".oktapreview.com", ".pingone.com", ".pingone.eu", ".b2clogin.com")
WORDS = lazy_regex(r"[a-z]+|\d+")


def other_environment(seen: str, wanted: str) -> str | None:
    """Says which environment an issuer names, where that is all that it differs in from the one wanted."""
    here, there = _without_environment(seen), _without_environment(wanted)
    if here[0] != there[0] or here[1] == there[1]:
        return None
    one, other = (" and ".join(f"`{word}`" for word in words) or "no such mark" for words in (here[1], there[1]))
    return f"its issuer carries {one}, the one that the API accepts {other}"


def _without_environment(url: str) -> tuple[list[str], list[str]]:
    """The words of a URL without those that name an environment, and those. The last label of a host is none."""
    scheme, _, rest = url.lower().partition("://")
    host, slash, path = rest.partition("/")
    name, dot, top = host.rpartition(".")
    words = WORDS.findall(f"{name}{slash}{path}")
    marks = [word for word in words if word in ENVIRONMENTS]
    return [scheme, dot + top, *(word for word in words if word not in ENVIRONMENTS)], marks


def issuer_difference(seen: str, wanted: str) -> str | None:
    """What an issuer differs in from the one that is wanted, where that can be said."""
    if seen.rstrip("/") == wanted.rstrip("/"):
        return "only the slash at the end differs"
    here, there = _split(seen), _split(wanted)
    if here is None or there is None:
        return None
    if (here.hostname, here.path) == (there.hostname, there.path):
        if here.port == there.port:
            return f"only {'the letter case of the host' if here.scheme == there.scheme else 'the scheme'} differs"
        if _port(here) == _port(there):
            return "only the port, spelled out or not, differs"
    if seen.lower() == wanted.lower():
        return "only the letter case differs"
    return _by_vendor(here, there) or _by_host(here, there)


def _by_vendor(here: SplitResult, there: SplitResult) -> str | None:
    hosts = (here.hostname or "", there.hostname or "")
    if set(hosts) == {"sts.windows.net", "login.microsoftonline.com"}:
        version = "1" if hosts[0] == "sts.windows.net" else "2"
        return f"Microsoft Entra writes it so into tokens of version {version}"
    if hosts[0] == hosts[1] and hosts[0].endswith((".okta.com", ".oktapreview.com")):
        if not here.path.strip("/"):
            return "it is the Okta organization's own server, whose tokens only Okta can verify"
        return f"another authorization server of the same organization, `{here.path}`"
    return None


def _by_host(here: SplitResult, there: SplitResult) -> str | None:
    seen, wanted = here.hostname or "", there.hostname or ""
    if seen == wanted:
        if _port(here) != _port(there) and here.path == there.path:
            return "the same host, another port"
        return f"the same host, another tenant or realm: `{shortened(here.path, 60)}`"
    if _is_internal(seen) and not _is_internal(wanted):
        return f"`{shortened(seen, 60)}` is a name inside the issuer's own network"
    if here.path.strip("/") == there.path.strip("/") and (seen.endswith(VENDOR_HOSTS) or wanted.endswith(VENDOR_HOSTS)):
        return "one is the product's own host name, the other may be a custom domain of the same tenant"
    return None


def _split(url: str) -> SplitResult | None:
    """A URL taken apart; None where it names no host, or a port that is no number."""
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and (parts.port is None or parts.port >= 0) else None
    except ValueError:
        return None


def _port(parts: SplitResult) -> int | None:
    return parts.port if parts.port is not None else {"https": 443, "http": 80}.get(parts.scheme)


def _is_internal(host: str) -> bool:
    if "." not in host or host.endswith(INTERNAL):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


def audience_difference(view: TokenView, found: tuple[str, ...], wanted: tuple[str, ...]) -> str | None:
    """What an audience is instead of the one that is wanted, where that can be said."""
    for one in found:
        same = next((other for other in wanted if _core(one) == _core(other)), None)
        if same is not None:
            return f"`{shortened(one, 60)}` differs only in how it is written"
    client = client_of(view.claims)
    if client is not None and client[0] in found:
        return "that is the client's own id, as in an ID token"
    for one in found:
        if one in DEFAULTS:
            return f"that is {DEFAULTS[one]}"
        if one.rstrip("/").endswith("/userinfo"):
            return "that is the issuer's user-info endpoint, its default audience"
    return _other_service(view, found)


def _core(audience: str) -> str:
    """An audience without what people add to it or leave out: scheme, slash at the end, letter case."""
    return audience.lower().partition("://")[2].rstrip("/") if "://" in audience else audience.lower().rstrip("/")


def _other_service(view: TokenView, found: tuple[str, ...]) -> str | None:
    environment = view.environment
    for service in environment.api_services if environment is not None else ():
        if environment is not None and set(environment.audiences_of(service)) & set(found):
            return f"that is the audience of {service.name}"
    return None
