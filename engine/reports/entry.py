"""A page of the guide, and a search in it, as text, Markdown and JSON.

All three and the app show the same sections in the same order: `entry_sections` makes them, the rest lays them out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.reports.sentences import WHO

if TYPE_CHECKING:
    from engine.models.trace import Check, Trace
    from knowledge.catalog import GuideAnswer
    from knowledge.records import Entry, Head, Where

FAMILY_WORDS = {
    "status": "HTTP status",
    "oauth": "OAuth and OpenID Connect error",
    "reason": "reason",
    "decision": "authorization decision",
    "result_code": "policy evaluation result code",
    "finding": "finding of environment check",
    "behaviour": "behaviour of a server",
    "vendor_code": "code of a vendor",
}
FAMILY_TITLES = {
    "status": "HTTP statuses",
    "oauth": "OAuth and OpenID Connect",
    "reason": "Reasons",
    "decision": "Decisions",
    "result_code": "Result codes",
    "finding": "Findings of environment check",
    "behaviour": "Behaviours of servers",
    "vendor_code": "Codes of vendors",
}
MARKS = {"failed": "✗", "unknown": "?", "passed": "✓", "skipped": "-"}
NARROWEST = 40


class Item(NamedTuple):
    """A paragraph; with a `mark` a list item; `rows` are labelled lines below it."""

    text: str
    mark: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    verbatim: bool = False


class Section(NamedTuple):
    """One heading with what stands below it."""

    heading: str
    items: tuple[Item, ...]


def entry_sections(entry: Entry, bound: Trace | None = None) -> tuple[Section, ...]:
    """The sections of a page, in their fixed order, empty ones left out.

    With a trace, what that request shows of it comes first, and causes that it proves are marked.
    """
    sections = (
        Section("In your request", tuple(_seen_items(entry, bound))),
        Section("Meaning", tuple(Item(paragraph) for paragraph in entry.meaning.strip().split("\n\n"))),
        Section("Where it occurs", tuple(Item(_place(where), mark="-") for where in entry.where)),
        Section("Usual causes", tuple(_cause_items(entry, bound))),
        Section(
            "How to see it" if entry.family == "behaviour" else "How to troubleshoot",
            tuple(Item(step, mark=f"{at}.") for at, step in enumerate(entry.troubleshoot, 1)),
        ),
        Section("Not the same as", tuple(Item(f"{row.id}: {row.why}", mark="-") for row in entry.not_this)),
        Section("What servers send", tuple(Item(text, mark="-", verbatim=True) for text in entry.servers_send)),
        Section(
            "References", tuple(Item(_citation(row.spec, row.section, row.url), mark="-") for row in entry.references)
        ),
        Section("Related", (Item(", ".join(entry.related)),) if entry.related else ()),
    )
    return tuple(section for section in sections if section.items)


def entry_to_text(entry: Entry, width: int = 80, bound: Trace | None = None) -> str:
    """A page as plain text of at most `width` columns, except where a URL or a code is longer."""
    width = max(width, NARROWEST)
    lines = [f"{entry.id}  {entry.title}", _kind(entry), "", *_fill(entry.summary, width, "", "")]
    for section in entry_sections(entry, bound):
        lines += ["", section.heading]
        for at, item in enumerate(section.items):
            lines += [""] if at and not item.mark else []
            lines += _item_lines(item, width)
    return "\n".join(lines).rstrip()


def entry_to_markdown(entry: Entry, bound: Trace | None = None) -> str:
    """A page as Markdown."""
    lines = [f"# {_escaped(f'{entry.id}: {entry.title}')}", "", f"*{_kind(entry)}*", "", _escaped(entry.summary)]
    for section in entry_sections(entry, bound):
        lines += ["", f"## {section.heading}", ""]
        for item in section.items:
            lines += _markdown_lines(item)
    return "\n".join(lines).rstrip()


def entry_to_dict(entry: Entry) -> dict[str, Any]:
    """A page as JSON data: the fields of its source, lists always there, other fields where they say something."""
    raw = entry._asdict()
    for name in ("where", "causes", "not_this", "references"):
        raw[name] = [_filled(row._asdict()) for row in raw[name]]
    for name in ("troubleshoot", "related", "aliases", "servers_send"):
        raw[name] = list(raw[name])
    raw["reason"] = _filled(entry.reason._asdict()) if entry.reason else None
    return raw


def answer_to_dict(answer: GuideAnswer) -> dict[str, Any]:
    """An answer as JSON data: the whole entry where the query names one, else the hits, best first."""
    whole = [entry_to_dict(answer.exact)] if answer.exact else None
    hits = [{name: value for name, value in hit._asdict().items() if name != "score"} for hit in answer.hits]
    return {"query": answer.query, "exact": answer.exact is not None, "entries": hits if whole is None else whole}


def search_to_text(answer: GuideAnswer, width: int = 80) -> str:
    """The hits of an answer, best first, one a line."""
    query = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in answer.query)
    if not answer.hits:
        return f"nothing found for `{query}`: try a status, a code such as invalid_grant, or fewer words"
    count = "1 entry" if len(answer.hits) == 1 else f"{len(answer.hits)} entries"
    rows = _rows([(hit.id, hit.title) for hit in answer.hits], width)
    return "\n".join([f"{count} for `{query}`", "", *rows])


def families_to_text(families: Mapping[str, tuple[Head, ...]], width: int = 80) -> str:
    """The whole guide as a list, by family."""
    lines: list[str] = []
    for family, heads in families.items():
        rows = _rows([(head.id, head.title) for head in heads], width)
        lines += ["", FAMILY_TITLES[family], *rows] if rows else []
    return "\n".join(lines[1:])


def vendors_to_text(vendors: Mapping[str, tuple[str, ...]], width: int = 80) -> str:
    """The vendors whose codes the guide knows: how many of each, and one to look up."""
    rows = [(name, f"{len(codes)}, such as {min(codes, key=len)}") for name, codes in vendors.items()]
    return "\n".join([FAMILY_TITLES["vendor_code"], *_rows(rows, width)])


def _kind(entry: Entry) -> str:
    more = f"stage {entry.reason.stage}" if entry.reason else entry.severity
    return FAMILY_WORDS[entry.family] + (f", {more}" if more else "")


def _seen_items(entry: Entry, bound: Trace | None) -> Iterator[Item]:
    """The checks that are about an entry: what holds too, where it is a behaviour."""
    outcomes = MARKS if entry.family == "behaviour" else ("failed", "unknown")
    for step in bound.steps if bound else ():
        for check in step.checks:
            if check.outcome in outcomes and (check.reason == entry.id or entry.id in check.entries):
                rows = (
                    ("seen", check.seen),
                    ("wanted", check.wanted),
                    ("source", check.source),
                    ("basis", check.basis),
                )
                yield Item(
                    f"{step.stage}: {check.summary or check.check}",
                    mark=MARKS[check.outcome],
                    rows=tuple((label, value) for label, value in rows if value),
                )


def _cause_items(entry: Entry, bound: Trace | None) -> Iterator[Item]:
    """A reason that several causes share proves none of them: it is named once, and marks nothing."""
    reasons = [cause.reason for cause in entry.causes]
    for at, cause in enumerate(entry.causes):
        here = _here(cause.reason, bound) if reasons.count(cause.reason) == 1 else None
        rows = [("here", here)] if here else []
        rows += [("check", cause.check), ("fix", cause.fix), ("who", WHO[cause.owner])]
        if cause.reason and cause.reason not in (entry.id, *reasons[:at]):
            rows.append(("see", cause.reason))
        yield Item(cause.cause, mark=f"{at + 1}.", rows=tuple(rows))


def _here(reason: str | None, bound: Trace | None) -> str | None:
    if bound is None or reason is None:
        return None
    if reason in bound.differences:
        return "likely in your request"
    check: Check | None = bound.check(reason)
    return f"{check.basis} in your request" if check and check.outcome == "failed" else None


def _place(where: Where) -> str:
    parts = []
    if where.endpoint:
        parts.append("at the API" if where.endpoint == "api" else f"at the {where.endpoint.replace('_', ' ')} endpoint")
    elif where.flow:
        parts.append(f"in the {where.flow} flow")
    parts += [f"{name} {value}" for name, value in (("stage", where.stage), ("status", where.status)) if value]
    return ": ".join(part for part in (", ".join(parts), where.note) if part)


def _citation(spec: str, section: str | None, url: str) -> str:
    return f"{spec} §{section} {url}" if section else f"{spec} {url}"


def _item_lines(item: Item, width: int) -> Iterator[str]:
    start = f"  {item.mark} " if item.mark else "  "
    yield from _fill(item.text, width, start, " " * len(start))
    label_width = max((len(label) for label, _ in item.rows), default=0)
    for label, value in item.rows:
        lead = f"{' ' * len(start)}{label:<{label_width}}  "
        yield from _fill(value, width, lead, " " * len(lead))


def _fill(text: str, width: int, start: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=start, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _rows(pairs: list[tuple[str, str]], width: int) -> list[str]:
    column = min(max((len(code) for code, _ in pairs), default=0), max(width, NARROWEST) // 2)
    return [_cut(f"  {code:<{column}}  {title}", max(width, NARROWEST)) for code, title in pairs]


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"


def _markdown_lines(item: Item) -> Iterator[str]:
    text = _code(item.text) if item.verbatim else _escaped(item.text)
    if not item.mark:
        yield from (text, "")
        return
    number = item.mark.removesuffix(".")
    mark = item.mark if number.isdigit() else "-"
    yield f"{mark} {text}"
    yield from (f"{' ' * len(mark)} - {label}: {_escaped(value)}" for label, value in item.rows)


def _escaped(text: str) -> str:
    """Text with what Markdown would read as markup escaped, outside of backticks."""
    pieces = text.split("`")
    return "`".join(
        piece if at % 2 and at < len(pieces) - 1 else _escaped_plain(piece) for at, piece in enumerate(pieces)
    )


def _escaped_plain(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\*_[]<>#|" else letter for letter in text)


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
