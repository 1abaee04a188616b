"""Fixes that change the environment: a membership, a deployment, an allow list. Each is tried on a changed copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.models.question import Known, Question
from engine.models.trace import Edit, Fix
from engine.stages.source_address import source_address
from engine.urls import edit_distance

if TYPE_CHECKING:
    from engine.environment.model import Environment


@dataclass(frozen=True, slots=True)
class Changed:
    """A proposed fix, and the environment as it would then be."""

    fix: Fix
    environment: Environment


def environment_fix(question: Question, known: Known, reason: str) -> Changed | None:
    """The change of the environment that settles this reason, or None where there is no small one."""
    environment = question.environment
    maker = MAKERS.get(reason)
    if environment is None or maker is None:
        return None
    return maker(question, known, environment)


def _add_group(question: Question, known: Known, environment: Environment) -> Changed | None:
    user, operation = known.user, known.operation
    if user is None or operation is None or not operation.groups:
        return None
    place = environment.users.index(user)
    group = operation.groups[0]
    changed = user.model_copy(update={"groups": (*user.groups, group)})
    users = tuple(changed if one is user else one for one in environment.users)
    edit = Edit(target="environment", path=f"/users/{place}/groups", from_=list(user.groups), to=list(changed.groups))
    others = f" (or to {', '.join(f'`{name}`' for name in operation.groups[1:])})" if operation.groups[1:] else ""
    fix = Fix(
        reasons=("rules.group_missing",), owner="user_administrator", widens=True, edits=(edit,),
        change=f"add the user `{user.id}` to the group `{group}`{others}",
        assuming=f"`{user.id}` may do what {operation.name} does",
    )  # fmt: skip
    return Changed(fix, _copy(environment, users=users))


def _deploy(question: Question, known: Known, environment: Environment) -> Changed | None:
    service = known.service
    if service is None:
        return None
    place = environment.api_services.index(service)
    changed = service.model_copy(update={"deployment": "deployed"})
    services = tuple(changed if one is service else one for one in environment.api_services)
    edit = Edit(target="environment", path=f"/api_services/{place}/deployment", from_=service.deployment, to="deployed")
    fix = Fix(
        reasons=("service.never_deployed",), owner="api_administrator", edits=(edit,),
        change=f"deploy the API service {service.name}", assuming="its settings are as the file says",
    )  # fmt: skip
    return Changed(fix, _copy(environment, api_services=services))


def _allow_network(question: Question, known: Known, environment: Environment) -> Changed | None:
    service, operation, (address, _) = known.service, known.operation, source_address(question, known)
    if service is None or operation is None or address is None:
        return None
    network = f"{address}/{128 if ':' in address else 32}"
    changed = operation.model_copy(update={"networks": (*operation.networks, network)})
    operations = tuple(changed if one is operation else one for one in service.operations)
    services = tuple(
        one.model_copy(update={"operations": operations}) if one is service else one for one in environment.api_services
    )
    place = f"/api_services/{environment.api_services.index(service)}"
    path = f"{place}/operations/{service.operations.index(operation)}/networks"
    edit = Edit(target="environment", path=path, from_=list(operation.networks), to=list(changed.networks))
    fix = Fix(
        reasons=("rules.network_not_allowed",), owner="api_administrator", widens=True, edits=(edit,),
        change=f"call from an allowed network, or add `{network}` to the allow list of {operation.name}",
        assuming=f"{address} may call {operation.name}",
    )  # fmt: skip
    return Changed(fix, _copy(environment, api_services=services))


def _activate_user(question: Question, known: Known, environment: Environment) -> Changed | None:
    user = known.user
    if user is None:
        return None
    place = environment.users.index(user)
    users = tuple(one.model_copy(update={"status": "active"}) if one is user else one for one in environment.users)
    edit = Edit(target="environment", path=f"/users/{place}/status", from_=user.status, to="active")
    fix = Fix(
        reasons=("token.user_inactive",), owner="user_administrator", widens=True, edits=(edit,),
        change=f"activate the user `{user.id}`, then ask for a new token",
        assuming=f"`{user.id}` should still have access",
    )  # fmt: skip
    return Changed(fix, _copy(environment, users=users))


def _respell_issuer(question: Question, known: Known, environment: Environment) -> Changed | None:
    """The issuer of the settings, spelled as the token spells it, where the two are a few characters apart."""
    name = (known.claims or {}).get("iss")
    names = known.service.issuer_names if known.service else ()
    accepted = [issuer for issuer in environment.issuers if issuer.name in names]
    near = [one for one in accepted if isinstance(name, str) and edit_distance(name, one.issuer, 4) < 4]
    if not near or not isinstance(name, str):
        return None
    issuer = near[0]
    changed = issuer.model_copy(update={"issuer": name})
    issuers = tuple(changed if one is issuer else one for one in environment.issuers)
    path = f"/issuers/{environment.issuers.index(issuer)}/issuer"
    fix = Fix(
        reasons=("token.issuer_mismatch",), owner="api_administrator", widens=True,
        edits=(Edit(target="environment", path=path, from_=issuer.issuer, to=name),),
        change=f"set the issuer of `{issuer.name}` to `{name}`, as its tokens spell it",
        assuming="both mean the same issuer",
    )  # fmt: skip
    return Changed(fix, _copy(environment, issuers=issuers))


def _copy(environment: Environment, **tables: object) -> Environment:
    """A copy with other tables, without what was indexed of the old ones."""
    fields = {name: getattr(environment, name) for name in type(environment).model_fields}
    return type(environment).model_construct(**{**fields, **tables})


MAKERS = {
    "rules.group_missing": _add_group,
    "service.never_deployed": _deploy,
    "rules.network_not_allowed": _allow_network,
    "token.user_inactive": _activate_user,
    "token.issuer_mismatch": _respell_issuer,
}
