"""A replayed capture: its counts with bars, and a row for each request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from engine.reports.table import headline
from tui.judged_rows import OTHER_HOSTS, Fold
from tui.render.lines import (
    BLANK,
    GAP,
    GLYPHS,
    Line,
    Row,
    Span,
    in_words,
    line,
    pad,
    plural,
    shorten,
    shorten_middle,
    shorten_words,
    width_of,
)
from tui.render.rail import request_words
from tui.render.verdict import VERDICT_ROLES

if TYPE_CHECKING:
    from engine.models.exchange import Problem
    from engine.replay.rows import Row as JudgedRow
    from engine.replay.rows import Summary
    from tui.judging import Batch

WIDE = 100
LABEL = 13
TIME, CAPTURED, STAGE, DIFFERS = 9, 8, 13, 7
VERDICT = {False: 9, True: 14}
"""Cells of a verdict, by whether one of them is `undetermined`."""
LEAST_REASON, MOST_REASON, MOST_REASON_NARROW = 14, 32, 26
BAR = 12
LEAST_NAME, MOST_NAME = 8, 24
"""Cells of a capture's name: however many counts stand behind it, and for which their words give way."""
SHORTER = (
    (" from the prediction", ""), (" could not be read", " unread"), (" for this environment", " known"),
    ("undetermined", "unsure"), (" · ", "  "), (" requests", ""),
)  # fmt: skip
"""Words of the counts that give way, one after the other, where the numbers would not fit."""


class Columns(NamedTuple):
    """How wide the columns are that depend on what is in them."""

    number: int
    verdict: int
    reason: int
    differs: bool

    def reason_in(self, width: int) -> int:
        """Cells of the reason where the list has so many."""
        return self.reason if width >= WIDE else min(self.reason, MOST_REASON_NARROW)


def columns_for(total: int, widest_reason: int, summary: Summary | None = None) -> Columns:
    """Columns for so many requests."""
    unsure = bool(summary and summary.verdicts["undetermined"])
    reason = max(LEAST_REASON, min(MOST_REASON, widest_reason))
    return Columns(max(3, len(str(total))), VERDICT[unsure], reason, bool(summary and summary.differs))


def summary_rows(name: str, summary: Summary, progress: Line, width: int, *, most: int) -> list[Row]:
    """What a glance must tell: counts, progress at the right, then at most so many rows of bars by stage."""
    counts = headline("", summary).strip()
    for long, short in SHORTER:
        if width_of(progress) + len(counts) + min(len(name), MOST_NAME) + GAP + 3 > width:
            counts = counts.replace(long, short)
    title = shorten_middle(name, max(LEAST_NAME, width - width_of(progress) - len(counts) - GAP - 3))
    first = Row(left=line(Span(title, "strong"), "   ", Span(counts, "dim")), right=progress, keep=True)
    return [first, *_bars(summary.stages, width, most)]


def progress_line(batch: Batch, width: int) -> Line:
    """How far it is: a bar, the share, the rate and what is left; nothing when all is done."""
    if batch.is_last or not batch.total:
        return ()
    share = batch.done / batch.total
    rate = batch.done / batch.seconds if batch.seconds else 0.0
    left = f"{(batch.total - batch.done) / rate:.0f} s left" if rate else ""
    done = round(10 * share)
    bar = line(Span("█" * done, "link"), Span("░" * (10 - done), "dim"), "  ") if width >= WIDE else ()
    return (*bar, Span(f"{share:4.0%}".replace("%", " %")), Span(f"  {rate:.0f}/s  {left}", "dim"))


def stopped_line(done: int, total: int | None) -> Line:
    """What stands there after someone stopped it; `total` is None where it was not even read."""
    said = "stopped before it was read  " if total is None else f"stopped after {done} of {total}  "
    return line(Span(said, "unknown"), Span("ctrl+r judges all", "key"))


def facts_row(names: tuple[str, ...]) -> Row:
    """Which facts that are given by hand judge every request."""
    said = Span(f"{', '.join(names)}; k in Diagnose changes them", "unknown")
    return Row(left=line(Span(pad("also given", LABEL), "dim"), said), keep=True)


