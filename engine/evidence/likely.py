"""What a status usually means where the answer says no more: ranked causes, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.models.exchange import Response

if TYPE_CHECKING:
    from knowledge.catalog import Catalog

LEAST, MOST = 400, 599
"""Statuses of refusals."""


class Likely(NamedTuple):
    """Reasons with why, the likeliest first; `fact` and `give` say what would settle it and what gives that.

    `narrow`: the row is about this server, not about the status anywhere.
    """

    causes: tuple[tuple[str, str], ...]
    fact: str = ""
    give: str = ""
    narrow: bool = False


def likely_of(catalog: Catalog, response: Response, flow: str, *, service_known: bool) -> Likely:
    """The causes that the first fitting row of `likely.toml` ranks. A status of no refusal is read as the nearest."""
    status = min(max(response.status or 0, LEAST), MOST)
    for row in catalog.likely:
        if _fits(row, response, status, flow, service_known=service_known):
            capture = row.get("capture", {})
            causes = tuple((cause["reason"], cause["why"]) for cause in row["causes"])
            narrow = any(name in row for name in ("server", "present", "absent"))
            return Likely(causes, capture.get("fact", ""), capture.get("give", ""), narrow)
    raise KeyError(flow)


def _fits(row: Mapping[str, Any], response: Response, status: int, flow: str, *, service_known: bool) -> bool:
    first, last = row.get("between", (status, status))
    if flow not in row["flows"] or status not in row.get("status", (status,)) or not first <= status <= last:
        return False
    if row.get("server", "") not in (response.header("server") or "").lower():
        return False
    if any(response.header(name) is None for name in row.get("present", ())):
        return False
    if any(response.header(name) is not None for name in row.get("absent", ())):
        return False
    if row.get("body", bool((response.body or "").strip())) is not bool((response.body or "").strip()):
        return False
    return row.get("service", service_known) is service_known
