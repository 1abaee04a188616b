"""The verdict as rows: its sentences are those of the command line, with the keys that go on from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from engine.reports.sentences import first_need, verdict_sentences
from tui.render.fixes import copied_fix
from tui.render.lines import Line, Row, Span, layout, line, plural, shorten_line, shorten_middle, width_of
from tui.render.needs import need_hint, need_step

if TYPE_CHECKING:
    from engine.models.trace import Trace
    from knowledge.catalog import Catalog

VERDICT_ROLES = {"refused": "failed", "allowed": "passed", "undetermined": "unknown"}
PASTE = ("paste the request itself, as a curl command", "i opens the inputs")
MOST = 3
"""Lines that a verdict takes on a small screen: two, and a third where its meaning would be cut otherwise."""
LONG_WORDS = range(70, 24, -2)
"""Cells to which URLs and other long words are shortened, one after the other, until a sentence fits."""


class VerdictText(NamedTuple):
    """The sentences of a verdict. `agreement` and `hint` stand at the right edge, and go where there is no room."""

    word: str
    sentence: str
    agreement: str
    owner: str
    step: str
    hint: str
    role: str


def verdict_text(trace: Trace, catalog: Catalog, *, kept: str = "") -> VerdictText:
    """Says a verdict. `kept`: it is that of a demo, and this is what it replaced."""
    said = verdict_sentences(trace, catalog)
    step, hint = _next_step(trace, said.step)
    hint = f"your {kept} is kept: u brings it back" if kept else hint
    return VerdictText(said.word, said.sentence, said.agreement, said.owner, step, hint, VERDICT_ROLES[trace.verdict])


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


def _assumed(trace: Trace) -> str:
    if not trace.assumptions:
        return "Nothing needs to change."
    more = len(trace.assumptions) - 1
    rest = f" And {plural(more, 'more assumption')}." if more else ""
    return f"Assumed: {trace.assumptions[0].text}.{rest}"


def verdict_rows(said: VerdictText) -> list[Row]:
    """The verdict as two rows, which wrap."""
    return _rows(said, keep=False)


def fitted_rows(said: VerdictText, width: int) -> list[Row]:
    """The verdict on a small screen: two rows, or three where a sentence would lose its end.

    A URL that keeps a sentence from its one row loses its middle; what has no such word wraps; only then is it cut.
    """
    room = width - len(said.word) - 2, width - len(said.owner) - bool(said.owner)
    said = said._replace(sentence=_fitted(said.sentence, room[0]), step=_fitted(said.step, room[1]))
    rows = _rows(said, keep=True)
    if all(width_of(row.left) <= width for row in rows):
        return rows
    rows = [Row(left=row.left, hang=2) for row in _rows(said, keep=False)]
    if len(layout(rows, width)) <= MOST:
        return rows
    flowing = (*rows[0].left, Span(". "), *rows[1].left)
    lines = [spans for spans, _ in layout([Row(left=flowing, hang=2)], width)]
    rest = tuple(span for spans in lines[MOST - 1 :] for span in (*spans, Span(" ")))[:-1]
    return [Row(left=spans, keep=True) for spans in (*lines[: MOST - 1], shorten_line(rest, width))]


def _fitted(text: str, room: int) -> str:
    """The text with its long words as long as they may be; as it is where that does not make it fit."""
    shorter = (_shortened(text, most) for most in LONG_WORDS)
    return next((one for one in (text, *shorter) if cell_len(one) <= room), text)


def _shortened(text: str, most: int) -> str:
    """The text with words of at most so many cells: of a URL first the scheme goes, then the middle."""

    def word(found: re.Match[str]) -> str:
        whole = found[0]
        return whole if cell_len(whole) <= most else shorten_middle(re.sub(r"(?<!\w)[a-z]+://", "", whole), most)

    return re.sub(r"\S+", word, text)


def _rows(said: VerdictText, *, keep: bool) -> list[Row]:
    first = line(Span(said.word, said.role), Span(f": {said.sentence}", "strong"))
    second = line(said.owner, " " if said.owner else "", Span(said.step))
    return [
        Row(left=first, right=line(Span(said.agreement, "dim")), hang=2, keep=keep),
        Row(left=second, right=line(Span(said.hint, "key")) if said.hint else (), hang=2, keep=keep),
    ]


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
