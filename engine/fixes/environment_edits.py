"""Fixes that change the environment: a membership, a deployment, an allow list. Each is tried on a changed copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.environment.positions import Path
from engine.models.question import Known, Question
from engine.models.trace import Edit, Fix
from engine.stages.source_address import source_address
from engine.urls import edit_distance
from knowledge.owners import Owner

if TYPE_CHECKING:
    from engine.environment.model import Environment


@dataclass(frozen=True, slots=True)
class Changed:
    """A proposed fix, and the environment as it would then be."""

    fix: Fix
    environment: Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value of the environment to set: where it stands and what it becomes, and the fix in words."""

    path: Path
    to: str | tuple[str, ...]
    owner: Owner
    change: str
    assuming: str
    widens: bool = True


def environment_fix(question: Question, known: Known, reason: str) -> Changed | None:
    """The change of the environment that settles this reason, or None where there is no small one."""
    environment = question.environment
    maker = MAKERS.get(reason)
    setting = maker(question, known, environment) if environment is not None and maker is not None else None
    return _changed(environment, reason, setting) if environment is not None and setting is not None else None


def _changed(environment: Environment, reason: str, setting: Setting) -> Changed:
    path = "".join(f"/{key}" for key in setting.path)
    before = _plain(_value_at(environment, setting.path))
    edit = Edit(target="environment", path=path, from_=before, to=_plain(setting.to))
    fix = Fix(
        reasons=(reason,), owner=setting.owner, widens=setting.widens, edits=(edit,),
        change=setting.change, assuming=setting.assuming,
    )  # fmt: skip
    return Changed(fix, _with(environment, setting.path, setting.to))


def _add_group(question: Question, known: Known, environment: Environment) -> Setting | None:
    user, operation = known.user, known.operation
    if user is None or operation is None or not operation.groups:
        return None
    group, *others = operation.groups
    instead = f" (or to {', '.join(f'`{name}`' for name in others)})" if others else ""
    return Setting(
        path=("users", environment.users.index(user), "groups"), to=(*user.groups, group),
        owner="user_administrator", change=f"add the user `{user.id}` to the group `{group}`{instead}",
        assuming=f"`{user.id}` may do what {operation.name} does",
    )  # fmt: skip


def _deploy(question: Question, known: Known, environment: Environment) -> Setting | None:
    service = known.service
    if service is None:
        return None
    return Setting(
        path=("api_services", environment.api_services.index(service), "deployment"), to="deployed",
        owner="api_administrator", change=f"deploy the API service {service.name}",
        assuming="its settings are as the file says", widens=False,
    )  # fmt: skip


def _allow_network(question: Question, known: Known, environment: Environment) -> Setting | None:
    service, operation, (address, _) = known.service, known.operation, source_address(question, known)
    if service is None or operation is None or address is None:
        return None
    network = f"{address}/{128 if ':' in address else 32}"
    place = environment.api_services.index(service), "operations", service.operations.index(operation)
    return Setting(
        path=("api_services", *place, "networks"), to=(*operation.networks, network), owner="api_administrator",
        change=f"call from an allowed network, or add `{network}` to the allow list of {operation.name}",
        assuming=f"{address} may call {operation.name}",
    )  # fmt: skip


def _activate_user(question: Question, known: Known, environment: Environment) -> Setting | None:
    user = known.user
    if user is None:
        return None
    return Setting(
        path=("users", environment.users.index(user), "status"), to="active", owner="user_administrator",
        change=f"activate the user `{user.id}`, then ask for a new token",
        assuming=f"`{user.id}` should still have access",
    )  # fmt: skip


def _respell_issuer(question: Question, known: Known, environment: Environment) -> Setting | None:
    """The issuer of the settings, spelled as the token spells it, where the two are a few characters apart."""
    name = (known.claims or {}).get("iss")
    names = known.service.issuer_names if known.service else ()
    accepted = [issuer for issuer in environment.issuers if issuer.name in names]
    near = [one for one in accepted if isinstance(name, str) and edit_distance(name, one.issuer, 4) < 4]
    if not near or not isinstance(name, str):
        return None
    return Setting(
        path=("issuers", environment.issuers.index(near[0]), "issuer"), to=name, owner="api_administrator",
        change=f"set the issuer of `{near[0].name}` to `{name}`, as its tokens spell it",
        assuming="both mean the same issuer",
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _value_at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key] if isinstance(key, int) else getattr(value, key)
    return value


def _with(value: Any, path: Path, to: Any) -> Any:
    """A copy with another value at a path, without what was indexed of the old one; what is beside it is shared."""
    if not path:
        return to
    key, *rest = path
    inner = _with(_value_at(value, (key,)), tuple(rest), to)
    if isinstance(key, int):
        return (*value[:key], inner, *value[key + 1 :])
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    return type(value).model_construct(**{**fields, key: inner})


MAKERS = {
    "rules.group_missing": _add_group,
    "service.never_deployed": _deploy,
    "rules.network_not_allowed": _allow_network,
    "token.user_inactive": _activate_user,
    "token.issuer_mismatch": _respell_issuer,
}
