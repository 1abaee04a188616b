"""The sentences a person reads first: the verdict, who must act, the next step. App and command line share them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.models.trace import Expected, Need, Trace
    from knowledge.catalog import Catalog

OWNERS = {
    "client": "You can fix this.",
    "token_issuer": "The token issuer must act.",
    "api_administrator": "The API administrator must act.",
    "policy_author": "The policy author must act.",
    "user_administrator": "The user administrator must act.",
    "gateway_operator": "The gateway operator must act.",
    "api_developer": "The developers of the API must act.",
}
WHO = {
    "client": "you, the client",
    "token_issuer": "the token issuer",
    "api_administrator": "the API administrator",
    "policy_author": "the policy author",
    "user_administrator": "the user administrator",
    "gateway_operator": "the gateway operator",
    "api_developer": "the developers of the API",
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class VerdictSentences(NamedTuple):
    """The verdict in words. `word` says the outcome and the stage, `step` the one next thing to do."""

    word: str
    sentence: str
    owner: str
    who: str
    step: str
    agreement: str

    @property
    def headline(self) -> str:
        """Both halves of the verdict line."""
        return f"{self.word}: {self.sentence}"


def verdict_sentences(trace: Trace, catalog: Catalog) -> VerdictSentences:
    """Says a trace's verdict."""
    makers = {"refused": _refused, "allowed": _allowed, "undetermined": _undetermined}
    word, sentence, step = makers[trace.verdict](trace, catalog)
    owner = trace.owner or ""
    return VerdictSentences(word, sentence, OWNERS.get(owner, ""), WHO.get(owner, ""), step, agreement_text(trace))


def in_words(code: str) -> str:
    """A name of the contract as words: `scope_missing` is `scope missing`."""
    return code.replace("_", " ")


def _refused(trace: Trace, catalog: Catalog) -> tuple[str, str, str]:
    place = f" at {in_words(trace.decided_by)}" if trace.decided_by else ""
    facts = catalog.reason(trace.reason) if trace.reason else None
    check = trace.check(trace.reason or "")
    proved = check is not None and check.basis == "proved" and check.summary
    sentence = check.summary if proved and check else facts.headline if facts else ""
    fix = next((fix for fix in trace.fixes if trace.reason in fix.reasons), None)
    return f"REFUSED{place}", sentence, fix.change if fix else facts.next_step if facts else ""


def _allowed(trace: Trace, catalog: Catalog) -> tuple[str, str, str]:
    status = trace.observed.status
    sentence = f"the server answered {status}" if status else "every stage that was judged lets it through"
    if trace.agreement == "differs" and trace.expected.reason and trace.expected.decided_by:
        facts = catalog.reason(trace.expected.reason)
        stage = in_words(trace.expected.decided_by)
        return "ALLOWED", sentence, f"look at {stage}: here it should be refused, because {facts.headline}"
    return "ALLOWED", sentence, ""


def _undetermined(trace: Trace, _: Catalog) -> tuple[str, str, str]:
    unknown = [step.stage for step in trace.steps if step.outcome == "unknown"]
    if len(unknown) == 1:
        rest = f", and {in_words(unknown[0])} needs a fact"
    elif unknown:
        count = NUMBERS[len(unknown)] if len(unknown) < len(NUMBERS) else str(len(unknown))
        rest = f", and {count} stages need a fact"
    else:
        rest = ""
    need = first_need(trace)
    return "UNDETERMINED", f"nothing refuses it so far{rest}", f"give {need.fact}: {need.give}" if need else ""


def first_need(trace: Trace) -> Need | None:
    """The missing fact of the earliest stage."""
    order = {step.stage: place for place, step in enumerate(trace.steps)}
    return min(trace.needs, key=lambda need: order.get(need.stage, 99), default=None)


def agreement_text(trace: Trace) -> str:
    """Prediction and answer in one line: `401 predicted · 401 captured · same`."""
    parts = [_predicted(trace.expected), _captured(trace)]
    if trace.agreement != "unknown":
        parts.append(trace.agreement)
    return " · ".join(part for part in parts if part)


def _predicted(expected: Expected) -> str:
    if expected.verdict == "undetermined":
        return "nothing predicted"
    return f"{expected.status or expected.verdict} predicted"


def _captured(trace: Trace) -> str:
    if trace.observed.status is not None:
        return f"{trace.observed.status} captured"
    return "no answer captured" if trace.observed.answered_by == "nobody" else ""
