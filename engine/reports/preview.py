"""A token preview as text and as JSON: the tokens, or what refuses them, and every rule that was tried."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from engine.issuing.lifetimes import said
from engine.reports.painting import Paint, painter
from engine.reports.sentences import WHO, WIDENS, in_words
from engine.reports.text import VERDICT_COLOURS, policy_lines, row_lines, stage_lines
from engine.shown import shown_data
from engine.words import claim_instant, quoted

if TYPE_CHECKING:
    from engine.issuing.issued import Issued, Tokens
    from engine.issuing.preview import Preview
    from knowledge.catalog import Catalog


def preview_to_dict(preview: Preview) -> dict[str, Any]:
    """The preview as `json.dumps` takes it: every key of `Preview`, those of a token under `tokens`."""
    return dict(shown_data(to_builtins(preview)))


def preview_to_text(preview: Preview, catalog: Catalog, *, colour: bool = False, width: int | None = None) -> str:
    """The whole report, wrapped where a width is given."""
    paint = painter(colour)
    lines = [paint(_headline(preview, catalog), VERDICT_COLOURS[preview.verdict])]
    lines += _rows((*_asked(preview), *_said_tokens(preview)), width, paint)
    lines += ["", *_stages(preview, width, paint), ""]
    return "\n".join((*lines, *_rows(_closing(preview), width, paint)))


def _rows(rows: Iterable[tuple[str, str]], width: int | None, paint: Paint) -> Iterator[str]:
    """Each row, its label only where it is not that of the row before."""
    before = ""
    for label, text in rows:
        yield from row_lines("" if label == before and label != "or" else label, text, width=width, paint=paint)
        before = label


def _headline(preview: Preview, catalog: Catalog) -> str:
    if preview.verdict == "refused":
        found = next((c for s in preview.steps for c in s.checks if c.reason == preview.reason), None)
        why = found.summary if found else catalog.reason(preview.reason or "").headline
        return f"REFUSED at {in_words(preview.decided_by or '')}: {why}"
    if preview.verdict == "undetermined":
        need = preview.needs[0] if preview.needs else None
        return "UNDETERMINED: nothing refuses it so far" + (f", but {need.fact} is not known" if need else "")
    by = f" by rule {preview.rule} of {preview.policy}" if preview.rule else ""
    return f"ISSUED: {preview.client} gets the token{by}"


def _asked(preview: Preview) -> Iterator[tuple[str, str]]:
    user = f", user {preview.user}" if preview.user else ""
    yield (
        "asked",
        f"client {preview.client}{user}, grant {preview.grant_type}, scope {' '.join(preview.scopes) or '(default)'}",
    )
    yield "of", f"authorization server {preview.server}, environment {preview.environment}, at {preview.at}"
    if preview.owner:
        yield "who can act", WHO.get(preview.fixes[0].owner if preview.fixes else preview.owner, "")
    if preview.fixes:
        yield "next", preview.fixes[0].change


def _said_tokens(preview: Preview) -> Iterator[tuple[str, str]]:
    tokens: Tokens | None = preview.tokens
    if tokens is None:
        return
    if preview.verdict == "undetermined":
        yield "then", "if nothing refuses it, these are issued"
    yield from _said_token("access token", tokens.access_token)
    for audience, scopes in preview.audiences.items():
        if scopes:
            yield "access token", f"asking for {quoted(scopes)} sets the audience `{audience}`"
    if tokens.refresh_token is not None:
        idle = tokens.refresh_token.idle_seconds
        unused = f", ends after {said(idle)} without use" if idle else ""
        yield "refresh token", f"{_lives(tokens.refresh_token.lifetime_seconds)}{unused}"
    if tokens.id_token is not None:
        yield from _said_token("ID token", tokens.id_token)


def _lives(seconds: int | None) -> str:
    if seconds is None:
        return "how long it lives is not known"
    return f"lives {said(seconds)}" if seconds else "lives without limit"


def _said_token(label: str, token: Issued) -> Iterator[tuple[str, str]]:
    yield (
        label,
        _lives(token.lifetime_seconds) + ("" if token.claims is not None else "; opaque: only its issuer can read it"),
    )
    for name, value in (token.claims or {}).items():
        if value is not None:
            when = f" ({claim_instant(value)})" if name in ("iat", "exp") else ""
            yield label, f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}{when}"


def _stages(preview: Preview, width: int | None, paint: Paint) -> Iterator[str]:
    for step in preview.steps:
        yield from stage_lines(step, width, paint)
        if step.stage == "access_policy" and preview.tree is not None:
            yield from policy_lines(preview.tree, width, paint, "all")


def _closing(preview: Preview) -> Iterator[tuple[str, str]]:
    if preview.also:
        yield "also", ", ".join(preview.also)
    for summary in dict.fromkeys(miss.summary for miss in preview.near_misses):
        yield "near miss", summary
    for place, fix in enumerate(preview.fixes):
        left = f", then {', '.join(fix.left)} would refuse it next" if fix.left else ", then the token is issued"
        widens = f"; {WIDENS}" if fix.widens else ""
        yield (
            "or" if place else "fix",
            f"{fix.change}    " + (f"proved{left}{widens}" if fix.proved else "by the guide"),
        )
    for need in preview.needs:
        yield "needs", f"{need.fact}: {need.give}"
    for assumption in preview.assumptions:
        yield "assumed", assumption.text
    if preview.reason:
        yield "more", f"apiwhy guide {preview.reason}"
