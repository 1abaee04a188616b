"""The fields of each table whose change can decide a call otherwise, and how each is said. Others are text only."""

from __future__ import annotations

from typing import Any

from engine.environment.change_words import (
    Effect,
    Field,
    Said,
    amount,
    changed,
    grants,
    limits,
    named,
    switch,
    term,
    wants,
)
from engine.redaction.names import kind_of
from engine.words import quoted

ALL_SCOPES = wants("{who} now wants the scope {x}", "{who} no longer wants the scope {x}")
ANY_SCOPES = limits(
    "{who} now wants the scope {x}",
    "{who} now takes the scope {x}, too",
    "{who} no longer takes the scope {x}",
    "{who} no longer wants a scope",
)


def _scopes(who: str, before: Any, after: Any) -> Said:
    """Rules of one kind by their scopes; of two kinds as a whole: any one is less than all."""
    old, new = _rule(before), _rule(after)
    if "any" not in (old[0], new[0]):
        yield from ALL_SCOPES(who, old[1], new[1])
    elif "all" not in (old[0], new[0]):
        yield from ANY_SCOPES(who, old[1], new[1])
    else:
        effect = _effect_of_kind(set(old[1]), set(new[1]), to_any=new[0] == "any")
        yield effect, f"{who} now wants {new[0]} of the scopes {quoted(new[1])}, before {old[0]} of {quoted(old[1])}"


def _effect_of_kind(old: set[str], new: set[str], *, to_any: bool) -> Effect:
    """Who had all of the old has one of the new: wider. Who has all of the new had one of the old: narrower."""
    if not old & new:
        return "differs"
    return "widens" if to_any else "narrows"


def _rule(rule: Any) -> tuple[str, tuple[str, ...]]:
    """The kind of a scope rule and its scopes; of one scope, any is all."""
    if rule is None:
        return "", ()
    found = rule.all or rule.any or ()
    return ("any" if rule.any and len(found) > 1 else "all"), tuple(found)


def _user(who: str, before: Any, after: Any) -> Said:
    for attribute in dict.fromkeys((*before, *after)):
        words = f"`{attribute}`".replace("{", "{{").replace("}", "}}")
        tell = limits(
            f"{{who}} now wants users whose {words} is {{x}}",
            f"{{who}} now lets in users whose {words} is {{x}}",
            f"{{who}} no longer lets in users whose {words} is {{x}}",
            f"{{who}} no longer asks for {words} of users",
        )
        if kind_of(attribute) in (None, "weak"):
            yield from tell(who, before.get(attribute), after.get(attribute))
        elif before.get(attribute) != after.get(attribute):
            yield "differs", f"{who} now compares `{attribute}` of users with another value"


def _token(who: str, before: Any, after: Any) -> Said:
    order = ("required", "optional", "none")
    texts = {"required": "now wants a token", "optional": "can now be called without a token", "none": "is now open"}
    yield ("widens" if order.index(after) > order.index(before) else "narrows"), f"{who} {texts[after]}"


def _deployment(who: str, before: Any, after: Any) -> Said:
    if after == "never":
        yield "narrows", f"{who} counts as never deployed: its calls are refused"
    elif before == "never":
        yield "widens", f"{who} counts as deployed: its calls are judged"
    else:
        yield "differs", f"{who} counts as {'changed since it was deployed' if after == 'changed' else 'deployed'}"


