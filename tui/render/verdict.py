"""The two lines a person reads first: the verdict in a sentence, then who must act and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from tui.render.lines import Line, Row, Span, count_in_words, in_words, line, plural
from tui.render.needs import first_need, need_hint, need_step

if TYPE_CHECKING:
    from engine.models.trace import Expected, Trace

OWNERS = {
    "client": "You can fix this.",
    "token_issuer": "The token issuer must act.",
    "api_administrator": "The API administrator must act.",
    "policy_author": "The policy author must act.",
    "user_administrator": "The user administrator must act.",
    "gateway_operator": "The gateway operator must act.",
    "api_developer": "The developers of the API must act.",
}
VERDICT_ROLES = {"refused": "failed", "allowed": "passed", "undetermined": "unknown"}


class ReasonWords(Protocol):
    """What the guide says of a reason in one sentence each."""

    @property
    def headline(self) -> str: ...
    @property
    def next_step(self) -> str: ...


class VerdictText(NamedTuple):
    """The sentences of a verdict. `agreement` and `hint` stand at the right edge, and go where there is no room."""

    word: str
    sentence: str
    agreement: str
    owner: str
    step: str
    hint: str
    role: str


def verdict_text(trace: Trace, words: ReasonWords | None) -> VerdictText:
    """Says a verdict. `words` are those of the trace's reason, None where it has none."""
    if trace.verdict == "refused":
        word, sentence, owner, step, hint = _refused(trace, words)
    else:
        word, sentence, owner, step, hint = (_allowed if trace.verdict == "allowed" else _undetermined)(trace)
    return VerdictText(word, sentence, agreement_text(trace), owner, step, hint, VERDICT_ROLES[trace.verdict])


def verdict_rows(said: VerdictText, *, keep: bool) -> list[Row]:
    """The verdict as two rows; `keep` never lets one of them wrap."""
    first = line(Span(said.word, said.role), Span(f": {said.sentence}", "strong"))
    second = line(said.owner, " " if said.owner else "", Span(said.step))
    return [
        Row(left=first, right=line(Span(said.agreement, "dim")), hang=2, keep=keep),
        Row(left=second, right=line(Span(said.hint, "key")) if said.hint else (), hang=2, keep=keep),
    ]


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
    observed = trace.observed
    if observed.status is not None:
        return f"{observed.status} captured"
    return "no answer captured" if observed.answered_by == "nobody" else ""


def _refused(trace: Trace, words: ReasonWords | None) -> tuple[str, str, str, str, str]:
    check = trace.check(trace.reason or "")
    sentence = check.summary if check and check.summary else words.headline if words else in_words(trace.reason or "")
    place = f" at {in_words(trace.decided_by)}" if trace.decided_by else ""
    fix = next((fix for fix in trace.fixes if trace.reason in fix.reasons), None)
    step = fix.change if fix else words.next_step if words else ""
    hint = "c copies the command" if any(fix.command for fix in trace.fixes) else ""
    return f"REFUSED{place}", sentence, OWNERS.get(trace.owner or "", ""), _next(step), hint


def _allowed(trace: Trace) -> tuple[str, str, str, str, str]:
    status = trace.observed.status
    sentence = f"the API answered {status}" if status else "every stage that was judged lets it through"
    if trace.agreement == "differs" and trace.expected.reason:
        stage, _, problem = trace.expected.reason.partition(".")
        predicted = f"{in_words(stage)}: {in_words(problem)}"
        return "ALLOWED", sentence, "", f"But refused was predicted at {predicted}. The server is laxer than this.", ""
    if trace.assumptions:
        more = len(trace.assumptions) - 1
        rest = f" And {plural(more, 'more assumption')}." if more else ""
        return "ALLOWED", sentence, "", f"Assumed: {trace.assumptions[0].text}.{rest}", ""
    return "ALLOWED", sentence, "", "Nothing needs to change.", ""


def _undetermined(trace: Trace) -> tuple[str, str, str, str, str]:
    unknown = [step.stage for step in trace.steps if step.outcome == "unknown"]
    if len(unknown) == 1:
        rest = f", and {in_words(unknown[0])} needs a fact"
    elif unknown:
        rest = f", and {count_in_words(len(unknown))} stages need a fact"
    else:
        rest = ""
    need = first_need(trace)
    step = need_step(need) if need else "paste the request itself, as a curl command"
    hint = need_hint(need) if need else "i opens the inputs"
    return "UNDETERMINED", f"nothing refuses it so far{rest}", "", _next(step), hint


def _next(step: str) -> str:
    return f"Next: {step.rstrip('.')}." if step else ""


def rows_of(trace: Trace, words: ReasonWords | None, *, keep: bool) -> list[Row]:
    """The verdict of a trace as rows."""
    return verdict_rows(verdict_text(trace, words), keep=keep)


def waiting_rows(awaited: str) -> list[Row]:
    """What stands in the verdict's place while something takes long."""
    said: Line = line(Span("reading ", "dim"), Span(awaited), Span(" …", "dim"))
    return [
        Row(left=said, keep=True),
        Row(left=line(Span("Nothing is lost: the text stays as it is.", "dim")), keep=True),
    ]


def unread_rows() -> list[Row]:
    """What stands in the verdict's place while the text cannot be read."""
    first = line(Span("NOT READ", "unknown"), Span(": what is wrong stands below the inputs (i opens them)", "strong"))
    return [Row(left=first, keep=True), Row(left=line(Span("What follows is of the text before.", "dim")), keep=True)]
