"""The trace: everything the engine found, as data. Shapes are `apiwhy.trace/1`; keys are added, never renamed.

Frozen structs of msgspec, because a diagnosis makes many; the JSON Schema is made from them.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from knowledge.owners import Owner

Outcome = Literal["passed", "failed", "unknown", "skipped"]
Basis = Literal["proved", "observed", "likely"]
Verdict = Literal["allowed", "refused", "undetermined"]
Decision = Literal["PERMIT", "DENY", "NOT_APPLICABLE", "INDETERMINATE"]
Agreement = Literal["same", "differs", "unknown"]
Flow = Literal["resource", "token", "authorization"]
Endpoint = Literal[
    "api", "userinfo", "token", "introspection", "revocation", "par",
    "device_authorization", "registration", "authorization", "metadata",
]  # fmt: skip
AnsweredBy = Literal[
    "nobody", "edge", "gateway", "policy_service", "authorization_server", "upstream", "unknown"
]  # fmt: skip
AtFrom = Literal["flag", "capture", "response", "clock"]


class Check(Struct, frozen=True, kw_only=True, gc=False):
    """One thing a stage looked at: what it saw, what it wanted, where the value came from."""

    check: str
    outcome: Outcome
    reason: str | None = None
    basis: Basis = "proved"
    seen: str | None = None
    wanted: str | None = None
    source: str | None = None
    summary: str = ""
    told_caller: str | None = None
    entries: tuple[str, ...] = ()


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """One stage with its checks, in the order in which they ran."""

    stage: str
    outcome: Outcome
    checks: tuple[Check, ...] = ()


class RequestLine(Struct, frozen=True, kw_only=True, gc=False):
    method: str | None = None
    url: str | None = None


class Matched(Struct, frozen=True, kw_only=True, gc=False):
    """Names of what the request was matched to; None where it was not."""

    api_service: str | None = None
    base_url: str | None = None
    operation: str | None = None
    path: dict[str, str] | None = None
    gateway: str | None = None
    issuer: str | None = None
    client: str | None = None
    user: str | None = None


class Expected(Struct, frozen=True, kw_only=True, gc=False):
    """What the environment alone predicts. `status` is None where the request is let through."""

    verdict: Verdict
    decided_by: str | None = None
    reason: str | None = None
    also: tuple[str, ...] = ()
    decision: Decision | None = None
    result_code: str | None = None
    status: int | None = None
    challenge: str | None = None
    error: str | None = None


class Observed(Struct, frozen=True, kw_only=True, gc=False):
    """What the captured response says. All None where nothing was captured."""

    status: int | None = None
    challenge: str | None = None
    error: str | None = None
    answered_by: AnsweredBy | None = None
    because: str | None = None
    """What tells who answered."""


class Assumption(Struct, frozen=True, kw_only=True, gc=False):
    stage: str
    text: str
    entry: str | None = None


class Need(Struct, frozen=True, kw_only=True, gc=False):
    """A missing fact: which check lacks it, and the option, key or file that gives it."""

    stage: str
    check: str
    fact: str
    give: str


class NearMiss(Struct, frozen=True, kw_only=True, gc=False):
    """Something that almost matched. `distance` counts edits, 0 is equal."""

    stage: str
    name: str
    field: str
    seen: str
    wanted: str
    distance: int
    summary: str


class Edit(Struct, frozen=True, kw_only=True, gc=False):
    """One change: `target` is `token`, `request` or `environment`; `path` a JSON pointer into it.

    In a token the path names a claim; in a request it is `/method`, `/url`, `/body`, `/headers/<name>`, `/source_ip` or
    `/time`; in an environment one past the end of a list adds to it. `to` null takes a claim or a header away.
    """

    target: Literal["token", "request", "environment"]
    path: str
    from_: Any = field(name="from", default=None)
    to: Any = None


class Fix(Struct, frozen=True, kw_only=True, gc=False):
    """The smallest change that helps. `proved`: the engine ran again with it and these reasons were gone.

    `left` would refuse then. Several fixes of one reason are alternatives, what `widens` access last; its `reasons`
    are settled together. Where several things refuse, the last fix may be all that is needed, at once.
    """

    reasons: tuple[str, ...]
    owner: Owner
    change: str
    command: str | None = None
    edits: tuple[Edit, ...] = ()
    proved: bool = False
    widens: bool = False
    assuming: str | None = None
    left: tuple[str, ...] = ()


class Changes(Struct, frozen=True, kw_only=True, gc=False):
    """What policy statements would change in the request and in the response."""

    request: tuple[dict[str, Any], ...] = ()
    response: tuple[dict[str, Any], ...] = ()


class TokenRequest(Struct, frozen=True, kw_only=True, gc=False):
    """The token request that would be right for a call that was refused for its token.

    `parameters` go to `endpoint`; secrets in them, in `url` and in `command` are placeholders such as `YOUR_CODE`.
    `url` starts a sign-in, where a user has to agree anew. `verdict` and `reason` are those of the preview,
    `summary` says it in a sentence; `owner` makes the `change` that would let it be issued; `because`: why the token is
    as it is.
    """

    server: str
    endpoint: str | None
    grant_type: str
    scopes: tuple[str, ...]
    parameters: dict[str, str]
    url: str | None
    command: str | None
    verdict: Verdict | None
    reason: str | None
    owner: Owner | None
    summary: str
    change: str | None
    because: str


class LikelyCause(Struct, frozen=True, kw_only=True, gc=False):
    """What else a captured answer may mean: a reason of basis `likely`, and why."""

    reason: str
    summary: str


BY_POLICY = ("policy", "access_policy")
"""Stages that decide by a tree: that of the request's policies, or that of the access policies."""


class Trace(Struct, frozen=True, kw_only=True):
    """Everything found about one exchange. See the JSON Schema that ships beside the models."""

    schema: str = "apiwhy.trace/1"
    flow: Flow
    endpoint: Endpoint
    at: str
    at_from: AtFrom
    environment: str | None
    recognised: str
    request: RequestLine
    matched: Matched
    verdict: Verdict
    decided_by: str | None
    reason: str | None
    also: tuple[str, ...]
    owner: Owner | None
    decision: Decision | None
    result_code: str | None
    expected: Expected
    observed: Observed
    agreement: Agreement
    differences: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    steps: tuple[Step, ...]
    policy: dict[str, Any] | None
    changes: Changes
    near_misses: tuple[NearMiss, ...]
    fixes: tuple[Fix, ...]
    needs: tuple[Need, ...]
    remarks: tuple[str, ...] = ()
    """What the parser said of its input: flags it did not use, lines it left out."""
    causes: tuple[LikelyCause, ...] = ()
    """What else the answer may mean, the likeliest first; `reason` is none of them."""
    token_request: TokenRequest | None = None
    """Where the token is at fault: the request that would give a right one."""
    response_policy: dict[str, Any] | None = None
    """The evaluated tree of the response policies, as `policy` is of those of the request."""

    def step(self, stage: str) -> Step:
        """The step of one stage. KeyError where the flow has no such stage."""
        for step in self.steps:
            if step.stage == stage:
                return step
        raise KeyError(stage)

    def tree(self, stage: str) -> dict[str, Any] | None:
        """The evaluated tree that a stage shows; None where it has none."""
        return self.response_policy if stage == "response" else self.policy if stage in BY_POLICY else None

    def check(self, reason: str) -> Check | None:
        """The first check that carries this reason."""
        return next((c for s in self.steps for c in s.checks if c.reason == reason), None)