POLICIES = (
    Field(
        "policy",
        named(
            "{who} is now decided by the policy {x}, too",
            "{who} is no longer decided by the policy {x}",
            "{who} is now decided by the policy {x}, before by {old}",
        ),
    ),
    Field(
        "response_policy",
        named(
            "answers of {who} are now judged by the policy {x}",
            "answers of {who} are no longer judged by the policy {x}",
            "answers of {who} are now judged by the policy {x}, before by {old}",
        ),
    ),
)
WHOLE = (
    Field("semantics", term("how policies combine, for all")),
    Field("users_complete", changed("whether users who are not listed exist has changed, for {who}")),
)
SERVICE = (
    Field("base_urls", grants("calls under {x} now belong to {who}", "calls under {x} no longer belong to {who}")),
    Field(
        "accepted",
        grants(
            "tokens of issuer {x} are now accepted by {who}", "tokens of issuer {x} are no longer accepted by {who}"
        ),
    ),
    Field(
        "audiences",
        limits(
            "{who} now wants tokens for the audience {x}",
            "{who} now takes tokens for the audience {x}",
            "{who} no longer takes tokens for the audience {x}",
            "{who} no longer checks the audience",
        ),
    ),
    Field("deployment", _deployment),
    Field("custom_policies", term("`custom_policies`")),
    Field("gateways", term("the gateways")),
    *POLICIES,
)
OPERATION = (
    Field(
        "methods",
        limits(
            "{who} is now for {x} only",
            "{who} is now for {x}, too",
            "{who} is no longer for {x}",
            "{who} is now for every method",
        ),
    ),
    Field("paths", term("what is matched by the paths")),
    Field("token", _token),
    Field("scopes", _scopes),
    Field(
        "groups",
        limits(
            "{who} now wants users in the group {x}",
            "{who} now lets in users in the group {x}",
            "{who} no longer lets in users in the group {x}",
            "{who} no longer asks for a group",
        ),
    ),
    Field(
        "networks",
        limits(
            "{who} now lets in callers from {x} only",
            "callers from {x} are now let in to {who}",
            "callers from {x} are no longer let in to {who}",
            "callers from everywhere are let in to {who}",
        ),
    ),
    Field("user", _user),
    Field(
        "delegated",
        switch(
            ("narrows", "{who} now wants a user to have delegated"),
            ("widens", "{who} no longer wants a user to have delegated"),
        ),
    ),
    *POLICIES,
)
POLICY = (
    Field("combine", term("how the decisions are combined")),
    Field("when", changed("when {who} applies has changed")),
    Field("children", term("the policies under it,")),
    Field("statements", term("the statements")),
    Field("enabled", switch(("differs", "{who} counts now"), ("differs", "{who} no longer counts"))),
)
RULE = (
    Field("effect", term("the effect")),
    Field("when", changed("the condition of {who} has changed")),
    Field("statements", term("the statements")),
    Field("enabled", switch(("differs", "{who} counts now"), ("differs", "{who} no longer counts"))),
)
STATEMENT = (
    *(Field(key, changed("what {who} does has changed")) for key in ("code", "payload")),
    *(Field(key, changed("when {who} is carried out has changed")) for key in ("on", "attach", "to", "obligatory")),
)
ISSUER = (
    Field("jwks", changed("the keys of {who} are others")),
    Field(
        "algorithms",
        limits(
            "tokens of {who} may now be signed with {x} only",
            "tokens of {who} may now be signed with {x}",
            "tokens of {who} may no longer be signed with {x}",
            "tokens of {who} may be signed with whatever fits the keys",
        ),
    ),
    Field("leeway_seconds", amount("the leeway in seconds")),
    Field("kind", term("the kind")),
    Field("token_type", term("the form of tokens")),
    Field("validated_by", term("who checks the tokens")),
    Field("user_claim", term("the claim that names users")),
    Field("groups_claim", term("the claim that names groups")),
    Field("introspection_url", term("where tokens are asked about")),
)
GATEWAY = (
    Field("kind", term("the product")),
    Field("enabled", switch(("differs", "{who} takes part now"), ("differs", "{who} takes no part"))),
    Field("max_header_bytes", amount("the accepted size of headers")),
    Field("trusted_proxies", term("the trusted proxies")),
)
RESOURCE = (
    Field(
        "scopes",
        grants(
            "asking for the scope {x} now gives tokens for {who}",
            "asking for the scope {x} no longer gives tokens for {who}",
        ),
    ),
)
