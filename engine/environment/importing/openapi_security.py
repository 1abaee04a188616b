"""Security schemes and requirements of an OpenAPI document (OpenAPI Specification 3.1, sections 4.8.27 to 4.8.30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from engine.environment.importing.reading import Comment, Node, unique
from engine.environment.importing.token_urls import GUESSED, guessed_issuer, issuer_of
from engine.environment.values import is_absolute_url, is_issuer, is_scope

WELL_KNOWN = "/.well-known/openid-configuration"
EXAMPLE_ISSUER = "https://login.example.com"
EXAMPLE = "an example: put the `iss` of a real token here"
GRANTS = {
    "authorizationCode": "authorization_code", "clientCredentials": "client_credentials", "password": "password",
    "implicit": "implicit", "deviceAuthorization": "urn:ietf:params:oauth:grant-type:device_code",
}  # fmt: skip
SCOPED = ("oauth2", "openIdConnect")


class Security:
    """The schemes of one document: which issuer they lead to, and which rules an operation's requirements are."""

    def __init__(self, root: Node, existing: Mapping[str, Any]) -> None:
        components = root.node("components")
        components.skip(*components.value)
        self._schemes = dict(components.node("securitySchemes").members())
        self._types = {name: scheme.text("type") or "" for name, scheme in self._schemes.items()}
        self._notes = root
        self._issuers: list[dict[str, Any]] = []
        self._servers: list[dict[str, Any]] = []
        self._existing = [one for one in existing.get("issuers", []) if isinstance(one, Mapping)]
        self._names = {str(one.get("name")) for one in self._existing}
        self._services = {one.get("name"): one for one in existing.get("api_services", [])}
        self._named: str | None = None
        self.comments: list[Comment] = []
        """What is said in the file of an issuer that is only guessed."""
        for name, scheme in self._schemes.items():
            self._read(name, scheme)

    def issuer_name(self, service: str) -> str | None:
        """The issuer whose tokens the API takes: None where the file's service of this name says so itself.

        Where nothing tells it follows from the shape of the token URL, else it is a guess, and said to be one.
        """
        for server in self._servers:
            self._guess(server)
        if self._named is None:
            self._named = self._of_file(service) or self._stand_in()
        for server in self._servers:
            server.setdefault("issuer", self._named)
        return None if service in self._services else self._named

    def _of_file(self, service: str) -> str | None:
        known = self._services.get(service, {})
        named = known.get("issuer") or next(iter(known.get("issuers") or ()), None)
        if named is None and len(self._existing) == 1:
            named = str(self._existing[0].get("name"))
            self._notes.say("", f"the document names no issuer: taken is `{named}` of the file")
        return named

    def _stand_in(self) -> str:
        urls = [server.get("token_endpoint") or server.get("authorization_endpoint") for server in self._servers]
        url = next((str(one) for one in urls if one), None)
        name = unique("login", self._names)
        told = issuer_of(url) if url else None
        if told is not None:
            issuer, vendor = told
            text = f"`{issuer}` follows from its token URL, as {vendor} makes them; compare the `iss` of a real token"
        else:
            issuer = guessed_issuer(url) if url else EXAMPLE_ISSUER
            text = f"`{issuer}` is {GUESSED if url else EXAMPLE}"
            self.comments.append(Comment("issuers", name, "issuer", GUESSED if url else EXAMPLE))
        self._issuers.append({"name": name, "issuer": issuer})
        self._notes.say("", f"the document names no issuer: {text}")
        return name

    def tables(self) -> dict[str, Any]:
        """The issuers and authorization servers that the schemes name."""
        found = {"issuers": self._issuers, "authorization_servers": self._servers}
        return {key: value for key, value in found.items() if value}

    def rules(self, holder: Node, operation: Node) -> dict[str, Any]:
        """`token` and `scopes` of an operation from the requirements that hold for it."""
        found = holder.raw("security")
        if not isinstance(found, list) or not found:
            if found is None:
                self._notes.say("security", "nothing says that a token is wanted: such operations are open")
            return {"token": "none"}
        places = holder.children(found, holder.at("security"))
        alternatives = [self._alternative(one) for one in places]
        if not alternatives:
            return {}
        if any(not one for one in alternatives):
            return {"token": "optional"} if any(alternatives) else {"token": "none"}
        return self._scopes([one["scopes"] for one in alternatives], operation)

    def _alternative(self, requirement: Node) -> dict[str, Any]:
        """What one alternative asks for: nothing, or a token with these scopes."""
        scopes: set[str] = set()
        wants_token = False
        for name in requirement.value:
            kind = self._types.get(name)
            named = requirement.texts(name) or []
            if kind in SCOPED:
                wants_token = True
                scopes.update(scope for scope in named if self._is_scope(scope, requirement))
            elif kind == "http" and (self._schemes[name].text("scheme") or "").lower() == "bearer":
                wants_token = True
            elif kind is None:
                requirement.say(name, "no security scheme of this name; left out")
            else:
                self._schemes[name].say("", "credentials that are no token cannot be said, and are not judged")
        return {"scopes": frozenset(scopes)} if wants_token else {}

    def _is_scope(self, scope: str, requirement: Node) -> bool:
        if is_scope(scope):
            return True
        requirement.say("", "a scope that no token can carry; left out")
        return False

    def _scopes(self, sets: list[frozenset[str]], operation: Node) -> dict[str, Any]:
        smallest = [one for one in dict.fromkeys(sets) if not any(other < one for other in sets)]
        if len(smallest) == 1:
            return {"scopes": {"all": sorted(smallest[0])}} if smallest[0] else {}
        if all(len(one) == 1 for one in smallest):
            return {"scopes": {"any": sorted(scope for one in smallest for scope in one)}}
        shared = frozenset.intersection(*smallest)
        choices = " or ".join(" and ".join(sorted(one)) for one in smallest)
        operation.say("security", f"wants {choices}, which one rule cannot say: judged is what all of these share")
        return {"scopes": {"all": sorted(shared)}} if shared else {}

    def _read(self, name: str, scheme: Node) -> None:
        scheme.skip("description", "deprecated", "name", "in", "bearerFormat", "scheme", "$ref")
        if scheme.value.get("$ref"):
            scheme.say("$ref", "a scheme that stands elsewhere: not read")
        kind = self._types[name]
        if kind == "openIdConnect":
            self._read_discovery(name, scheme)
        elif kind == "oauth2":
            self._read_flows(name, scheme)

    def _read_discovery(self, name: str, scheme: Node) -> None:
        url = scheme.text("openIdConnectUrl") or ""
        issuer = url.removesuffix(WELL_KNOWN)
        if issuer == url or not is_absolute_url(url) or not is_issuer(issuer):
            scheme.say("openIdConnectUrl", f"saw no URL that ends in `{WELL_KNOWN}`: the issuer is not known")
            return
        self._use(issuer)
        scheme.say("openIdConnectUrl", "endpoints and keys: `apiwhy environment import oidc` reads them")

    def _read_flows(self, name: str, scheme: Node) -> None:
        server: dict[str, Any] = {"name": name}
        scopes: dict[str, None] = {}
        metadata = scheme.text("oauth2MetadataUrl")
        if metadata:
            scheme.say("oauth2MetadataUrl", "the issuer's metadata: `apiwhy environment import oidc` reads it")
        for flow, node in scheme.node("flows").members():
            grant = GRANTS.get(flow)
            if grant is None:
                node.say("", "a flow that is not known; left out")
                continue
            server.setdefault("grant_types", []).append(grant)
            scopes.update(dict.fromkeys(scope for scope in node.node("scopes").value if is_scope(scope)))
            node.node("scopes").skip(*node.node("scopes").value)
            self._endpoints(server, node)
        if "authorization_code" in server.get("grant_types", []) and server.pop("refreshed", False):
            server["grant_types"].append("refresh_token")
        server.pop("refreshed", None)
        if scopes:
            server["scopes"] = list(scopes)
        if len(server) > 1:
            self._servers.append(server)

    def _endpoints(self, server: dict[str, Any], flow: Node) -> None:
        server["refreshed"] = server.get("refreshed", False) or flow.text("refreshUrl") is not None
        for key, field in (
            ("authorizationUrl", "authorization_endpoint"), ("tokenUrl", "token_endpoint"),
            ("deviceAuthorizationUrl", "device_authorization_endpoint"),
        ):  # fmt: skip
            url = flow.text(key)
            if url and is_absolute_url(url):
                server[field] = url
            elif url:
                flow.say(key, "no absolute http or https URL; left out")

    def _guess(self, server: dict[str, Any]) -> None:
        """The issuer of the file, or of another scheme, that the URLs of this server tell; else one on their host."""
        url = server.get("token_endpoint") or server.get("authorization_endpoint") or ""
        host, told = urlsplit(url).netloc, issuer_of(url)
        for one in (*self._issuers, *self._existing):
            issuer = str(one.get("issuer"))
            if issuer == told[0] if told else host and urlsplit(issuer).netloc == host:
                server["issuer"] = str(one["name"])
                self._named = self._named or server["issuer"]

    def _use(self, issuer: str) -> None:
        known = next((one for one in self._existing if one.get("issuer") == issuer), None)
        if known is not None:
            self._named = self._named or str(known.get("name"))
            return
        self._issuers.append({"name": unique(urlsplit(issuer).netloc, self._names), "issuer": issuer})
        self._named = self._named or str(self._issuers[-1]["name"])
