"""A token preview as rows: what would come of the request, and where it leads from a call that was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.reports.preview import preview_to_text
from engine.reports.sentences import WHO
from tui.render.lines import BLANK, GLYPHS, Row, Span, line, pad

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.issuing.preview import Preview
    from engine.models.trace import TokenRequest
    from knowledge.catalog import Catalog

LABEL = 15
"""Cells before what a row of the report says."""
ROLES = {"allowed": "passed", "refused": "failed", "undetermined": "unknown"}


def preview_rows(preview: Preview, catalog: Catalog) -> list[Row]:
    """The report of the command line, its labels and glyphs in their roles."""
    first, *rest = preview_to_text(preview, catalog).splitlines()
    return [Row(left=line(Span(first, ROLES[preview.verdict])), hang=2), *map(_row, rest)]


def _row(text: str) -> Row:
    indent = len(text) - len(text.lstrip())
    glyph = text[indent : indent + 1]
    role = next((outcome for outcome, mark in GLYPHS.items() if mark == glyph), "")
    if role and text[indent + 1 : indent + 2] == " ":
        return Row(left=line(" " * indent, Span(glyph, role), text[indent + 1 :]), hang=indent + 2)
    if indent == 2 and text[:LABEL].strip():
        label, _, said = text[2:].partition("  ")
        return Row(left=line("  ", Span(label, "dim"), f"  {said}" if said else ""), hang=LABEL + 3)
    return Row(left=line(text), hang=indent + 2)


def chain_rows(request: TokenRequest) -> list[Row]:
    """Why a refused call's token is as it is, and the request for the right one."""
    rows = [
        _labelled("the token", request.because),
        _labelled("the right one", request.summary),
    ]
    if request.change:
        rows.append(_labelled(f"{WHO.get(request.owner or '', 'someone').removeprefix('the ')}", request.change))
    for label, value in (("sign in at", request.url), ("request", request.command)):
        rows += [_labelled(label, value)] if value else []
    return [*rows, BLANK]


def _labelled(label: str, text: str) -> Row:
    return Row(left=line(Span(pad(label, LABEL + 1), "dim"), text), hang=LABEL + 3)


def command_line(client: str, user: str, grant: str, scopes: str, environment: str | None) -> Iterator[str]:
    """The words of the command that gives the same preview."""
    yield from ("apiwhy", "token-preview")
    for option, value in (
        ("--client", client), ("--user", user), ("--grant", grant), ("--scope", scopes), ("--environment", environment),
    ):  # fmt: skip
        if value:
            yield from (option, value)
