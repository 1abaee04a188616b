"""What vendors' codes say of an answer: the reason in this flow, the page to read, and what else it could be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from engine.evidence.vendor_codes import FoundCode, flow_of, reason_for
from engine.models.checks import FLOWS
from engine.models.question import Known, Question
from engine.models.reading import Reading
from engine.models.trace import AnsweredBy, Basis, Flow
from engine.shown import shown
from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from knowledge.vendors import VendorCode

BOTH = {"policy.denied": ("rules", "policy"), "policy.indeterminate": ("policy",)}
"""Refusals of which a code does not tell whether a rule or a policy decided."""
LINE = "log line"
CAPTURED = "captured response"
WORDS = {LINE: "the words of the log line", CAPTURED: "the words of the answer"}
"""What tells who answered, where it is no header."""
_FRAME = lazy_regex(r"^\d{4}/\d\d/\d\d [\d:.]+ \[[a-z]+\] \d+#\d+: (?:\*\d+ )?")
MOST_ENTRIES = 4
"""Codes of one answer whose pages are named."""


def by_codes(
    found: Iterable[FoundCode], bare: Reading, question: Question, known: Known, source: str
) -> Reading | None:
    """The reading by the most exact code that has a reason in this flow; None where none has."""
    codes = [one for one in found if one.code.reasons]
    for one in codes:
        guessed = question.exchange.request is None and known.flow == "resource"
        is_open = guessed or _is_open(question, known, one.code, source)
        flow = flow_of(one.code, None if guessed else known.flow) if is_open else known.flow
        reason = reason_for(one.code, flow)
        if reason is not None:
            others = [(name, other) for other in codes for name in other.code.reasons if _fits(name, flow)]
            return replace(
                _named(bare, one, reason, source), flow=cast(Flow, flow) if flow != known.flow else None,
                causes=_others(others, reason, one.code, question),
                entries=tuple(other.code.id for other in codes[:MOST_ENTRIES]),
            )  # fmt: skip
    return None


def _others(
    named: list[tuple[str, FoundCode]], reason: str, code: VendorCode, question: Question
) -> tuple[tuple[str, str], ...]:
    """The other reasons, each once: of this code as the guide says them, of others with their code's meaning."""
    why = {name: f"{one.code.vendor}: {one.code.meaning}" for name, one in reversed(named)}
    why |= {name: question.catalog.reason(name).headline for name in code.reasons}
    return tuple((name, why[name]) for name in dict.fromkeys(name for name, _ in named) if name != reason)


def more_exact(coded: Reading, refused: Reading) -> Reading:
    """What counts of a vendor's code and of the standard's own error, challenge or status; both pages stay named.

    A proof counts before the standard's error, unless it only says what that says, or less. A hint is ranked among
    what the status usually means.
    """
    same = coded.reason == refused.reason or (coded.generic and coded.stages == refused.stages)
    if refused.stages and (same or not coded.stages):
        says = f"{refused.says}; {coded.says}" if coded.reason == refused.reason else refused.says
        return replace(refused, says=says, entries=coded.entries, causes=coded.causes, notes=coded.notes)
    if coded.stages:
        return coded
    ranked = dict([*coded.causes, *([(refused.reason, refused.why)] if refused.reason else []), *refused.causes])
    causes = tuple((reason, why) for reason, why in ranked.items() if reason != coded.reason and why)
    return replace(coded, causes=causes, wanted=refused.wanted)


def notes_of(found: Iterable[FoundCode]) -> tuple[str, ...]:
    """What codes say that refuse nothing."""
    return tuple(
        f"{one.code.vendor}: {one.code.meaning}: `{shown(one.seen, 120)}`" for one in found if not one.code.reasons
    )


def _named(bare: Reading, one: FoundCode, reason: str, source: str) -> Reading:
    code, stage = one.code, reason.partition(".")[0]
    answerer = _answerer(bare, code)
    same = answerer == bare.answered_by and bare.because
    stages = BOTH.get(reason, (stage,)) if code.basis == "observed" else ()
    return replace(
        bare, kind="refusal", stages=stages, reason=reason, basis=cast(Basis, code.basis),
        answered_by=answerer, because=bare.because if same or answerer == "unknown" else WORDS[source],
        says=f"{code.vendor} {code.code}: {code.meaning}" if _is_short(code) else f"{code.vendor}: {code.meaning}",
        seen=log_message(one.seen) if source == LINE else shown(one.seen, 200), source=source,
    )  # fmt: skip


def _is_short(code: VendorCode) -> bool:
    return " " not in code.code and not code.code.startswith("{")


def _answerer(bare: Reading, code: VendorCode) -> AnsweredBy:
    known = bare.answered_by in (None, "unknown", "gateway") and code.basis == "observed"
    return cast(AnsweredBy, code.answered_by) if known else bare.answered_by or "unknown"


def _is_open(question: Question, known: Known, code: VendorCode, source: str) -> bool:
    """Whether nothing but the code tells which flow it is: no request, or a URL that no environment knows."""
    if question.exchange.request is None or (source == LINE and known.service is None):
        return True
    return known.endpoint == "api" and known.service is None and code.answered_by == "authorization_server"


def _fits(reason: str, flow: str) -> bool:
    stage = reason.partition(".")[0]
    return stage in FLOWS[flow] or stage == "gateway"


def log_message(line: str) -> str:
    """What a line of a gateway's error log says, without the framing of nginx."""
    text = _FRAME.sub("", line.strip())
    start = text.find("[ping-auth]")
    return shown(text[max(start, 0) :].partition(", client: ")[0], 200)
