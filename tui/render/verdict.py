"""The verdict as rows: its sentences are those of the command line, with the keys that go on from it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from engine.reports.sentences import first_need, in_words, verdict_sentences
from tui.render.fixes import copied_fix
from tui.render.lines import GAP, Line, Row, Span, layout, line, plural, shorten_words, squeezed, width_of
from tui.render.needs import give_words, need_hint, need_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.models.exchange import Problem
    from engine.models.trace import Trace
    from knowledge.catalog import Catalog

VERDICT_ROLES = {"refused": "failed", "allowed": "passed", "undetermined": "unknown"}
HANG = 2
"""Cells by which the second line of a sentence is indented."""
KEPT_FACTS = "your facts are kept: u brings them back"
UNDEPLOYED = "service.undeployed_changes"
"""The guide's page on a file that decides otherwise than its deployed copy."""
PASTE = ("paste the request itself, as a curl command", "i opens the inputs")


class VerdictText(NamedTuple):
    """The sentences of a verdict. `agreement` and `hint` stand at the right edge, and go where there is no room.

    `beside` is that the file decides otherwise than its deployed copy, with both verdicts; mostly empty.
    `place` is the word with the reason's id for the stage: `REFUSED at token.expired`.
    """

    word: str
    place: str
    sentence: str
    agreement: str
    owner: str
    who: str
    step: str
    hint: str
    role: str
    beside: str = ""


def verdict_text(trace: Trace, catalog: Catalog, *, kept: str = "") -> VerdictText:
    """Says a verdict. `kept`: it is that of a demo, and this is what it replaced."""
    said = verdict_sentences(trace, catalog)
    step, hint = _next_step(trace, said.step)
    hint = (KEPT_FACTS if kept == "facts" else f"your {kept} is kept: u brings it back") if kept else hint
    return VerdictText(
        said.word, _place(trace, said.word), said.sentence, said.agreement,
        said.owner, said.who, step, hint, VERDICT_ROLES[trace.verdict], _beside(trace),
    )  # fmt: skip


def _place(trace: Trace, word: str) -> str:
    if trace.verdict != "refused" or not trace.reason:
        return word
    named = trace.reason.partition(".")[0] == trace.decided_by
    return (
        f"{word.removesuffix(in_words(trace.decided_by or ''))}{trace.reason}" if named else f"{word}, {trace.reason}"
    )


def _next_step(trace: Trace, step: str) -> tuple[str, str]:
    """The second line after the owner, and the key that goes on from there."""
    if trace.verdict == "undetermined":
        need = first_need(trace)
        step, hint = (need_step(need), need_hint(need)) if need else PASTE
        return _next(step), hint
    copied = copied_fix(trace)
    hint = f"c copies {copied[1]}" if copied else ""
    return _next(step) or (_assumed(trace) if trace.verdict == "allowed" else ""), hint


def _next(step: str) -> str:
    return f"Next: {step.rstrip('.')}." if step else ""


def _beside(trace: Trace) -> str:
    text = next((one.text for one in trace.assumptions if one.entry == UNDEPLOYED), "")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _assumed(trace: Trace) -> str:
    assumed = [one.text for one in trace.assumptions if one.entry != UNDEPLOYED]
    if not assumed:
        return "Nothing needs to change."
    more = len(assumed) - 1
    rest = f" And {plural(more, 'more assumption')}." if more else ""
    return f"Assumed: {give_words(assumed[0])}.{rest}"


def verdict_rows(said: VerdictText, width: int) -> list[Row]:
    """The verdict as two rows, which wrap where a URL without its middle would not keep them from it."""
    hint = _hint(said)
    step = squeezed(_spoken(said), width - width_of(hint) - GAP * bool(hint))
    first = line(Span(said.word, said.role), Span(f": {said.sentence}", "strong"))
    return [
        Row(left=first, right=line(Span(said.agreement, "dim")), hang=2),
        Row(left=line(step), right=hint, hang=2),
        *_beside_rows(said),
    ]


