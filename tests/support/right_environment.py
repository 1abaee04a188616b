"""A correct environment of any size, as text: services of both token sources, policies, servers, clients, users."""

from __future__ import annotations

from collections.abc import Iterator

EXTERNAL = 2
"""How many of the services take tokens of an external issuer."""

TOP = """
name = "right"
users_complete = true

[[issuers]]
name = "sso"
issuer = "https://login.test/as"

[[issuers]]
name = "partner"
issuer = "https://partner.test"
kind = "external"
jwks = { keys = [] }

[[gateways]]
name = "edge"

[[policies]]
name = "Opening hours"
combine = "deny-overrides"

  [[policies.rules]]
  name = "closed"
  effect = "deny"
  when = { attribute = "request.weekday", zone = "UTC", equals = "sunday" }

  [[policies.rules]]
  name = "open"
  effect = "permit"

[[policies]]
name = "Partners"
combine = "deny-unless-permit"

  [[policies.rules]]
  name = "in the region"
  effect = "permit"
  when = { attribute = "token.region", in = ["eu", "uk"], default = "none" }

[[users]]
id = "ada"
groups = ["staff"]
"""
SERVICE = """
[[api_services]]
name = "Service {number}"
base_urls = ["https://api.test/service-{number}", "https://service-{number}.test"]
gateways = ["edge"]
"""
MANAGED = """issuer = "sso"
resource = "Service {number}"
policy = "Opening hours"
"""
BY_PARTNER = """issuer = "partner"
audience = "https://service-{number}.test"
policy = "Partners"
"""
RESOURCE = """
[[resources]]
name = "Service {number}"
issuer = "sso"
audience = "https://service-{number}.test"
scopes = ["service-{number}", "service-{number}:write"]

[[authorization_servers]]
name = "Tokens {number}"
issuer = "sso"
audience = "https://service-{number}.test"
token_endpoint = "https://login.test/as/{number}/token"
scopes = ["service-{number}", "service-{number}:write"]
grant_types = ["authorization_code", "refresh_token", "client_credentials"]

  [[authorization_servers.policies]]
  name = "own clients"
  priority = 1
  clients = ["web", "batch"]

    [[authorization_servers.policies.rules]]
    name = "people"
    priority = 1
    grant_types = ["authorization_code", "refresh_token"]
    groups = ["staff"]
    access_token_lifetime_seconds = 3600
    refresh_token_lifetime_seconds = 86400
    refresh_token_idle_seconds = 600

    [[authorization_servers.policies.rules]]
    name = "machines"
    priority = 2
    grant_types = ["client_credentials"]
    scopes = ["service-{number}"]
    access_token_lifetime_seconds = 300
"""
OPERATIONS = """
  [[api_services.operations]]
  name = "Read {thing}"
  methods = ["GET"]
  paths = ["/{thing}", "/{thing}/{{id}}", "/{thing}/{{id}}/parts/**"]
  {read}
  [[api_services.operations]]
  name = "Write {thing}"
  methods = ["POST", "PUT", "DELETE"]
  paths = ["/{thing}", "/{thing}/{{id}}"]
  {write}
"""
CLIENTS = """
[[clients]]
id = "web"
grant_types = ["authorization_code", "refresh_token"]
redirect_uris = ["https://app.test/callback"]
scopes = ["openid", {scopes}]
groups = ["staff"]

[[clients]]
id = "batch"
grant_types = ["client_credentials"]
scopes = [{scopes}]
"""


def right_environment(services: int = 25, operations: int = 16) -> str:
    """The text of it; `operations` is for each service, and even."""
    return "".join(_parts(services, operations))


def _parts(services: int, operations: int) -> Iterator[str]:
    yield TOP
    managed = services - EXTERNAL
    for number in range(1, services + 1):
        own = number <= managed
        yield SERVICE.format(number=number) + (MANAGED if own else BY_PARTNER).format(number=number)
        read = f'scopes = {{ all = ["service-{number}"] }}' if own else ""
        write = f'scopes = {{ any = ["service-{number}:write"] }}\n  groups = ["staff"]' if own else ""
        for place in range(operations // 2):
            yield OPERATIONS.format(thing=f"things-{place}", read=read, write=write)
    yield from (RESOURCE.format(number=number) for number in range(1, managed + 1))
    yield CLIENTS.format(scopes=", ".join(f'"service-{number}"' for number in range(1, managed + 1)))