def _bars(counts: Mapping[str, int], width: int, most: int) -> list[Row]:
    """Rows of bars; where they do not fit, shorter bars, then numbers alone."""
    if not counts:
        return []
    for bar in (BAR, BAR // 3, 0):
        lines = _bar_lines(counts, width, bar)
        if len(lines) <= most:
            break
    kept = lines[:most]
    if len(lines) > most:
        kept[-1].append(Span(" …", "dim"))
    labels = [pad("refused at", LABEL)] + [" " * LABEL] * len(kept)
    return [Row(left=(Span(label, "dim"), *spans), keep=True) for label, spans in zip(labels, kept, strict=False)]


def _bar_lines(counts: Mapping[str, int], width: int, bar: int) -> list[list[Span]]:
    unit = min(1.0, bar / max(counts.values()))
    cells = [_bar(stage, count, unit) for stage, count in counts.items()]
    lines: list[list[Span]] = [[]]
    for cell in cells:
        if lines[-1] and LABEL + width_of(lines[-1]) + GAP + 1 + width_of(cell) > width:
            lines.append([])
        lines[-1] += [Span(" " * (GAP + 1)), *cell] if lines[-1] else [*cell]
    return lines


def _bar(stage: str, count: int, unit: float) -> Line:
    drawn = Span("━" * max(1, round(unit * count)) + " " if unit else "", "failed")
    return line(f"{in_words(stage)} ", drawn, Span(str(count), "dim"))


def heading_row(columns: Columns, width: int) -> Row:
    """The names of the columns."""
    cells = [f"{'#':>{columns.number}}"]
    if width >= WIDE:
        cells += [pad("time", TIME), pad("captured", CAPTURED), pad("verdict", columns.verdict), pad("stage", STAGE)]
    else:
        cells += [pad("got", 4), pad("verdict", columns.verdict)]
    cells.append(pad("why", columns.reason_in(width)))
    cells += [" " * DIFFERS] if columns.differs else []
    return Row(left=line(Span((" " * GAP).join([*cells, "request"]), "dim")), keep=True)


def missed_row(filtered: str) -> Row:
    """What stands there where no request passes the filter."""
    said = Span(f"no request has `{filtered}`", "unknown")
    return Row(left=line(said), right=line(Span("Esc shows all", "key")), keep=True)


def judged_row(row: JudgedRow, columns: Columns, width: int) -> Row:
    """One request. What let it through is quiet."""
    role = VERDICT_ROLES[row.verdict]
    loud = role if row.verdict != "allowed" else "dim"
    verdict = (Span(f"{GLYPHS[role]} ", role), Span(pad(row.verdict, columns.verdict - 2), loud))
    cells: list[Line] = [(Span(f"{row.index:>{columns.number}}", "dim"),)]
    if width >= WIDE:
        stage = (Span(pad(in_words(row.stage or ""), STAGE)),)
        cells += [_cell(f"{row.at[11:19]}Z", TIME), _cell(row.captured, CAPTURED), verdict, stage]
    else:
        cells += [_cell(row.captured, 4), verdict]
    reason = columns.reason_in(width)
    cells.append((Span(pad(shorten(row.reason or "", reason), reason)),))
    if columns.differs:
        cells.append((Span(pad("differs" if row.agreement == "differs" else "", DIFFERS), "unknown"),))
    spans = _joined(cells)
    request = _request(row, width - width_of(spans) - GAP)
    return Row(left=(*spans, Span(" " * GAP), Span(request, "dim")), keep=True)


def _request(row: JudgedRow, room: int) -> str:
    """Method and the tail of the path; for a host that the environment does not know, host and path."""
    if not row.foreign:
        return request_words(row.method, row.url, room)
    bare = row.url.partition("?")[0].partition("://")
    return shorten_middle(f"{row.method} {bare[2] or bare[0]}".strip(), room)


def _cell(text: str, size: int) -> Line:
    return (Span(pad(shorten(text, size), size), "dim"),)


def _joined(cells: Iterable[Line]) -> Line:
    spans: list[Span] = []
    for cell in cells:
        spans += [Span(" " * GAP), *cell] if spans else [*cell]
    return tuple(spans)


def fold_row(fold: Fold, width: int) -> Row:
    """A line that stands for others; of hosts that the environment does not know, as many as fit are named."""
    mark = "▾ " if fold.opened else "▸ "
    does = "Enter folds" if fold.opened else "Enter unfolds"
    if fold.name == OTHER_HOSTS:
        said = f"{mark}{plural(fold.number, 'request')} to {plural(len(fold.said), 'other host')}"
        hosts = shorten_words(", ".join(fold.said), width - len(f"{said} ()  {does}"))
        return Row(left=line(Span(f"{said} ({hosts})", "dim")), right=line(Span(does, "key")), keep=True)
    said = f"{plural(fold.number, 'record')} could not be read"
    return Row(left=line(Span(f"{mark}{said}", "unknown")), right=line(Span(does, "key")), keep=True)


def problem_row(problem: Problem) -> Row:
    """A record that could not be read: where, what was seen, what was wanted."""
    return Row(
        left=line(Span("  ? ", "unknown"), Span(f"{problem.where}: {problem.seen}, wanted {problem.wanted}", "dim")),
        keep=True,
    )


def nothing_rows() -> list[Row]:
    """What stands there before a capture is opened: what to press."""
    keys = (
        ("ctrl+o", "open a HAR: the network export of a browser or a proxy", "screen.open_file"),
        ("paste", "or paste one, here or in Diagnose", ""),
        ("ctrl+e", "choose an environment: what the requests are judged against", "screen.environment"),
    )
    rows = [Row(left=line(Span("Which of these requests were refused, and why?", "title"))), BLANK]
    return [
        *rows,
        *(
            Row(left=line(Span(pad(key, 9), "key", (act, ()) if act else None), does), hang=9)
            for key, does, act in keys
        ),
    ]


def waiting_rows(awaited: str) -> list[Row]:
    """What is awaited, in the place of the counts."""
    return [Row(left=line(Span(awaited), Span(" …", "dim")), keep=True)]


def failed_rows(said: str, *, kept: bool) -> list[Row]:
    """Why nothing was read, and what stays."""
    rest = "Below: what was judged before." if kept else "Nothing was changed. ctrl+o opens another."
    return [
        Row(left=line(Span(f"{GLYPHS['failed']} ", "failed"), said), hang=2),
        Row(left=line(Span(f"  {rest}", "dim")), keep=True),
    ]
