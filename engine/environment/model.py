"""The environment file as models. Field names, defaults and meaning are the contract of the file (TOML).

A first listed value is the default. `None` in a list of an authorization server or client is "not known", not "empty".
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.environment.history import DETAILS_TEXT, HASH, TYPES_TEXT
from engine.environment.operations import Route, routes_of

Status = Literal["active", "inactive", "deleted"]
Combine = Literal[
    "deny-overrides", "permit-overrides", "first-applicable",
    "only-one-applicable", "deny-unless-permit", "permit-unless-deny",
]  # fmt: skip
StatementCode = Literal[
    "denied-reason", "include-attributes", "exclude-attributes", "set-attributes",
    "regex-replace-attributes", "set-headers", "modify-query", "auth-challenge",
]  # fmt: skip


Text = Annotated[str, Field(min_length=1)]
"""Some text: neither empty nor only spaces."""
Allowed = Annotated[tuple[str | bool | int | float, ...], Field(min_length=1)]
"""The values that an attribute may have."""


class Table(BaseModel):
    """Any table of the file: unknown keys are errors, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True, defer_build=True)


class Named(Table):
    """A table that others refer to by `name`; `id` and `href` are shown in audit events."""

    name: Text = Field(description="what other tables and the results call it")
    id: Text | None = Field(default=None, description="its id in the system it stands for; shown in audit events")
    href: Text | None = Field(default=None, description="a link to it; shown in audit events")


class Issuer(Named):
    issuer: str = Field(description="the `iss` of its tokens, exactly")
    kind: Literal["managed", "external"] = Field(
        default="managed", description="`managed`: its users are listed here; `external`: someone else's"
    )
    jwks: str | dict[str, Any] | None = Field(
        default=None, description="a path beside this file, https URL, or inline keys"
    )
    introspection_url: str | None = Field(default=None, description="where opaque tokens can be asked about")
    credential: Text | None = Field(default=None, description="a label; what it means stands in credentials.toml")
    algorithms: tuple[str, ...] | None = Field(
        default=None, min_length=1, description="absent: the asymmetric ones that fit the keys"
    )
    leeway_seconds: int = Field(default=60, ge=0, description="how far clocks may differ")
    token_type: Literal["jwt", "opaque"] = Field(default="jwt", description="what its access tokens look like")
    user_claim: Text = Field(default="sub", description="the claim that holds a user's id")
    groups_claim: Text = Field(default="groups", description="the claim that holds a user's groups")
    validated_by: Literal["policy_service", "gateway"] = Field(
        default="policy_service", description="`gateway`: it checks signature and lifetime, they are skipped here"
    )


class Gateway(Named):
    kind: Literal["kong", "konnect", "apigee", "aws", "nginx", "envoy", "other"] = Field(
        default="kong", description="the product"
    )
    enabled: bool = Field(default=True, description="false: it takes no part")
    max_header_bytes: int | None = Field(default=None, ge=1, description="accepted size of all request headers")
    trusted_proxies: tuple[str, ...] = Field(default=(), description="networks whose X-Forwarded-For is believed")


class Resource(Named):
    audience: Text = Field(description="the `aud` that a token for it carries")
    scopes: tuple[Text, ...] = Field(default=(), description="asking for one of them puts the audience into the token")
    issuer: str | None = Field(default=None, description="name of the issuer that knows it")


class ScopeRule(Table):
    """Exactly one of `any` and `all`."""

    any: tuple[Text, ...] | None = Field(default=None, min_length=1, description="one of these scopes suffices")
    all: tuple[Text, ...] | None = Field(default=None, min_length=1, description="each of these scopes is needed")


class Operation(Named):
    methods: tuple[str, ...] | None = Field(default=None, min_length=1, description="absent: every method")
    paths: tuple[str, ...] = Field(min_length=1, description="below the base URL; `{name}`, `*` and a last `**`")
    token: Literal["required", "optional", "none"] = Field(
        default="required", description="`optional`, `none`: it is open"
    )
    scopes: ScopeRule | None = Field(default=None, description="scopes that the token must carry")
    groups: tuple[Text, ...] = Field(default=(), description="the user must be in one of them")
    networks: tuple[str, ...] = Field(default=(), description="networks (CIDR) that may call")
    user: dict[str, Allowed] = Field(default_factory=dict, description="attributes and their allowed values")
    delegated: bool = Field(default=False, description="true: a user must have delegated, a client alone is refused")
    policy: str | None = Field(default=None, description="name of the policy that decides")
    response_policy: str | None = Field(default=None, description="name of the policy that judges the answer")

    @property
    def has_rules(self) -> bool:
        """Whether any built-in access rule applies."""
        return bool(self.scopes or self.groups or self.networks or self.user or self.delegated)


