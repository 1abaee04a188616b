"""The environment file as models. Field names, defaults and meaning are the contract of the file (TOML).

A first listed value is the default. `None` in a list of an authorization server or client is "not known", not "empty".
"""

# No `annotations` of the future: read as text and evaluated later, the types of these fields cost twice as much.

from functools import cached_property
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from engine.environment.history import DETAILS_TEXT, HASH, TYPES_TEXT
from engine.environment.operation import Operation as Operation
from engine.environment.operation import ScopeRule as ScopeRule
from engine.environment.operations import Route, routes_of
from engine.environment.parts import Count, Named, Strings, Table, Text, Texts

Status = Literal["active", "inactive", "deleted"]
Combine = Literal[
    "deny-overrides", "permit-overrides", "first-applicable",
    "only-one-applicable", "deny-unless-permit", "permit-unless-deny",
]  # fmt: skip
StatementCode = Literal[
    "denied-reason", "include-attributes", "exclude-attributes", "set-attributes",
    "regex-replace-attributes", "set-headers", "modify-query", "auth-challenge",
]  # fmt: skip


class Issuer(Named, frozen=True, kw_only=True):
    issuer: Annotated[str, "the `iss` of its tokens, exactly"]
    kind: Annotated[
        Literal["managed", "external"], "`managed`: its users are listed here; `external`: someone else's"
    ] = "managed"
    jwks: Annotated[str | dict[str, Any] | None, "a path beside this file, https URL, or inline keys"] = None
    introspection_url: Annotated[str | None, "where opaque tokens can be asked about"] = None
    credential: Annotated[Text | None, "a label; what it means stands in credentials.toml"] = None
    algorithms: Annotated[
        Annotated[tuple[str, ...], Meta(min_length=1)] | None, "absent: the asymmetric ones that fit the keys"
    ] = None
    leeway_seconds: Annotated[Count, "how far clocks may differ"] = 60
    token_type: Annotated[Literal["jwt", "opaque"], "what its access tokens look like"] = "jwt"
    user_claim: Annotated[Text, "the claim that holds a user's id"] = "sub"
    groups_claim: Annotated[Text, "the claim that holds a user's groups"] = "groups"
    validated_by: Annotated[
        Literal["policy_service", "gateway"], "`gateway`: it checks signature and lifetime, they are skipped here"
    ] = "policy_service"


class Gateway(Named, frozen=True, kw_only=True):
    kind: Annotated[Literal["kong", "konnect", "apigee", "aws", "nginx", "envoy", "other"], "the product"] = "kong"
    enabled: Annotated[bool, "false: it takes no part"] = True
    max_header_bytes: Annotated[Annotated[int, Meta(ge=1)] | None, "accepted size of all request headers"] = None
    trusted_proxies: Annotated[tuple[str, ...], "networks whose X-Forwarded-For is believed"] = ()


class Resource(Named, frozen=True, kw_only=True):
    audience: Annotated[Text, "the `aud` that a token for it carries"]
    scopes: Annotated[tuple[Text, ...], "asking for one of them puts the audience into the token"] = ()
    issuer: Annotated[str | None, "name of the issuer that knows it"] = None


