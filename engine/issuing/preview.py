"""Token preview: the token that a client would be given for a user, a grant and scopes, or why it would be refused.

Client authentication and the user's password are taken to be good. A preview is made here, by the environment alone:
the rules of the server itself may be others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from engine.findings import Findings, fold
from engine.issuing.asked import person
from engine.issuing.asked_before import ASKED_BEFORE
from engine.issuing.issued import Tokens, set_by, tokens_of
from engine.issuing.lifetimes import lifetimes_of
from engine.models.exchange import FACTS, Exchange, Request
from engine.models.question import Answer, Known, Question
from engine.models.trace import Assumption, Fix, NearMiss, Need, Step, Verdict
from engine.stages.access_policy import check_access_policy
from engine.stages.client import check_client
from engine.stages.grant_type import check_grant_type
from engine.stages.scope import check_scope
from engine.stages.user import check_user
from engine.words import instant
from knowledge.owners import Owner

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer, Environment
    from engine.stages.passive import Stage
    from knowledge.catalog import Catalog

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
TAKEN = "the client can authenticate, and the user can sign in and agrees"
HERE = "worked out here from the environment, not by the server"


class PreviewAsk(Struct, frozen=True, kw_only=True):
    """What is previewed. No scopes: those that the server grants by default. `server` None: the only one there is."""

    client: str
    grant_type: str
    user: str | None = None
    scopes: tuple[str, ...] = ()
    server: str | None = None


class Preview(Struct, frozen=True, kw_only=True):
    """What would be answered: `tokens` where nothing refuses; `policy` and `rule` are names of what matched.

    `audiences` are those of the access token, each with the scopes that set it (PingOne); none: it is the server's own.
    """

    schema: str = "apiwhy.token-preview/1"
    at: str
    environment: str
    server: str
    client: str
    user: str | None
    grant_type: str
    scopes: tuple[str, ...]
    verdict: Verdict
    decided_by: str | None
    reason: str | None
    also: tuple[str, ...]
    owner: Owner | None
    policy: str | None
    rule: str | None
    tokens: Tokens | None
    audiences: dict[str, tuple[str, ...]]
    steps: tuple[Step, ...]
    tree: dict[str, Any] | None
    near_misses: tuple[NearMiss, ...]
    fixes: tuple[Fix, ...]
    needs: tuple[Need, ...]
    assumptions: tuple[Assumption, ...]


class NoServer(ValueError):
    """The environment has no authorization server of this name, or several and none was named."""


def preview_token(environment: Environment, ask: PreviewAsk, *, catalog: Catalog, now: datetime) -> Preview:
    """Asks every stage that decides whether the token is issued. Raises NoServer."""
    server = choose_server(environment, ask.server)
    question = _question(environment, server, ask, catalog, now)
    findings = find_issuing(question, server, ask)
    preview = _weigh(question, server, ask, findings)
    if preview.verdict != "refused":
        return preview
    from engine.issuing.remedies import remedies

    return replace(preview, fixes=tuple(remedies(question, server, ask, findings)))


def choose_server(environment: Environment, name: str | None) -> AuthorizationServer:
    """The server of this name, or the only one. Raises NoServer with the names that there are."""
    servers = environment.authorization_servers
    found = [server for server in servers if name in (None, server.name)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"`{server.name}`" for server in servers)
    if not servers:
        raise NoServer(f"the environment {environment.name} lists no [[authorization_servers]], wanted one to ask")
    if name is None:
        raise NoServer(f"the environment {environment.name} has {len(servers)} servers, wanted --server with {names}")
    raise NoServer(f"there is no authorization server `{name}`, wanted one of {names}")


def _question(
    environment: Environment, server: AuthorizationServer, ask: PreviewAsk, catalog: Catalog, now: datetime
) -> Question:
    """The request that is previewed, as far as it can be told: without credentials."""
    form = {"grant_type": ask.grant_type, "client_id": ask.client} | (
        {"scope": " ".join(ask.scopes)} if ask.scopes else {}
    )
    request = Request(method="POST", url=server.token_endpoint, body=urlencode(form))
    exchange = Exchange(kind="token preview", request=request, shows=FACTS - {"authorization", "response", "source_ip"})
    return Question(exchange=exchange, catalog=catalog, now=now, at_from="flag", environment=environment)


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


def _weigh(question: Question, server: AuthorizationServer, ask: PreviewAsk, findings: Findings) -> Preview:
    environment = question.environment
    assert environment is not None
    reasons, known = findings.reasons, findings.known
    stage, reason = reasons[0] if reasons else (None, None)
    found = known.evaluation
    verdict: Verdict = "refused" if reasons else "undetermined" if findings.undetermined else "allowed"
    return Preview(
        at=instant(question.now), environment=environment.name, server=server.name, client=ask.client, user=ask.user,
        grant_type=ask.grant_type, scopes=ask.scopes, verdict=verdict, decided_by=stage, reason=reason,
        also=tuple(other for _, other in reasons[1:]), owner=question.catalog.reason(reason).owner if reason else None,
        policy=found.policy.name if found and found.policy else None,
        rule=found.rule.name if found and found.rule else None,
        audiences=set_by(environment, server, ask.scopes or server.default_scopes or ()),
        tokens=None if reasons else _tokens(question, server, ask, known), steps=findings.steps,
        tree=found.tree if found else None, near_misses=_once(findings.near_misses), fixes=(),
        needs=tuple({(need.fact, need.give): need for need in findings.needs}.values()),
        assumptions=(*findings.assumptions, *_taken(ask)),
    )  # fmt: skip


def _tokens(question: Question, server: AuthorizationServer, ask: PreviewAsk, known: Known) -> Tokens | None:
    """The tokens, unless it is open whether a rule matches."""
    found, environment = known.evaluation, question.environment
    assert environment is not None
    if found is not None and found.outcome != "granted":
        return None
    scopes = ask.scopes or server.default_scopes or ()
    life = lifetimes_of(server, known.client, ask.grant_type, scopes, found.rule if found else None)
    return tokens_of(environment, server, known, scopes, life, question.now)


def _once(misses: tuple[NearMiss, ...]) -> tuple[NearMiss, ...]:
    """Each near miss once, however many stages it is one of."""
    return tuple({miss.summary: miss for miss in reversed(misses)}.values())[::-1]


def _taken(ask: PreviewAsk) -> Iterator[Assumption]:
    yield Assumption(stage="client", text=TAKEN if ask.grant_type != "client_credentials" else TAKEN.partition(",")[0])
    if ask.grant_type in ASKED_BEFORE - {"authorization_code"}:
        text = f"{ask.grant_type}: the policies were asked when the user signed in, here they are asked as they are now"
        yield Assumption(stage="access_policy", text=text)
    yield Assumption(stage="access_policy", text=HERE)
