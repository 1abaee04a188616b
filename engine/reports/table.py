"""A replayed capture as text: counts with bars, then a row for each request, refused first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.redaction import escape_controls
from engine.replay.rows import Row, Summary, refused_first

GLYPHS = {"refused": "✗", "allowed": "✓", "undetermined": "?"}
BAR = 12
NUMBERS = (0, 2)
"""The columns that are aligned at the right."""


def replay_to_text(name: str, rows: Sequence[Row], summary: Summary, width: int = 120) -> str:
    """The whole report; requests to hosts that the environment does not know are one line."""
    lines = [headline(name, summary)]
    for label, counts in (("refused at", summary.stages), ("because of", summary.reasons)):
        if counts:
            lines += ["", f"  {label}", *(_bar(key, count, max(counts.values())) for key, count in counts.items())]
    shown = [row for row in refused_first(rows) if not row.foreign]
    if shown:
        lines += ["", "  requests, refused first", *_table(shown, width)]
    if summary.foreign:
        lines += ["", "  " + foreign_line(summary)]
    return "\n".join(escape_controls(line) for line in lines)


def headline(name: str, summary: Summary) -> str:
    """What a glance must tell: `ticket.har   40 requests · 12 refused · 2 differ`."""
    parts = [_count(summary.requests, "request")]
    if summary.foreign:
        parts.append(f"{summary.requests - summary.foreign} for this environment")
    parts += [f"{count} {verdict}" for verdict, count in summary.verdicts.items() if count]
    if summary.differs:
        parts.append(f"{summary.differs} differ{'s' * (summary.differs == 1)} from the prediction")
    if summary.bad:
        parts.append(f"{_count(summary.bad, 'record')} could not be read")
    return f"{name}   " + " · ".join(parts)


def foreign_line(summary: Summary) -> str:
    """Requests to hosts that the environment does not know, in one line."""
    hosts = ", ".join(summary.hosts[:3]) + (", …" if len(summary.hosts) > 3 else "")
    return f"{_count(summary.foreign, 'request')} to {_count(len(summary.hosts), 'other host')} ({hosts})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _bar(key: str, count: int, most: int) -> str:
    return f"    {key:<34} {'█' * max(1, round(BAR * count / most)):<{BAR}} {count}"


def _table(rows: Sequence[Row], width: int) -> Iterator[str]:
    """A heading and a line for each row; columns are as wide as what stands in them."""
    cells = [_cells(row) for row in rows]
    heading = ("#", min(row.at for row in rows)[:10], "captured", "verdict", "reason", "")
    sizes = [max(map(len, column)) for column in zip(heading, *cells, strict=True)]
    start = _joined(heading, sizes)
    yield f"{start}request"
    for row, texts in zip(rows, cells, strict=True):
        yield _joined(texts, sizes) + _request(row, max(24, width - len(start)))


def _cells(row: Row) -> tuple[str, ...]:
    verdict = f"{GLYPHS[row.verdict]} {row.verdict}"
    differs = "differs" if row.agreement == "differs" else ""
    return (str(row.index), row.at[11:], row.captured, verdict, row.reason or "", differs)


def _joined(cells: Sequence[str], sizes: Sequence[int]) -> str:
    """Cells with two spaces after each, those of numbers at the right; a column without anything takes no room."""
    aligned = (
        f"{cell:{'>' if place in NUMBERS else '<'}{size}}"
        for place, (cell, size) in enumerate(zip(cells, sizes, strict=True))
        if size
    )
    return "  " + "".join(f"{cell}  " for cell in aligned)


def _request(row: Row, room: int) -> str:
    """Method and path; the query goes first where there is no room, then the path's beginning: its end tells more."""
    path = row.url.partition("://")[2].partition("/")[2]
    text = f"{row.method} /{path}" if row.host else f"{row.method} {row.url}"
    if len(text) <= room:
        return text
    bare, asked, _ = text.partition("?")
    if asked and len(bare) < room - 1:
        return f"{text[: room - 1]}…"
    text = f"{bare}?…" if asked else text
    head = f"{row.method} …"
    return head + text[-(room - len(head)) :]
