"""What a token preview asks: the stages that decide whether a token is issued, over what is known without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from engine.findings import Findings, fold
from engine.issuing.asked import person
from engine.models.question import Answer, Known, Question
from engine.stages.access_policy import check_access_policy
from engine.stages.client import check_client
from engine.stages.grant_type import check_grant_type
from engine.stages.scope import check_scope
from engine.stages.user import check_user

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer
    from engine.stages.passive import Stage

STAGES: tuple[tuple[str, str, Stage], ...] = (
    ("client", "token", check_client),
    ("grant_type", "token", check_grant_type),
    ("user", "authorization", check_user),
    ("scope", "token", check_scope),
    ("access_policy", "authorization", check_access_policy),
)
"""What a preview asks, and the flow as whose stage: the policies are asked when the user signs in."""
TAKEN_TO_HOLD = ("client.authentication",)
"""Checks of what only the real request shows."""


class PreviewAsk(Struct, frozen=True, kw_only=True):
    """What is previewed. No scopes: those that the server grants by default. `server` None: the only one there is."""

    client: str
    grant_type: str
    user: str | None = None
    scopes: tuple[str, ...] = ()
    server: str | None = None


def find_issuing(question: Question, server: AuthorizationServer, ask: PreviewAsk) -> Findings:
    """Runs the stages over what is asked; none is left out after a failure."""
    known = _known(question, server, ask)
    answers: list[tuple[str, Answer]] = []
    for name, flow, check in STAGES:
        if name == "user" and ask.grant_type == "client_credentials":
            continue
        as_flow = "token" if ask.grant_type == "client_credentials" else flow
        answer = check(question, replace(known, flow=as_flow))
        known = replace(known, **answer.learnt) if answer.learnt else known
        answers.append((name, _without_taken(answer)))
    return fold(replace(known, flow="token"), answers)


def _known(question: Question, server: AuthorizationServer, ask: PreviewAsk) -> Known:
    environment = question.environment
    assert environment is not None
    issuer = environment.issuer_by_name.get(server.issuer)
    known = Known(
        flow="token", endpoint="token", closed=True, server=server, issuer=issuer,
        client_id=ask.client, client=environment.client_by_id.get(ask.client), grant_type=ask.grant_type,
        requested_scopes=ask.scopes, parameters={"grant_type": ask.grant_type},
    )  # fmt: skip
    if ask.user is None or ask.grant_type == "client_credentials":
        return known
    return replace(known, **person(question, environment, known, ask.user))


def _without_taken(answer: Answer) -> Answer:
    checks = tuple(one for one in answer.checks if not (one.outcome == "unknown" and one.check in TAKEN_TO_HOLD))
    needs = tuple(need for need in answer.needs if need.check not in TAKEN_TO_HOLD)
    return replace(answer, checks=checks, needs=needs, step=None)
