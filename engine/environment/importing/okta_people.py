"""Apps, users and groups of an Okta organisation. No secret of theirs is written."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from engine.environment.importing.keys import public_keys
from engine.environment.importing.okta_world import NO_USE, World, status_of
from engine.environment.importing.reading import Comment, Node
from engine.redaction import redact_data

NOT_ASSIGNED = "who is assigned was not given (/apps/ID/users, /apps/ID/groups)"
ADD_ASSIGNED = "add `users` or `groups`, without them nobody is"
NO_GROUPS = "the groups of this user were not given (/users/ID/groups)"
HAVE_LEFT = ("DEPROVISIONED", "DELETED")
APP_NO_USE = (
    "accessibility", "visibility", "profile", "licensing", "name", "universalLogout", "expressConfiguration",
)  # fmt: skip
OAUTH_NO_USE = (
    "client_uri", "logo_uri", "tos_uri", "policy_uri", "response_types", "application_type", "consent_method",
    "issuer_mode", "initiate_login_uri", "idp_initiated_login", "post_logout_redirect_uris", "wildcard_redirect",
    "refresh_token", "dpop_bound_access_tokens", "participate_slo", "frontchannel_logout_uri", "sector_identifier_uri",
)  # fmt: skip


def client_of(world: World, app: Node) -> dict[str, Any] | None:
    """An app as a client; None where it asks for no tokens."""
    app.skip(*NO_USE, *APP_NO_USE)
    mode, label = app.text("signOnMode") or "", app.text("label")
    oauth = app.node("credentials").node("oauthClient")
    if mode.startswith("SAML"):
        app.skip(*app.value)
        return {"id": app.text("id") or label or "app", "name": label, "protocol": "saml", "status": status_of(app)}
    if mode != "OPENID_CONNECT" or oauth.text("client_id") is None:
        app.skip(*app.value)
        app.say("", "no OAuth or SAML app; left out")
        return None
    settings = app.node("settings")
    settings.skip(*(key for key in settings.value if key != "oauthClient"))
    app.node("credentials").skip("userNameTemplate", "signing", "scheme", "password", "userName")
    client = settings.node("oauthClient")
    client.skip(*OAUTH_NO_USE)
    oauth.skip("autoKeyRotation")
    return {
        "id": oauth.text("client_id"), "name": label, "status": status_of(app),
        "authentication": oauth.text("token_endpoint_auth_method"), **_secret(oauth),
        "jwks": public_keys(client.node("jwks")) if "jwks" in client else None,
        "grant_types": client.texts("grant_types"), "redirect_uris": _redirects(client),
        "require_pkce": oauth.flag("pkce_required") or None, **_assigned(world, app),
    }  # fmt: skip


def _secret(oauth: Node) -> dict[str, Any]:
    """Enough of a secret to say that another one differs: the first 4 hex digits of its SHA-256."""
    secret = oauth.text("client_secret")
    return {"secret_check": sha256(secret.encode()).hexdigest()[:4]} if secret else {}


def _redirects(client: Node) -> list[str] | None:
    kept: list[str] = []
    found = client.texts("redirect_uris")
    for uri in found or []:
        if "://" in uri and "#" not in uri and "@" not in uri.partition("://")[2].partition("/")[0]:
            kept.append(uri)
        else:
            client.say("redirect_uris", "a redirect URI that is not absolute or has a fragment; left out")
    return kept if found is not None else None


def _assigned(world: World, app: Node) -> dict[str, Any]:
    """Who may sign on to the app: people by `/apps/{id}/users`, groups by `/apps/{id}/groups`."""
    identity = app.text("id") or ""
    users = [one.text("id") or "" for one in world.of("appUsers", identity)]
    groups = [one.text("id") or "" for one in world.of("appGroups", identity)]
    for one in (*world.of("appUsers", identity), *world.of("appGroups", identity)):
        one.skip(*one.value)
    if not users and not groups:
        app.say("", f"{NOT_ASSIGNED}, judged as nobody until you add it")
        client = app.node("credentials").node("oauthClient").text("client_id") or ""
        world.comments.append(Comment("clients", client, "groups", f"{NOT_ASSIGNED}: {ADD_ASSIGNED}"))
    return {"users": world.user_names(users) or None, "groups": world.group_names(groups) or None}


def user_of(world: World, user: Node) -> dict[str, Any] | None:
    """A user, called as access tokens call them: by login."""
    user.skip(
        *NO_USE, "credentials", "activated", "statusChanged", "lastLogin", "passwordChanged", "transitioningToStatus"
    )
    profile = user.node("profile")
    login = profile.text("login")
    if login is None:
        user.say("profile", "a user without a login; left out")
        return None
    names = [profile.text(key) or "" for key in ("firstName", "lastName")]
    state = user.text("status")
    status = "deleted" if state in HAVE_LEFT else "inactive"
    attributes: Mapping[str, Any] = redact_data({
        key: value for key, value in profile.value.items()
        if key not in ("login", "firstName", "lastName") and isinstance(value, str | bool | int | float | list)
    })  # fmt: skip
    profile.skip(*profile.value)
    groups, known = _groups(world, user)
    made = {
        "id": login, "name": profile.text("displayName") or " ".join(filter(None, names)) or None,
        "status": None if state in (None, "ACTIVE") else status,
        "groups": groups, "attributes": dict(attributes) or None,
    }  # fmt: skip
    if known:
        return made
    user.say("", f"{NO_GROUPS}; the user is written as a comment, to be completed")
    world.off.append(("users", made, f"{NO_GROUPS}: complete `groups`, then take the # away"))
    return None


def _groups(world: World, user: Node) -> tuple[list[str] | None, bool]:
    """The groups of a user, and whether what was given tells them all."""
    named = [*world.members.get(user.text("id") or "", ()), *world.everyone]
    known = world.groups_given or any(isinstance(user.value.get(key), list) for key in ("groups", "groupIds"))
    for key in ("groups", "groupIds"):
        found = user.raw(key)
        for one in found if isinstance(found, list) else ():
            identity = one.get("id") if isinstance(one, Mapping) else one
            if isinstance(identity, str):
                named += world.group_names([identity])
    return list(dict.fromkeys(named)) or None, known
