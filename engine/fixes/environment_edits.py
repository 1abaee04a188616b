"""Fixes that change one value of the environment: a deployment, a status, an issuer's spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.environment.positions import Path
from engine.fixes.applying import pointer_of, value_at
from engine.models.question import Known, Question
from engine.models.trace import Edit, Fix
from engine.urls import edit_distance
from knowledge.owners import Owner

if TYPE_CHECKING:
    from engine.environment.model import Environment


class Setting(Struct, frozen=True, kw_only=True):
    """One value of the environment to set: where it stands and what it becomes, and the fix in words."""

    path: Path
    to: str
    owner: Owner
    change: str
    assuming: str
    widens: bool = True


def environment_fix(question: Question, known: Known, reason: str) -> Fix | None:
    """The change of the environment that settles this reason, or None where there is no small one."""
    environment = question.environment
    maker = MAKERS.get(reason)
    setting = maker(question, known, environment) if environment is not None and maker is not None else None
    if environment is None or setting is None:
        return None
    before = value_at(environment, setting.path)
    edit = Edit(
        target="environment", path=pointer_of(setting.path),
        from_=list(before) if isinstance(before, tuple) else before, to=setting.to,
    )  # fmt: skip
    return Fix(
        reasons=(reason,), owner=setting.owner, widens=setting.widens, edits=(edit,),
        change=setting.change, assuming=setting.assuming,
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


def _activate_client(question: Question, known: Known, environment: Environment) -> Setting | None:
    client = known.client
    if client is None:
        return None
    return Setting(
        path=("clients", environment.clients.index(client), "status"), to="active", owner="token_issuer",
        change=f"activate the client `{client.id}`, then ask for a new token",
        assuming=f"`{client.id}` should still have access",
    )  # fmt: skip


MAKERS = {
    "service.never_deployed": _deploy,
    "token.user_inactive": _activate_user,
    "token.client_inactive": _activate_client,
    "token.issuer_mismatch": _respell_issuer,
}