class ApiService(Named):
    base_urls: tuple[str, ...] = Field(min_length=1, description="every URL under one of them belongs to the service")
    issuer: str | None = Field(default=None, description="name of the issuer whose tokens it takes")
    issuers: tuple[str, ...] = Field(default=(), description="names, where it takes tokens of several")
    resource: str | None = Field(default=None, description="name of its resource, which gives audience and scopes")
    audience: Text | Annotated[tuple[Text, ...], Field(min_length=1)] | None = Field(
        default=None, description="its `aud`; one of several is enough"
    )
    gateways: tuple[str, ...] = Field(default=(), description="names of the gateways before it")
    custom_policies: bool | None = Field(default=None, description="absent: true where a policy is named")
    deployment: Literal["deployed", "changed", "never"] = Field(
        default="deployed", description="`changed`: saved since it was deployed; `never`: saved only"
    )
    policy: str | None = Field(default=None, description="name of the policy that decides")
    response_policy: str | None = Field(default=None, description="name of the policy that judges the answer")
    operations: tuple[Operation, ...] = Field(default=(), description="what can be called, and who may")

    @property
    def issuer_names(self) -> tuple[str, ...]:
        """Names of the issuers whose tokens it accepts."""
        return ((self.issuer,) if self.issuer else ()) + self.issuers

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The paths of its operations, ready to be matched."""
        return routes_of(self.operations)


class Rule(Named):
    effect: Literal["permit", "deny", "permit-if-else-deny", "deny-if-else-permit"] = Field(
        description="what it decides; the two with `else` decide when the condition is false, too"
    )
    when: dict[str, Any] | None = Field(default=None, description="its condition; absent: always")
    statements: tuple[str, ...] = Field(default=(), description="names of what goes with its decision")
    enabled: bool = Field(default=True, description="false: as if it were not there")


class Policy(Named):
    combine: Combine = Field(description="how the decisions of rules and children become one")
    when: dict[str, Any] | None = Field(default=None, description="when it applies; absent: always")
    rules: tuple[Rule, ...] = Field(default=(), description="judged before the children")
    children: tuple[str, ...] = Field(default=(), description="names of the policies under it")
    statements: tuple[str, ...] = Field(default=(), description="names of what goes with its decision")
    enabled: bool = Field(default=True, description="false: as if it were not there")


class Statement(Named):
    code: StatementCode = Field(description="what it does")
    on: Literal["permit", "deny", "permit-or-deny", "indeterminate", "anything"] = Field(
        default="permit", description="the decision that it goes with"
    )
    attach: Literal["path", "final", "always"] = Field(
        default="path", description="`path`: every decision on the way up agrees; `final`: the last one does; `always`"
    )
    to: Literal["request", "response"] | None = Field(default=None, description="absent: as the tree that names it")
    obligatory: bool = Field(default=False, description="true: where it can not be carried out, the request is refused")
    payload: Any = Field(default=None, description="what to do it with, by its code")


class AccessRule(Named):
    priority: int = Field(ge=0, description="1 is asked first")
    grant_types: tuple[Text, ...] = Field(description="grants that it is for")
    users: tuple[Text, ...] | None = Field(default=None, description="ids; no users and no groups: everyone")
    groups: tuple[Text, ...] | None = Field(default=None, description="names; no users and no groups: everyone")
    exclude_users: tuple[Text, ...] = Field(default=(), description="ids that it is not for")
    exclude_groups: tuple[Text, ...] = Field(default=(), description="groups that it is not for")
    scopes: tuple[Text, ...] | None = Field(default=None, description="scopes that it grants; absent: any")
    access_token_lifetime_seconds: int | None = Field(default=None, ge=0, description="life of an access token")
    refresh_token_lifetime_seconds: int | None = Field(default=None, ge=0, description="0: unlimited")
    refresh_token_idle_seconds: int | None = Field(default=None, ge=0, description="how long it may stay unused")
    status: Status = Field(default="active", description="only an active one counts")
    changed_at: str | None = Field(default=None, description="when it was last changed (RFC 3339)")


class AccessPolicy(Named):
    priority: int = Field(ge=0, description="1 is asked first")
    clients: tuple[Text, ...] = Field(description='ids of clients, or `["*"]` for all')
    status: Status = Field(default="active", description="only an active one counts")
    changed_at: str | None = Field(default=None, description="when it was last changed (RFC 3339)")
    rules: tuple[AccessRule, ...] = Field(default=(), description="who gets what with which grant")


class AuthorizationServer(Named):
    issuer: str = Field(description="name of the issuer whose tokens it issues")
    audience: Text | None = Field(default=None, description="the one audience that its tokens carry")
    token_endpoint: str | None = Field(default=None, description="URL")
    authorization_endpoint: str | None = Field(default=None, description="URL")
    userinfo_endpoint: str | None = Field(default=None, description="URL")
    introspection_endpoint: str | None = Field(default=None, description="URL")
    revocation_endpoint: str | None = Field(default=None, description="URL")
    par_endpoint: str | None = Field(default=None, description="URL of pushed authorization requests")
    device_authorization_endpoint: str | None = Field(default=None, description="URL")
    registration_endpoint: str | None = Field(default=None, description="URL")
    scopes: tuple[Text, ...] | None = Field(default=None, description="scopes that it knows; absent: not known")
    default_scopes: tuple[Text, ...] = Field(default=(), description="granted where none is asked for")
    grant_types: tuple[Text, ...] | None = Field(default=None, description="grants that it supports; absent: not known")
    policies: tuple[AccessPolicy, ...] = Field(default=(), description="who may get tokens")


class Client(Table):
    id: Text = Field(description="its client_id")
    name: Text | None = Field(default=None, description="what people call it")
    href: Text | None = Field(default=None, description="a link to it; shown in audit events")
    status: Status = Field(default="active", description="only an active one gets tokens")
    protocol: Literal["oidc", "saml"] = Field(default="oidc", description="`saml` is named, not judged")
    authentication: Text | None = Field(default=None, description="how it proves who it is, e.g. `client_secret_basic`")
    secret_check: str | None = Field(default=None, description="first 4 hex digits of the secret's SHA-256")
    jwks: str | dict[str, Any] | None = Field(default=None, description="its keys, where it signs")
    certificate: Text | None = Field(default=None, description="its certificate, where it authenticates with TLS")
    credential: Text | None = Field(default=None, description="a label; what it means stands in credentials.toml")
    grant_types: tuple[Text, ...] | None = Field(default=None, description="grants that it may use; absent: not known")
    redirect_uris: tuple[Text, ...] | None = Field(default=None, description="where it may send people back to")
    require_pkce: bool = Field(default=False, description="true: it must send a code challenge")
    scopes: tuple[Text, ...] | None = Field(default=None, description="scopes that it may ask for; absent: not known")
    users: tuple[Text, ...] = Field(default=(), description="ids of the users assigned to it")
    groups: tuple[Text, ...] = Field(default=(), description="groups assigned to it; no users and no groups: nobody")


class User(Table):
    id: Text = Field(description="what the issuer's `user_claim` holds")
    name: Text | None = Field(default=None, description="what people call the user")
    href: Text | None = Field(default=None, description="a link to the user; shown in audit events")
    issuer: str | None = Field(default=None, description="name of the issuer; absent: every managed one")
    status: Status = Field(default="active", description="only an active one may call")
    groups: tuple[Text, ...] = Field(default=(), description="groups of the user")
    attributes: dict[str, Any] = Field(default_factory=dict, description="what is asked for as `user.<name>`")


class History(Table):
    at: str = Field(description="when it happened (RFC 3339)")
    type: Text = Field(description=TYPES_TEXT)
    subject: Text = Field(description=f"whom or what it happened to; of a code or refresh token {HASH}")
    detail: dict[str, Any] = Field(default_factory=dict, description=DETAILS_TEXT)


class Environment(Table):
    """The whole file."""

    name: Text = Field(description="what results call it")
    id: Text | None = Field(default=None, description="its id in the system it stands for")
    href: Text | None = Field(default=None, description="a link to it")
    schema_: Literal["apiwhy.environment/1"] = Field(
        default="apiwhy.environment/1", alias="schema", description="version of this file's format"
    )
    semantics: Literal["pingone", "xacml"] = Field(
        default="pingone", description="how policies combine: as PingOne documents it, or as XACML 3.0 does"
    )
    users_complete: bool = Field(default=False, description="true: who is not listed has no groups and attributes")
    issuers: tuple[Issuer, ...] = Field(default=(), description="who issues tokens")
    gateways: tuple[Gateway, ...] = Field(default=(), description="what stands before the API services")
    resources: tuple[Resource, ...] = Field(default=(), description="audiences with their scopes")
    api_services: tuple[ApiService, ...] = Field(default=(), description="the APIs that requests go to")
    policies: tuple[Policy, ...] = Field(default=(), description="trees of rules")
    statements: tuple[Statement, ...] = Field(default=(), description="what goes with a decision")
    authorization_servers: tuple[AuthorizationServer, ...] = Field(default=(), description="who may get which token")
    clients: tuple[Client, ...] = Field(default=(), description="applications that ask for tokens")
    users: tuple[User, ...] = Field(default=(), description="people, for issuers of the kind `managed`")
    history: tuple[History, ...] = Field(default=(), description="what happened before and may explain a refusal")

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
