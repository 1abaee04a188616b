"""The fields of authorization servers, clients and users whose change can decide otherwise who gets which token."""

from __future__ import annotations

from engine.environment.change_words import Field, amount, changed, grants, known, limits, status, switch, term, wants
from engine.environment.hosts import ENDPOINTS

LIFETIMES = (
    Field("access_token_lifetime_seconds", amount("the life of access tokens in seconds")),
    Field("refresh_token_lifetime_seconds", term("the life of refresh tokens in seconds")),
    Field("refresh_token_idle_seconds", amount("how many seconds a refresh token may stay unused")),
)
GRANT_TYPES = Field(
    "grant_types",
    known("{who} now takes the grant {x}", "{who} no longer takes the grant {x}", "which grants {who} takes"),
)
SERVER = (
    *(Field(key, term(f"`{key}`")) for key in ENDPOINTS),
    Field("issuer", term("the issuer")),
    Field("audience", term("the audience")),
    Field(
        "scopes",
        known("{who} now grants the scope {x}", "{who} no longer grants the scope {x}", "which scopes {who} grants"),
    ),
    Field(
        "default_scopes",
        grants("{who} now grants the scope {x} unasked", "{who} no longer grants the scope {x} unasked"),
    ),
    GRANT_TYPES,
)
PRIORITY = Field("priority", term("the priority"))
COUNTS = Field("status", status("{who} counts now", "{who} no longer counts: it is {x}"))
SERVER_POLICY = (
    PRIORITY,
    COUNTS,
    Field("clients", grants("{who} is now for the client {x}", "{who} is no longer for the client {x}")),
)
SERVER_RULE = (
    PRIORITY,
    COUNTS,
    GRANT_TYPES,
    Field(
        "users",
        limits(
            "{who} is now for the user {x} only",
            "{who} is now for the user {x}",
            "{who} is no longer for the user {x}",
            "{who} no longer names users",
        ),
    ),
    Field(
        "groups",
        limits(
            "{who} is now for the group {x} only",
            "{who} is now for the group {x}",
            "{who} is no longer for the group {x}",
            "{who} no longer names groups",
        ),
    ),
    Field("exclude_users", wants("{who} now leaves out the user {x}", "{who} no longer leaves out the user {x}")),
    Field("exclude_groups", wants("{who} now leaves out the group {x}", "{who} no longer leaves out the group {x}")),
    Field(
        "scopes",
        limits(
            "{who} now grants the scope {x} only",
            "{who} now grants the scope {x}",
            "{who} no longer grants the scope {x}",
            "{who} now grants every scope",
        ),
    ),
    *LIFETIMES,
)
CLIENT = (
    Field("status", status("{who} gets tokens now", "{who} no longer gets tokens: it is {x}")),
    GRANT_TYPES,
    Field(
        "scopes",
        known(
            "{who} may now ask for the scope {x}",
            "{who} may no longer ask for the scope {x}",
            "which scopes {who} may ask for",
        ),
    ),
    Field(
        "redirect_uris",
        known(
            "{who} may now send people back to {x}",
            "{who} may no longer send people back to {x}",
            "where {who} may send people back to",
        ),
    ),
    Field(
        "require_pkce",
        switch(
            ("narrows", "{who} must now send a code challenge"),
            ("widens", "{who} need no longer send a code challenge"),
        ),
    ),
    Field("authentication", term("the authentication")),
    Field("secret_check", changed("the secret of {who} is another one")),
    Field("jwks", changed("the keys of {who} are others")),
    Field("certificate", changed("the certificate of {who} is another one")),
    Field("protocol", term("the protocol")),
    Field("users", grants("the user {x} is now assigned to {who}", "the user {x} is no longer assigned to {who}")),
    Field("groups", grants("the group {x} is now assigned to {who}", "the group {x} is no longer assigned to {who}")),
)
USER = (
    Field("status", status("{who} may call now", "{who} may no longer call: it is {x}")),
    Field("groups", grants("{who} is now in the group {x}", "{who} is no longer in the group {x}")),
    Field("attributes", changed("attributes of {who} have changed")),
    Field("issuer", term("the issuer")),
)