def fitted_rows(said: VerdictText, width: int) -> list[Row]:
    """The verdict on a small screen: two rows of at most two lines each, with the reason's id and who must act.

    What does not fit in a line loses the middle of its URLs, then the reason's id or the words around the owner, then
    what stands at the right; what two lines do not hold, its end.
    """
    heads = [line(Span(place, said.role), ": ") for place in (said.place, said.word)]
    steps = [squeezed(text, width) for text in (_spoken(said), _brief(said))]
    step = next((text for text in steps if cell_len(text) <= width), steps[-1])
    return [
        _fitted(heads, Span(said.sentence, "strong"), line(Span(said.agreement, "dim")), width),
        _fitted([()], Span(step), _hint(said), width),
        *_beside_rows(said),
    ]


def _beside_rows(said: VerdictText) -> list[Row]:
    return [Row(left=line(Span("! ", "unknown"), said.beside), hang=HANG)] if said.beside else []


def _fitted(heads: Sequence[Line], said: Span, right: Line, width: int) -> Row:
    """One line behind the first head that leaves room for it, else two lines behind the first of all."""
    for head in heads:
        room = width - width_of(head)
        text = squeezed(said.text, room)
        if cell_len(text) <= room:
            return Row(left=line(*head, said._replace(text=text)), right=right, keep=True)
    head = heads[0]
    room = width - width_of(head)
    both = room + width - HANG
    text = squeezed(said.text, both)
    rows = (
        Row(left=line(*head, said._replace(text=shorten_words(text, most))), hang=HANG) for most in range(both, 0, -1)
    )
    return next(row for row in rows if len(layout([row], width)) <= 2)


def cut_sentence(said: VerdictText, width: int) -> str:
    """The sentence of a verdict that a small screen cuts, to be said elsewhere; empty where it is whole."""
    return said.sentence if fitted_rows(said, width)[0].left[-1].text.endswith("…") else ""


def _spoken(said: VerdictText) -> str:
    return " ".join(part for part in (said.owner, said.step) if part)


def _brief(said: VerdictText) -> str:
    """Who must act and what to do, in no more words than that: `Gateway operator: repeat the call …`."""
    who = said.who.removeprefix("the ").partition(",")[0]
    return f"{who[:1].upper()}{who[1:]}: {said.step.removeprefix('Next: ')}" if who and said.step else _spoken(said)


def _hint(said: VerdictText) -> Line:
    return line(Span(said.hint, "key")) if said.hint else ()


def waiting_rows(awaited: str) -> list[Row]:
    """What stands in the verdict's place while something takes long."""
    said: Line = line(Span("reading ", "dim"), Span(awaited), Span(" …", "dim"))
    return [
        Row(left=said, keep=True),
        Row(left=line(Span("Nothing is lost: the text stays as it is.", "dim")), keep=True),
    ]


def broken_rows(name: str, problem: Problem, *, same: bool) -> list[Row]:
    """What stands in the verdict's place while the environment cannot be read; `same`: below is this request's."""
    first = line(Span("ENVIRONMENT NOT READ", "unknown"), Span(f": {broken_words(name, problem)}", "strong"))
    of = "What follows is of before that" if same else "What follows is of the request before"
    said = f"{of}; once the file can be read, it is judged again by itself (5 shows the file)."
    return [Row(left=first, hang=HANG), Row(left=line(Span(said, "dim")), hang=HANG)]


def broken_words(name: str, problem: Problem) -> str:
    """Why an environment cannot be read, the file by its name, without its folder."""
    where = problem.where
    place = f"{PurePath(name).name}{where.removeprefix(name)}" if where.startswith(name) else where
    return f"the environment `{PurePath(name).stem}` cannot be read: {place}: {problem.seen}, wanted {problem.wanted}"


def unread_rows() -> list[Row]:
    """What stands in the verdict's place while the text cannot be read."""
    first = line(Span("NOT READ", "unknown"), Span(": what is wrong stands below the inputs (i opens them)", "strong"))
    return [Row(left=first, keep=True), Row(left=line(Span("What follows is of the text before.", "dim")), keep=True)]
