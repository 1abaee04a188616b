"""The strict schema of the guide's source files (TOML). Used by the build and the tests, never at run time."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.owners import Owner

Family = Literal["status", "oauth", "reason", "decision", "result_code", "finding", "behaviour"]
Flow = Literal["resource", "token", "authorization"]

STAGES: dict[str, tuple[str, ...]] = {
    "resource": ("request", "gateway", "service", "token", "operation", "rules", "policy", "upstream", "response"),
    "token": ("endpoint", "parameters", "client", "grant_type", "grant", "scope", "access_policy", "issue"),
    "authorization": ("endpoint", "client", "redirect", "parameters", "user", "scope", "access_policy"),
}
"""The stages of each flow, in order, as entries may name them. The engine's own list is tested against this one."""


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


class Where(Table):
    """One place where a code occurs: which flow and endpoint, at which stage, with which status."""

    flow: Flow | None = None
    endpoint: str | None = Field(None, min_length=2)
    stage: str | None = Field(None, min_length=2)
    status: int | None = Field(None, ge=100, le=599)
    note: str | None = Field(None, min_length=4)


class Cause(Table):
    """Why it happens, how to see that it is this cause, what helps, and who can do it."""

    cause: str = Field(min_length=12)
    check: str = Field(min_length=12)
    fix: str = Field(min_length=8)
    owner: Owner
    reason: str | None = Field(None, description="the engine's reason that proves this cause")


class NotThis(Table):
    """Something it is easily taken for."""

    id: str
    why: str = Field(min_length=12)


class Reference(Table):
    spec: str
    section: str | None = None
    url: str = Field(pattern=r"^https://")


class ReasonFacts(Table):
    """What the engine needs to know of a reason: only in entries of the family `reason`."""

    stage: str
    owner: Owner
    status: int | None = Field(None, description="what the caller gets where the engine predicts it")
    error: str | None = Field(None, description="the OAuth error code the caller gets")
    told_caller: str | None = Field(None, description="words that may be told to the caller")
    headline: str = Field(
        min_length=8, description="the verdict line after `REFUSED at <stage>: `, lower case, no full stop"
    )
    next_step: str = Field(min_length=8, description="the one next step, imperative, lower case, no full stop")


class Entry(Table):
    """One page of the guide."""

    id: str = Field(description="its code, status, reason or name; also the file's name")
    family: Family
    title: str = Field(min_length=4, max_length=72)
    summary: str = Field(min_length=20, max_length=200, description="one sentence")
    meaning: str = Field(min_length=60)
    where: list[Where] = Field(min_length=1)
    causes: list[Cause] = Field(min_length=1)
    troubleshoot: list[str] = Field(min_length=1)
    not_this: list[NotThis] = Field(min_length=1)
    references: list[Reference] = Field(min_length=1)
    related: list[str] = Field(min_length=1)
    aliases: list[str] = Field(default_factory=list, description="other words people search it by")
    servers_send: list[str] = Field(default_factory=list, description="texts that servers really send with it")
    reason: ReasonFacts | None = None


class FindingEntry(Entry):
    """A page about a finding of `apiwhy environment check`. It occurs in a file, so it names no place of a flow.

    The second paragraph of `meaning` says how it makes calls be refused; `causes` link the reason of these refusals.
    """

    where: list[Where] = Field(default_factory=list)
    not_this: list[NotThis] = Field(default_factory=list)
    severity: Literal["error", "warning", "note"] = Field(description="at its worst")


class BehaviourEntry(Entry):
    """A page about how a server behaves where nothing is refused; `troubleshoot` says how to see it.

    A check or an assumption of the trace names it. It has no causes: nothing is wrong.
    """

    causes: list[Cause] = Field(default_factory=list)
    not_this: list[NotThis] = Field(default_factory=list)


class ScenarioToken(Table):
    """A token as header and claims; signed with a demo key when the scenario is loaded."""

    key: Literal["demo-rs256", "demo-es256", "demo-eddsa", "stranger-rs256", "weak-rs256", "none", "hmac"] = (
        "demo-rs256"
    )
    header: dict[str, Any]
    claims: dict[str, Any]
    signature: str | None = Field(None, description="used as it stands instead of signing")


