"""What a captured answer says, once it was read."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.models.trace import AnsweredBy, Basis, Flow

GENERIC = (
    "token.refused", "token.proof_invalid", "token.login_required", "policy.denied", "token.missing",
    "parameters.invalid", "client.authentication_failed", "client.not_allowed", "grant.invalid", "scope.invalid",
    "scope.target_invalid", "access_policy.denied", "user.denied",
)  # fmt: skip
Kind = Literal["none", "success", "refusal", "aborted"]


class Reading(Struct, frozen=True, kw_only=True):
    """What the answer says. `stages` are those it names; a bare status names none, and `reason` is then likely."""

    kind: Kind
    status: int | None = None
    challenge: str | None = None
    error: str | None = None
    answered_by: AnsweredBy | None = None
    because: str = ""
    """What tells who answered: headers, or the words of the answer."""
    stages: tuple[str, ...] = ()
    reason: str | None = None
    basis: Basis = "observed"
    says: str = ""
    seen: str | None = None
    source: str | None = None
    wanted_scopes: tuple[str, ...] = ()
    """Scopes that the challenge asks for."""
    notes: tuple[str, ...] = ()
    """What was read although its grammar forbids it, and what log lines say that refuse nothing."""
    entries: tuple[str, ...] = ()
    """Pages of the guide on what was seen: the codes of vendors."""
    causes: tuple[tuple[str, str], ...] = ()
    """What else it could be, the likeliest first: reason, and why."""
    why: str = ""
    """Why a bare status usually has this reason."""
    wanted: tuple[str, str] | None = None
    """What would settle it: the fact, and what gives it."""
    routed: bool = False
    """Whether the gateway's log names the route and the service that the request was taken for."""
    flow: Flow | None = None
    """The flow that the answer belongs to, where it tells another than the request does."""

    @property
    def generic(self) -> bool:
        """Whether the reason only says that this stage refused, not why."""
        return self.reason in GENERIC

    def past(self, stage: str) -> bool:
        """Whether this answer shows that the request got past a stage."""
        if stage == "service":
            return self.routed
        return stage == "gateway" and self.answered_by in ("upstream", "policy_service")


NO_ANSWER = Reading(kind="none")
"""No answer was captured, and nothing that speaks of one."""
