"""Applications and users of a PingOne environment. No secret of theirs is written."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from engine.environment.importing.pingone_world import NO_USE, World
from engine.environment.importing.reading import Node
from engine.redaction import redact_data

AUTHENTICATION = {
    "NONE": "none", "CLIENT_SECRET_BASIC": "client_secret_basic", "CLIENT_SECRET_POST": "client_secret_post",
    "CLIENT_SECRET_JWT": "client_secret_jwt", "PRIVATE_KEY_JWT": "private_key_jwt",
}  # fmt: skip
GRANTS = {
    "AUTHORIZATION_CODE": "authorization_code", "CLIENT_CREDENTIALS": "client_credentials", "IMPLICIT": "implicit",
    "REFRESH_TOKEN": "refresh_token", "DEVICE_CODE": "urn:ietf:params:oauth:grant-type:device_code",
    "TOKEN_EXCHANGE": "urn:ietf:params:oauth:grant-type:token-exchange",
}  # fmt: skip
USER_NO_USE = (
    "lifecycle", "mfaEnabled", "verifyStatus", "identityProvider", "account", "password", "lastSignOn", "photo",
)  # fmt: skip


def client_of(world: World, node: Node) -> dict[str, Any] | None:
    """An application as a client; None where it asks for no tokens."""
    identity, protocol = node.text("id"), node.text("protocol")
    enabled = node.flag("enabled")
    common = {"id": identity, "name": node.text("name"), "status": "inactive" if enabled is False else None}
    if identity is None or protocol not in ("OPENID_CONNECT", "SAML"):
        node.skip(*node.value)
        node.say("", "no OAuth or SAML application; left out")
        return None
    if protocol == "SAML":
        node.skip(*node.value)
        return {**common, "protocol": "saml"}
    node.skip(
        *NO_USE, "description", "type", "responseTypes", "icon", "homePageUrl", "loginPageUrl",
        "assignActorRoles", "postLogoutRedirectUris", "hiddenFromAppPortal", "parRequirement", "parTimeout",
        "requireSignedRequestObject", "refreshTokenDuration", "refreshTokenRollingDuration", "signing", "bundleId",
    )  # fmt: skip
    method = node.text("tokenEndpointAuthMethod")
    granted = list(dict.fromkeys(world.granted.get(identity, ())))
    return {
        **common, "authentication": AUTHENTICATION.get(method or ""), **_secret(node), "grant_types": _grants(node),
        "redirect_uris": [uri for uri in node.texts("redirectUris") or [] if "://" in uri and "#" not in uri] or None,
        "require_pkce": (node.text("pkceEnforcement") or "").endswith("REQUIRED") or None, "scopes": granted or None,
        **_assigned(world, node),
    }  # fmt: skip


def _assigned(world: World, app: Node) -> dict[str, Any]:
    """Who may sign on: the members of the groups of its access control, else every user; the file has to name them."""
    control = app.node("accessControl")
    control.skip("role")
    listed = control.node("group")
    listed.skip("type")
    groups = [one.text("id") or "" for one in listed.nodes("groups")]
    if groups:
        return {"groups": [world.groups.get(one, one) for one in groups]}
    users = [one.value["id"] for one in world.by_kind["users"] if isinstance(one.value.get("id"), str)]
    app.say(
        "",
        "every user may sign on through it: those that were given are named, add the others"
        if users
        else "every user may sign on through it, but none was given: nobody, until you name `users` or `groups`",
    )
    return {"users": users or None}


def _secret(node: Node) -> dict[str, Any]:
    """Enough of a secret to say that another one differs: the first 4 hex digits of its SHA-256."""
    secret = node.text("secret") or node.text("clientSecret")
    return {"secret_check": sha256(secret.encode()).hexdigest()[:4]} if secret else {}


def _grants(node: Node) -> list[str] | None:
    found = node.texts("grantTypes")
    for one in found or ():
        if one not in GRANTS:
            node.say("grantTypes", f"`{one}` is not known; left out")
    return [GRANTS[one] for one in found if one in GRANTS] if found is not None else None


def user_of(world: World, node: Node) -> dict[str, Any] | None:
    """A user, called as access tokens call them: by id."""
    node.skip(*NO_USE, *USER_NO_USE)
    identity = node.text("id")
    if identity is None:
        node.say("", "a user without an id; left out")
        return None
    name = node.node("name")
    parts = (name.text("formatted"), name.text("given"), name.text("family"))
    name.skip("middle", "honorificPrefix", "honorificSuffix")
    groups = [world.groups.get(one, one) for one in node.texts("memberOfGroupIDs") or []]
    read = {"id", "name", "enabled", "memberOfGroupIDs", "memberOfGroupNames", *NO_USE, *USER_NO_USE}
    plain = {key: value for key, value in node.value.items() if isinstance(value, str | bool | int | float)}
    attributes: Mapping[str, Any] = redact_data({key: value for key, value in plain.items() if key not in read})
    node.skip(*attributes)
    return {
        "id": identity, "name": parts[0] or " ".join(filter(None, parts[1:])) or node.text("username"),
        "status": "inactive" if node.flag("enabled") is False else None,
        "groups": node.texts("memberOfGroupNames") or groups or None, "attributes": dict(attributes) or None,
    }  # fmt: skip