class ApiService(Named, frozen=True, kw_only=True, dict=True):
    base_urls: Annotated[Strings, "every URL under one of them belongs to the service"]
    issuer: Annotated[str | None, "name of the issuer whose tokens it takes"] = None
    issuers: Annotated[tuple[str, ...], "names, where it takes tokens of several"] = ()
    resource: Annotated[str | None, "name of its resource, which gives audience and scopes"] = None
    audience: Annotated[Text | Texts | None, "its `aud`; one of several is enough"] = None
    gateways: Annotated[tuple[str, ...], "names of the gateways before it"] = ()
    custom_policies: Annotated[bool | None, "absent: true where a policy is named"] = None
    deployment: Annotated[
        Literal["deployed", "changed", "never"], "`changed`: saved since it was deployed; `never`: saved only"
    ] = "deployed"
    policy: Annotated[str | None, "name of the policy that decides"] = None
    response_policy: Annotated[str | None, "name of the policy that judges the answer"] = None
    operations: Annotated[tuple[Operation, ...], "what can be called, and who may"] = ()

    @property
    def issuer_names(self) -> tuple[str, ...]:
        """Names of the issuers whose tokens it accepts."""
        return ((self.issuer,) if self.issuer else ()) + self.issuers

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The paths of its operations, ready to be matched."""
        return routes_of(self.operations)


class Rule(Named, frozen=True, kw_only=True):
    effect: Annotated[
        Literal["permit", "deny", "permit-if-else-deny", "deny-if-else-permit"],
        "what it decides; the two with `else` decide when the condition is false, too",
    ]
    when: Annotated[dict[str, Any] | None, "its condition; absent: always"] = None
    statements: Annotated[tuple[str, ...], "names of what goes with its decision"] = ()
    enabled: Annotated[bool, "false: as if it were not there"] = True


class Policy(Named, frozen=True, kw_only=True):
    combine: Annotated[Combine, "how the decisions of rules and children become one"]
    when: Annotated[dict[str, Any] | None, "when it applies; absent: always"] = None
    rules: Annotated[tuple[Rule, ...], "judged before the children"] = ()
    children: Annotated[tuple[str, ...], "names of the policies under it"] = ()
    statements: Annotated[tuple[str, ...], "names of what goes with its decision"] = ()
    enabled: Annotated[bool, "false: as if it were not there"] = True


class Statement(Named, frozen=True, kw_only=True):
    code: Annotated[StatementCode, "what it does"]
    on: Annotated[
        Literal["permit", "deny", "permit-or-deny", "indeterminate", "anything"], "the decision that it goes with"
    ] = "permit"
    attach: Annotated[
        Literal["path", "final", "always"],
        "`path`: every decision on the way up agrees; `final`: the last one does; `always`",
    ] = "path"
    to: Annotated[Literal["request", "response"] | None, "absent: as the tree that names it"] = None
    obligatory: Annotated[bool, "true: where it can not be carried out, the request is refused"] = False
    payload: Annotated[Any, "what to do it with, by its code"] = None


class AccessRule(Named, frozen=True, kw_only=True):
    priority: Annotated[Count, "1 is asked first"]
    grant_types: Annotated[tuple[Text, ...], "grants that it is for"]
    users: Annotated[tuple[Text, ...] | None, "ids; no users and no groups: everyone"] = None
    groups: Annotated[tuple[Text, ...] | None, "names; no users and no groups: everyone"] = None
    exclude_users: Annotated[tuple[Text, ...], "ids that it is not for"] = ()
    exclude_groups: Annotated[tuple[Text, ...], "groups that it is not for"] = ()
    scopes: Annotated[tuple[Text, ...] | None, "scopes that it grants; absent: any"] = None
    access_token_lifetime_seconds: Annotated[Count | None, "life of an access token"] = None
    refresh_token_lifetime_seconds: Annotated[Count | None, "0: unlimited"] = None
    refresh_token_idle_seconds: Annotated[Count | None, "how long it may stay unused"] = None
    status: Annotated[Status, "only an active one counts"] = "active"
    changed_at: Annotated[str | None, "when it was last changed (RFC 3339)"] = None


class AccessPolicy(Named, frozen=True, kw_only=True):
    priority: Annotated[Count, "1 is asked first"]
    clients: Annotated[tuple[Text, ...], 'ids of clients, or `["*"]` for all']
    status: Annotated[Status, "only an active one counts"] = "active"
    changed_at: Annotated[str | None, "when it was last changed (RFC 3339)"] = None
    rules: Annotated[tuple[AccessRule, ...], "who gets what with which grant"] = ()


class AuthorizationServer(Named, frozen=True, kw_only=True):
    issuer: Annotated[str, "name of the issuer whose tokens it issues"]
    audience: Annotated[Text | None, "the one audience that its tokens carry"] = None
    token_endpoint: Annotated[str | None, "URL"] = None
    authorization_endpoint: Annotated[str | None, "URL"] = None
    userinfo_endpoint: Annotated[str | None, "URL"] = None
    introspection_endpoint: Annotated[str | None, "URL"] = None
    revocation_endpoint: Annotated[str | None, "URL"] = None
    par_endpoint: Annotated[str | None, "URL of pushed authorization requests"] = None
    device_authorization_endpoint: Annotated[str | None, "URL"] = None
    registration_endpoint: Annotated[str | None, "URL"] = None
    scopes: Annotated[tuple[Text, ...] | None, "scopes that it knows; absent: not known"] = None
    default_scopes: Annotated[
        tuple[Text, ...] | None, "granted where none is asked for; absent: not known, empty: then none is issued"
    ] = None
    grant_types: Annotated[tuple[Text, ...] | None, "grants that it supports; absent: not known"] = None
    policies: Annotated[tuple[AccessPolicy, ...], "who may get tokens"] = ()


class Client(Table, frozen=True, kw_only=True):
    id: Annotated[Text, "its client_id"]
    name: Annotated[Text | None, "what people call it"] = None
    href: Annotated[Text | None, "a link to it; shown in audit events"] = None
    status: Annotated[Status, "only an active one gets tokens"] = "active"
    protocol: Annotated[Literal["oidc", "saml"], "`saml` is named, not judged"] = "oidc"
    authentication: Annotated[Text | None, "how it proves who it is, e.g. `client_secret_basic`"] = None
    secret_check: Annotated[str | None, "first 4 hex digits of the secret's SHA-256"] = None
    jwks: Annotated[str | dict[str, Any] | None, "its keys, where it signs"] = None
    certificate: Annotated[Text | None, "its certificate, where it authenticates with TLS"] = None
    credential: Annotated[Text | None, "a label; what it means stands in credentials.toml"] = None
    grant_types: Annotated[tuple[Text, ...] | None, "grants that it may use; absent: not known"] = None
    redirect_uris: Annotated[tuple[Text, ...] | None, "where it may send people back to"] = None
    require_pkce: Annotated[bool, "true: it must send a code challenge"] = False
    scopes: Annotated[tuple[Text, ...] | None, "scopes that it may ask for; absent: not known"] = None
    users: Annotated[tuple[Text, ...], "ids of the users assigned to it"] = ()
    groups: Annotated[tuple[Text, ...], "groups assigned to it; no users and no groups: nobody"] = ()


class User(Table, frozen=True, kw_only=True):
    id: Annotated[Text, "what the issuer's `user_claim` holds"]
    name: Annotated[Text | None, "what people call the user"] = None
    href: Annotated[Text | None, "a link to the user; shown in audit events"] = None
    issuer: Annotated[str | None, "name of the issuer; absent: every managed one"] = None
    status: Annotated[Status, "only an active one may call"] = "active"
    groups: Annotated[tuple[Text, ...], "groups of the user"] = ()
    attributes: Annotated[dict[str, Any], "what is asked for as `user.<name>`"] = field(default_factory=dict)


class History(Table, frozen=True, kw_only=True):
    at: Annotated[str, "when it happened (RFC 3339)"]
    type: Annotated[Text, TYPES_TEXT]
    subject: Annotated[Text, f"whom or what it happened to; of a code or refresh token {HASH}"]
    detail: Annotated[dict[str, Any], DETAILS_TEXT] = field(default_factory=dict)


class Environment(Table, frozen=True, kw_only=True, dict=True):
    """The whole file."""

    name: Annotated[Text, "what results call it"]
    id: Annotated[Text | None, "its id in the system it stands for"] = None
    href: Annotated[Text | None, "a link to it"] = None
    schema_: Annotated[Literal["apiwhy.environment/1"], "version of this file's format"] = field(
        default="apiwhy.environment/1", name="schema"
    )
    semantics: Annotated[
        Literal["pingone", "xacml"], "how policies combine: as PingOne documents it, or as XACML 3.0 does"
    ] = "pingone"
    users_complete: Annotated[bool, "true: who is not listed has no groups and attributes"] = False
    issuers: Annotated[tuple[Issuer, ...], "who issues tokens"] = ()
    gateways: Annotated[tuple[Gateway, ...], "what stands before the API services"] = ()
    resources: Annotated[tuple[Resource, ...], "audiences with their scopes"] = ()
    api_services: Annotated[tuple[ApiService, ...], "the APIs that requests go to"] = ()
    policies: Annotated[tuple[Policy, ...], "trees of rules"] = ()
    statements: Annotated[tuple[Statement, ...], "what goes with a decision"] = ()
    authorization_servers: Annotated[tuple[AuthorizationServer, ...], "who may get which token"] = ()
    clients: Annotated[tuple[Client, ...], "applications that ask for tokens"] = ()
    users: Annotated[tuple[User, ...], "people, for issuers of the kind `managed`"] = ()
    history: Annotated[tuple[History, ...], "what happened before and may explain a refusal"] = ()

    @cached_property
    def issuer_by_name(self) -> dict[str, Issuer]:
        return {issuer.name: issuer for issuer in self.issuers}

    @cached_property
    def resource_by_name(self) -> dict[str, Resource]:
        return {resource.name: resource for resource in self.resources}

    @cached_property
    def policy_by_name(self) -> dict[str, Policy]:
        return {policy.name: policy for policy in self.policies}

    @cached_property
    def statement_by_name(self) -> dict[str, Statement]:
        return {statement.name: statement for statement in self.statements}

    @cached_property
    def client_by_id(self) -> dict[str, Client]:
        return {client.id: client for client in self.clients}

    def audiences_of(self, service: ApiService) -> tuple[str, ...]:
        """The audiences any one of which a token for this service must name; empty where none is set."""
        if service.audience is not None:
            return (service.audience,) if isinstance(service.audience, str) else service.audience
        resource = self.resource_by_name.get(service.resource or "")
        return (resource.audience,) if resource else ()