class Scenario(Table):
    """A small world that shows one entry happening: it stands in `reason`, what it is in `shows`.

    A behaviour is shown by a request that is not refused, a finding by the environment alone. `{{tokens.<name>}}` in
    the texts is replaced by the signed token. Numeric claims are seconds since 1970.
    """

    reason: str = Field(description="the entry that it shows")
    shows: Literal["reason", "difference", "behaviour", "finding"] = "reason"
    title: str = Field(min_length=4, max_length=72)
    summary: str = Field(min_length=20, max_length=240)
    now: str | None = Field(None, description="RFC 3339, UTC: when the request is judged; of a finding, none is")
    source_ip: str | None = None
    request: str | None = Field(None, description="curl line or raw HTTP")
    response: str | None = Field(None, description="raw HTTP response, or the client's error text")
    evidence: list[str] = Field(default_factory=list, description="log lines")
    tokens: dict[str, ScenarioToken] = Field(default_factory=dict)
    environment: dict[str, Any] | None = Field(None, description="the tables of an environment file")
    deployed: dict[str, Any] | None = Field(None, description="of a finding: the tables as they were last deployed")

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        asked = [name for name in ("now", "request", "response", "evidence", "tokens") if getattr(self, name)]
        if self.shows == "finding" and (asked or self.environment is None):
            raise ValueError("wanted an `environment` and no request: a finding is shown by the environment alone")
        if self.shows != "finding" and (self.now is None or self.deployed is not None):
            raise ValueError("wanted `now`, and `deployed` only where a finding is shown")
        return self


LEAST_TEXT = 9
"""Letters of a text that is looked for anywhere."""


class VendorMatch(Table):
    """Where a vendor's code is found: one of `word`, `value`, `text`, or a `member` that is there; all else must hold.

    `member` is the end of a path: `error.status`, `header.server`, `challenge.realm`, `response.status`, `request.url`.
    In `text` the letter `…` stands for anything in between. `beside` are other members, and what they contain.
    """

    word: str | None = Field(None, min_length=4, description="a code that stands for itself in any text")
    member: str | None = Field(None, min_length=2)
    value: str | None = Field(None, min_length=1, description="the whole value, as it is written")
    text: str | None = Field(None, min_length=5, description="a part of a text, whatever its case")
    place: Literal["log", "response"] | None = None
    status: list[int] = Field(default_factory=list)
    beside: dict[str, str] = Field(default_factory=dict)
    absent: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        given = [name for name in ("word", "value", "text") if getattr(self, name) is not None]
        if len(given) > 1 or not (given or self.member) or (self.word and self.member):
            raise ValueError("wanted one of `word`, `value`, `text`, or a `member` alone")
        if self.text and not self.member and len(self.text) < LEAST_TEXT:
            raise ValueError(
                f"`{self.text}` is too short to stand for itself, wanted {LEAST_TEXT} letters or a `member`"
            )
        return self


class VendorCode(Table):
    """One code of a vendor. Without `reasons` it refuses nothing: it is only known what it says."""

    code: str = Field(min_length=1, max_length=140)
    status: list[int] = Field(default_factory=list)
    reasons: list[str] = Field(description="what it points to, the likeliest first; the flow chooses among them")
    basis: Literal["observed", "likely"] = Field(description="observed: a proof; likely: a hint")
    meaning: str = Field(min_length=12, max_length=140, description="lower case, no full stop")
    in_success: bool = Field(False, description="whether it refuses though the status says success")
    url: str | None = Field(None, pattern=r"^https://")
    match: list[VendorMatch] = Field(min_length=1)


class VendorFile(Table):
    """The codes of one vendor's product: `knowledge/vendors/<name>.toml`."""

    vendor: str = Field(min_length=2)
    answered_by: Literal["edge", "gateway", "policy_service", "authorization_server", "upstream"]
    url: str = Field(pattern=r"^https://")
    code: list[VendorCode] = Field(min_length=1)


class LikelyCause(Table):
    """One thing that a bare status may mean."""

    reason: str
    why: str = Field(min_length=12, max_length=160, description="lower case, no full stop")


class Wanted(Table):
    """What would settle it, and what gives it."""

    fact: str = Field(min_length=8)
    give: str = Field(min_length=4)


class Likely(Table):
    """What a status usually means where the answer says no more; the first row that fits counts."""

    status: list[int] = Field(default_factory=list)
    between: list[int] = Field(default_factory=list, max_length=2)
    flows: list[Flow] = Field(default=["resource"])
    server: str | None = None
    present: list[str] = Field(default_factory=list)
    absent: list[str] = Field(default_factory=list)
    body: bool | None = None
    service: bool | None = None
    causes: list[LikelyCause] = Field(min_length=1)
    capture: Wanted | None = None
