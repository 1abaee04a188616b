"""The sentences a person reads first: the verdict, who must act, the next step. App and command line share them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.shown import shown_url

if TYPE_CHECKING:
    from engine.models.trace import Check, Fix, Need, Trace
    from knowledge.catalog import Catalog
    from knowledge.records import ReasonFacts

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
ANSWERERS = {
    "edge": "the edge, in front of the gateway",
    "gateway": "the gateway",
    "policy_service": "the policy service, through the gateway",
    "authorization_server": "the authorization server",
    "upstream": "the API itself",
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

LONGEST_URL = 80
"""Letters of a URL in a heading."""


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
    fix = next((fix for fix in trace.fixes if trace.reason in fix.reasons), None)
    owner = (fix.owner if fix else trace.owner) or ""
    return VerdictSentences(word, sentence, OWNERS.get(owner, ""), WHO.get(owner, ""), step, agreement_text(trace))


def in_words(code: str) -> str:
    """A name of the contract as words: `scope_missing` is `scope missing`."""
    return code.replace("_", " ")


def _facts(reason: str | None, catalog: Catalog) -> ReasonFacts | None:
    """What the guide says of a reason; None for one that it does not have, as a trace of another version may."""
    return catalog.reason(reason) if reason and reason in catalog.reasons else None


def _refused(trace: Trace, catalog: Catalog) -> tuple[str, str, str]:
    place = f" at {in_words(trace.decided_by)}" if trace.decided_by else ""
    facts = _facts(trace.reason, catalog)
    check = trace.check(trace.reason or "")
    proved = check is not None and check.basis == "proved" and check.summary
    sentence = check.summary if proved and check else facts.headline if facts else in_words(trace.reason or "")
    fix = next((fix for fix in trace.fixes if trace.reason in fix.reasons), None)
    if check is not None and check.basis == "likely":
        place = f", most likely{place}" if place else ""
        sentence = _said(check, sentence) if trace.observed.status and facts else sentence
    return f"REFUSED{place}", sentence, fix.change if fix else facts.next_step if facts else ""


def _said(check: Check, sentence: str) -> str:
    """What a challenge says stands for itself; a bare status is said beside what it usually means."""
    return check.summary if check.source == "WWW-Authenticate" else f"{sentence} ({check.summary})"


def _allowed(trace: Trace, catalog: Catalog) -> tuple[str, str, str]:
    status = trace.observed.status
    sentence = f"the server answered {status}" if status else "every stage that was judged lets it through"
    if trace.agreement == "differs" and trace.expected.reason and trace.expected.decided_by:
        facts = _facts(trace.expected.reason, catalog)
        because = facts.headline if facts else f"of {trace.expected.reason}"
        stage = in_words(trace.expected.decided_by)
        return "ALLOWED", sentence, f"look at {stage}: here it should be refused, because {because}"
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
    """Prediction and answer in one sentence: `predicted 401, captured 403: same stage`."""
    expected = trace.expected
    captured = _captured(trace)
    if expected.verdict == "undetermined":
        return f"{captured}: nothing could be predicted" if captured else "nothing could be predicted"
    predicted = f"predicted {expected.status or expected.verdict}"
    if trace.agreement == "unknown" or not captured:
        return f"{predicted}, {captured}" if captured else predicted
    if trace.agreement == "differs":
        return f"{predicted}, {captured}: they differ"
    if expected.verdict == "refused":
        return f"{predicted}, {captured}: same stage"
    if trace.decided_by == "upstream" and trace.observed.status is not None:
        return f"{predicted}, and the API itself answered {trace.observed.status}"
    return f"{predicted}, {captured}: they agree"


def answerer_text(trace: Trace) -> str:
    """Who answered, and what tells it; empty where that is not known."""
    who = ANSWERERS.get(trace.observed.answered_by or "", "")
    return f"{who} ({trace.observed.because})" if who and trace.observed.because else ""


def _captured(trace: Trace) -> str:
    if trace.observed.status is not None:
        return f"captured {trace.observed.status}"
    return "no answer captured" if trace.observed.answered_by == "nobody" else ""


def also_text(trace: Trace) -> str:
    """What else would refuse it; where a stage is unknown and nothing does so far, that it is not known."""
    lacking = len(unknown_stages(trace))
    if trace.also or not lacking:
        return ", ".join(trace.also) or "nothing else would refuse it"
    return f"not known: {lacking} stages lack a fact" if lacking > 1 else "not known: 1 stage lacks a fact"


def unknown_stages(trace: Trace) -> tuple[str, ...]:
    """The stages where something could not be checked, also where something else failed there."""
    return tuple(
        step.stage for step in trace.steps if "unknown" in (step.outcome, *(one.outcome for one in step.checks))
    )


WIDENS = "it lets more through than this request"


def fix_label(fix: Fix, trace: Trace) -> str:
    """`fix`; `or` where an earlier one settles the same, too; `all` for several of the earlier ones together."""
    earlier = trace.fixes[: trace.fixes.index(fix)]
    settled = [set(one.reasons) for one in earlier]
    if len({frozenset(one) for one in settled}) > 1 and set(fix.reasons) >= set().union(*settled):
        return "all"
    return "or" if any(set(fix.reasons) & one for one in settled) else "fix"


def proof_text(fix: Fix, trace: Trace) -> str:
    """What a proved fix was seen to do, as a sentence goes on after `proved:`."""
    if fix.left:
        return f"then {', '.join(fix.left)} would refuse it next"
    return "then this no longer refuses it" if unknown_stages(trace) else "then nothing refuses it"


def request_text(trace: Trace) -> str:
    """Method and URL of the request; the path alone where the capture shows no host. Empty without a request."""
    method, url = trace.request.method or "", shown_url(trace.request.url or "", LONGEST_URL)
    words = f"{method} {url}".strip()
    return f"{words}, host not shown" if url.startswith("/") and not url.startswith("//") else words
