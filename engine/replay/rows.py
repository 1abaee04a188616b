"""One judged exchange of a capture as a row, and what counts over all rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.urls import parse_url

if TYPE_CHECKING:
    from engine.models.trace import Trace

VERDICTS = ("refused", "undetermined", "allowed")
"""Worst first: the order of a list of rows."""


class Row(Struct, frozen=True, kw_only=True):
    """One exchange: where it stands in the capture, what was captured, what the engine says."""

    index: int
    at: str
    method: str
    url: str
    host: str
    captured: str
    verdict: str
    stage: str | None
    reason: str | None
    agreement: str
    foreign: bool
    """The environment does not speak for this host, and it was not refused."""


class Summary(Struct, frozen=True, kw_only=True):
    """Counts over all rows; `stages` and `reasons` are of refused ones, most frequent first."""

    requests: int
    verdicts: dict[str, int]
    stages: dict[str, int]
    reasons: dict[str, int]
    differs: int
    foreign: int
    hosts: tuple[str, ...]
    bad: int = 0


def row_of(index: int, trace: Trace) -> Row:
    """The row of one trace."""
    url = trace.request.url or ""
    parsed = parse_url(url)
    host = parsed.host if parsed else "" if url.startswith("/") else url.partition(":")[0]
    unmatched = trace.matched.api_service is None and trace.flow == "resource" and trace.endpoint == "api"
    known = trace.environment is not None and not any(
        check.summary.startswith("this environment does not know") for step in trace.steps for check in step.checks
    )
    return Row(
        index=index, at=trace.at, method=trace.request.method or "", url=url, host=host,
        captured=_captured(trace), verdict=trace.verdict, stage=trace.decided_by, reason=trace.reason,
        agreement=trace.agreement,
        foreign=trace.environment is not None and unmatched and not known and trace.verdict != "refused",
    )  # fmt: skip


def _captured(trace: Trace) -> str:
    if trace.observed.status is not None:
        return str(trace.observed.status)
    return "none" if trace.observed.answered_by == "nobody" else "–"


def summarise(rows: Sequence[Row], *, bad: int = 0) -> Summary:
    """Counts over rows."""
    refused = [row for row in rows if row.verdict == "refused"]
    return Summary(
        requests=len(rows),
        verdicts={verdict: sum(row.verdict == verdict for row in rows) for verdict in VERDICTS},
        stages=dict(Counter(row.stage or "?" for row in refused).most_common()),
        reasons=dict(Counter(row.reason or "?" for row in refused).most_common()),
        differs=sum(row.agreement == "differs" for row in rows),
        foreign=sum(row.foreign for row in rows),
        hosts=tuple(dict.fromkeys(row.host for row in rows if row.foreign)),
        bad=bad,
    )


def refused_first(rows: Iterable[Row]) -> list[Row]:
    """Refused rows first, then those that differ, then the rest, each in the capture's order."""
    return sorted(rows, key=lambda row: (VERDICTS.index(row.verdict), row.agreement != "differs", row.index))
