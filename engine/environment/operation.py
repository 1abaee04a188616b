"""An operation of an API service, as the environment file has it."""

# No `annotations` of the future: see model.py.

from typing import Annotated, Literal

from msgspec import field

from engine.environment.parts import Allowed, Named, Strings, Table, Text, Texts


class ScopeRule(Table, frozen=True, kw_only=True):
    """Exactly one of `any` and `all`."""

    any: Annotated[Texts | None, "one of these scopes suffices"] = None
    all: Annotated[Texts | None, "each of these scopes is needed"] = None


class Operation(Named, frozen=True, kw_only=True):
    methods: Annotated[Strings | None, "absent: every method"] = None
    paths: Annotated[Strings, "below the base URL; `{name}`, `*` and a last `**`"]
    token: Annotated[Literal["required", "optional", "none"], "`optional`, `none`: it is open"] = "required"
    scopes: Annotated[ScopeRule | None, "scopes that the token must carry"] = None
    groups: Annotated[tuple[Text, ...], "the user must be in one of them"] = ()
    networks: Annotated[tuple[str, ...], "networks (CIDR) that may call"] = ()
    user: Annotated[dict[str, Allowed], "attributes and their allowed values"] = field(default_factory=dict)
    delegated: Annotated[bool, "true: a user must have delegated, a client alone is refused"] = False
    policy: Annotated[str | None, "name of the policy that decides"] = None
    response_policy: Annotated[str | None, "name of the policy that judges the answer"] = None

    @property
    def has_rules(self) -> bool:
        """Whether any built-in access rule applies."""
        return bool(self.scopes or self.groups or self.networks or self.user or self.delegated)
