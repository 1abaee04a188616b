"""The independent evaluator: an environment and a request go in, verdict and first stage come out.

Written from the design and not from the engine, on PyJWT, `ipaddress`, `zoneinfo` and RE2; it shares no code with the
engine. It says nothing of reasons, near misses or fixes.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from tests.oracle.evaluator.attributes import World
from tests.oracle.evaluator.combining import DENY, ERROR, PERMIT, Child, combine
from tests.oracle.evaluator.policies import Decisions, rule_decisions, tree_decisions
from tests.oracle.evaluator.sent import Answer, Sent, Tables
from tests.oracle.evaluator.subject import find_client, subject_of
from tests.oracle.evaluator.tokens import Judged, is_twice, judge_token
from tests.oracle.evaluator.urls import (
    Matched,
    find_operation,
    find_service,
    gateways_of,
    known_hosts,
    path_segments,
    place_sent,
    source_address,
)

OK = 200
SUCCEEDED, FAILED = "POLICY_EVALUATION_SUCCEEDED", "POLICY_EVALUATION_FAILED"


class Found(NamedTuple):
    """The outcome of every stage that was judged, and what the policy stage decided."""

    stages: dict[str, str]
    decisions: Decisions = frozenset()
    judged: Judged | None = None
    says: str = ""


def evaluate(environment: Tables, sent: Sent) -> Answer:
    """The answer to one request."""
    found = _stages(environment, sent)
    refused_by_pyjwt = found.judged.refused_by_pyjwt if found.judged else None
    says = found.judged.says if found.judged else ""
    for outcome, verdict in (("failed", "refused"), ("unknown", "undetermined")):
        for stage, one in found.stages.items():
            if one == outcome:
                decision, code = _decided(stage, found.decisions) if outcome == "failed" else (None, None)
                return Answer(verdict, stage, decision, code, refused_by_pyjwt, says)
    return Answer("allowed", None, PERMIT, SUCCEEDED, refused_by_pyjwt, says)


def _decided(stage: str, decisions: Decisions) -> tuple[str | None, str | None]:
    """Decision and result code by the stage that failed (design, section 5)."""
    if stage == "request":
        return None, "INVALID_GATEWAY_REQUEST"
    if stage == "service":
        return None, "NO_POLICY_FOUND"
    if stage != "policy":
        return DENY, SUCCEEDED
    [decision] = decisions
    return decision, FAILED if decision == "INDETERMINATE" else SUCCEEDED


def _stages(environment: Tables, sent: Sent) -> Found:
    place = place_sent(sent, environment)
    if place.host not in known_hosts(environment):
        judged = judge_token(sent, environment, None, "required")
        stages = {"request": _request(sent, environment, None), "service": "unknown", "token": judged.outcome}
        return Found(stages, judged=judged)
    path = sent.target.partition("#")[0].partition("?")[0]
    service = find_service(environment, place, path_segments(path))
    before = service or find_service(environment, place, path_segments(path), deployed=False)
    stages = {"request": _request(sent, environment, before[0] if before else None)}
    if service is None:
        return Found({**stages, "service": "failed"})
    if is_preflight(sent):
        return Found({**stages, "service": "passed"})
    matched = find_operation(service[0], sent.method, service[1])
    found = _access(environment, sent, service[0], matched)
    return found._replace(stages={**stages, "service": "passed", **found.stages})


def is_preflight(sent: Sent) -> bool:
    """Whether a browser only asks whether it may ask (CORS)."""
    return sent.method == "OPTIONS" and bool(
        sent.values("origin") and sent.values("access-control-request-method")
    )  # fmt: skip


def _request(sent: Sent, environment: Tables, service: Tables | None) -> str:
    gateways = gateways_of(environment, service) if service else []
    size = sum(len(name) + len(value) + 4 for name, value in sent.headers)
    too_large = any(size > one["max_header_bytes"] for one in gateways if "max_header_bytes" in one)
    return "failed" if too_large or is_twice(sent) else "passed"


def _access(environment: Tables, sent: Sent, service: Tables, matched: Matched | None) -> Found:
    """Token, rules and policy of an API service that was found."""
    operation = matched.operation if matched else None
    judged = judge_token(sent, environment, service, (operation or {}).get("token", "required"))
    settings = judged.settings or judged.issuer
    subject = subject_of(environment, judged.claims, judged.issuer, judged.absent, settings, judged.replied)
    client = find_client(environment, subject)
    token = _still_active(judged.outcome, subject.user, client)
    address = source_address(sent, environment, service)
    world = World(sent, address, judged.claims, judged.absent, subject, client, matched.parameters if matched else {})
    rules = rule_decisions(operation, world)
    decisions = _policies(environment, service, operation, rules, world)
    answer = _answer(environment, service, operation, world)
    stages = {"token": token, "rules": _outcome(rules), "policy": _outcome(decisions), "response": answer}
    return Found(stages, decisions, judged)


def _answer(environment: Tables, service: Tables, operation: Tables | None, world: World) -> str:
    """What response policies say of a success that was captured; an error in one of them tells nothing."""
    if world.sent.status != OK or not service.get("custom_policies", True):
        return "skipped"
    names = (operation or {}).get("response_policy"), service.get("response_policy")
    trees = [tree for name in names if (tree := tree_decisions(environment, name, world))]
    decisions = _together(trees) if trees else frozenset()
    if decisions == {DENY}:
        return "failed"
    return "unknown" if len(decisions) > 1 or ERROR in decisions else "passed"


def _still_active(outcome: str, user: object, client: object) -> str:
    """A token no longer counts once its user or client is closed."""
    for holder in (user, client):
        if outcome != "failed" and isinstance(holder, dict) and holder.get("status", "active") != "active":
            return "failed"
    return outcome


def _policies(
    environment: Tables, service: Tables, operation: Tables | None, rules: Decisions, world: World
) -> Decisions:
    """What rules, the service's policy and the operation's can decide together."""
    judged = service.get("custom_policies", True)
    names = [service.get("policy"), (operation or {}).get("policy")] if judged else []
    trees = [tree for name in names if (tree := tree_decisions(environment, name, world))]
    parts = [*([rules] if rules else []), *trees]
    if not parts:
        return frozenset({PERMIT})
    alone = _together(trees)
    return alone if alone in ({DENY}, {ERROR}) else _together(parts)


def _together(parts: list[Decisions]) -> Decisions:
    return frozenset(combine("deny-overrides", [Child(one) for one in each], "pingone") for each in product(*parts))


def _outcome(decisions: Decisions) -> str:
    if len(decisions) > 1:
        return "unknown"
    return "passed" if not decisions or PERMIT in decisions else "failed"
