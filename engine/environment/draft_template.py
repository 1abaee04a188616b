"""The text of a first environment file, with places for what a request and its token show."""

from __future__ import annotations

TEMPLATE = """\
# What requests are judged against: who issues tokens, which APIs there are, and who may call what.
# A line that starts with `# ` explains; one that starts with `#` and a key is a setting that is off:
# take its `#` away to use it. Judge a request with: apiwhy diagnose --environment THIS-FILE REQUEST

# What results call this environment.
name = {name}
# The version of this file's format.
schema = "apiwhy.environment/1"
# Off: a user who is not listed below is not known. On: such a user has no groups and no attributes.
#users_complete = true


# Who issues the tokens: one table for each issuer. The other tables refer to it by its name.
[[issuers]]
name = "login"
# {issuer_from}
issuer = {issuer}
# "managed": its users can be listed below. "external": the OAuth server of someone else.
kind = "managed"
# Its public keys, in a file beside this one; without them no signature can be judged.
# {keys_from}
#jwks = "keys.jwks.json"
# How tokens may be signed. Off: with every asymmetric algorithm that fits the keys.
{algorithms}
# How far the clocks of issuer and API may differ, in seconds.
leeway_seconds = 60


# Where its tokens come from: with this, a fix shows the call that gets a new one.
{server_off}[[authorization_servers]]
{server_off}name = "login"
# The name of the issuer above.
{server_off}issuer = "login"
# {token_endpoint_from}
{server_off}token_endpoint = {token_endpoint}
# Where people sign in. {authorization_from}
{authorization_off}authorization_endpoint = {authorization_endpoint}
# What the `aud` of its access tokens names. {example}
#audience = {audience_example}
# The grants that it supports. Off: not known.
#grant_types = ["authorization_code", "refresh_token", "client_credentials"]
# The scopes that it knows. Off: not known.
#scopes = [{scopes}]

# An access policy of the server: for which clients it counts, the lowest priority first.
#[[authorization_servers.policies]]
#name = "All clients"
# Its place among the policies.
#priority = 1
# Ids of `[[clients]]` below; "*" is all of them.
#clients = ["*"]

# A rule of the policy: the first that matches grants the token.
#[[authorization_servers.policies.rules]]
#name = "staff"
# Its place among the rules.
#priority = 1
# The grants that it is for.
#grant_types = ["authorization_code", "refresh_token"]
# Whose users it is for. Off: everyone.
#groups = ["staff"]
# The scopes that it grants; one more that is asked for, and it does not match. Off: every scope.
#scopes = [{scopes}]
# How long the access token lives.
#access_token_lifetime_seconds = 3600


# The applications that ask for tokens: one table for each. With one, every other client is refused.
#[[clients]]
# Its client_id.
#id = "client-1"
# How it proves who it is; "none" is a public client.
#authentication = "client_secret_basic"
# The grants that it may use. Off: not known.
#grant_types = ["authorization_code", "refresh_token"]
# Where people are sent back to after they signed in.
#redirect_uris = ["https://app.example.com/callback"]
# The scopes that it may ask for. Off: not known.
#scopes = [{scopes}]
# Whose users may use it; or `users`. Without both nobody may sign in to it.
#groups = ["staff"]


# An API: one table for each.
[[api_services]]
name = {service}
# Every URL under one of these belongs to the API.
# {base_url_from}
base_urls = [{base_url}]
# Whose tokens it takes: the name of an issuer above.
issuer = "login"
# What the `aud` of a token must name; of several, one is enough. Off: every audience passes.
{audience_from}
{audience}
# "deployed", "changed" (saved since it was last deployed) or "never" (saved only).
deployment = "deployed"


# What can be called in the API above, and by whom: one table for each operation.
# Without any, every path and method is open to a good token.
#[[api_services.operations]]
#name = {operation}
# Off: every method.
#methods = [{method}]
# Below the base URL; {{id}} and * stand for one segment, a last ** for all that follow.
#paths = [{path}]
# The token must carry all of these scopes; any = [...] asks for one of them.
{scopes_from}
#scopes = {{ all = [{scopes}] }}
# The user must be in one of these groups.
#groups = ["staff"]
# The request must come from one of these networks.
#networks = ["203.0.113.0/24"]
# A user must stand behind the token; a client alone is refused.
#delegated = true


# The users, for rules that ask for one: one table for each.
#[[users]]
# What the token's `sub` holds.
#id = {user}
# "active", "inactive" or "deleted".
#status = "active"
#groups = ["staff"]
#attributes = {{ department = "sales" }}
"""
