"""A page of the guide as rows: title, summary, sections, and which words in them are links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.reports.entry import FAMILY_TITLES, FAMILY_WORDS, entry_sections
from knowledge.patterns import lazy_regex
from tui.render.lines import BLANK, Action, Line, Row, Span, in_words, line, pad

if TYPE_CHECKING:
    from engine.models.trace import Trace
    from engine.reports.entry import Item
    from knowledge.records import Entry, Head

Known = Callable[[str], bool]
"""Whether the guide has an entry of this id."""

FOLLOW = "screen.follow"
"""The action behind a link; its argument is an id, or an address on the web."""
INDENT = "  "
ADDRESS = lazy_regex(r"https?://\S+")
STATUS = lazy_regex(r"(?<=status )\d{3}\b")
HERE = {"✗": "failed", "?": "unknown", "✓": "passed"}


def entry_rows(entry: Entry, known: Known, bound: Trace | None = None) -> list[Row]:
    """The whole page. With a trace, what that request shows of it comes first."""
    rows = [
        Row(left=line(Span(entry.id, "title")), right=line(Span(kind_words(entry), "dim"))),
        Row(left=line(Span(entry.title, "strong"))),
        BLANK,
        Row(left=line(entry.summary)),
    ]
    for section in entry_sections(entry, bound):
        rows += [BLANK, Row(left=line(Span(section.heading, "title")))]
        linked = LINKED.get(section.heading, _plain)
        for place, item in enumerate(section.items):
            rows += [BLANK] if place and not item.mark else []
            rows += _item(item, linked, known)
    return rows


def kind_words(entry: Entry) -> str:
    """What kind of entry it is: `reason · token stage`."""
    stage = f" · {in_words(entry.reason.stage)} stage" if entry.reason else ""
    return FAMILY_WORDS[entry.family] + stage


def links_of(rows: Iterable[Row]) -> list[Action]:
    """Every link of a page, in reading order."""
    return [span.action for row in rows for span in row.left if span.action]


def with_chosen(rows: Sequence[Row], chosen: int | None) -> list[Row]:
    """The rows with one link marked as the one that Enter follows."""
    if chosen is None:
        return list(rows)
    marked: list[Row] = []
    seen = 0
    for row in rows:
        here = sum(span.action is not None for span in row.left)
        marked.append(_mark(row, chosen - seen) if seen <= chosen < seen + here else row)
        seen += here
    return marked


def _mark(row: Row, wanted: int) -> Row:
    spans: list[Span] = []
    for span in row.left:
        if span.action is not None:
            span = span._replace(role="cursor") if wanted == 0 else span
            wanted -= 1
        spans.append(span)
    return replace(row, left=tuple(spans))


def _item(item: Item, linked: Callable[[str, Known], Line], known: Known) -> Iterator[Row]:
    mark = "" if item.mark in ("", "-") else pad(item.mark.removesuffix("."), 2)
    lead = line(Span(INDENT + mark, HERE.get(item.mark, "dim")))
    hang = len(INDENT) + len(mark)
    further = 2 if item.mark == "-" else 0
    facts = dict(item.rows)
    here = facts.get("here", "") or facts.get("basis", "")
    right = line(Span(here.removesuffix(" in your request"), "dim")) if here else ()
    yield Row(left=(*lead, *linked(item.text, known)), right=right, hang=hang + further)
    labels = max((len(label) for label, _ in item.rows), default=0) + 2
    for label, value in item.rows:
        if label in ("here", "basis", "who"):
            continue
        start = line(" " * hang, Span(pad(label, labels), "dim"))
        who = line(Span(facts["who"].removeprefix("the "), "dim")) if label == "fix" and "who" in facts else ()
        said = _whole(value, known) if label == "see" else line(value)
        yield Row(left=(*start, *said), right=who, hang=hang + labels)


def _plain(text: str, known: Known) -> Line:
    return line(text)


def _whole(text: str, known: Known) -> Line:
    """A text that is an id as a whole."""
    return line(Span(text, "link", (FOLLOW, (text,)))) if known(text) else line(text)


def _first(text: str, known: Known) -> Line:
    """A text that begins with an id: `token.revoked: a revoked token …`."""
    name, colon, rest = text.partition(": ")
    return (*_whole(name, known), Span(f"  {rest}", "dim")) if colon and known(name) else line(text)


def _listed(text: str, known: Known) -> Line:
    """Ids with commas between."""
    spans: list[Span] = []
    for name in text.split(", "):
        spans += [Span("   "), *_whole(name, known)] if spans else [*_whole(name, known)]
    return tuple(spans)


def _places(text: str, known: Known) -> Line:
    """A place of occurrence; its status is a link."""
    found = STATUS.search(text)
    if found is None or not known(found[0]):
        return line(text)
    return (*line(text[: found.start()]), *_whole(found[0], known), *line(text[found.end() :]))


def _reference(text: str, known: Known) -> Line:
    """A citation; its address is a link that can be copied."""
    found = ADDRESS.search(text)
    if found is None:
        return line(text)
    return (*line(f"{text[: found.start()].rstrip()}  "), Span(found[0], "link", (FOLLOW, (found[0],))))


def _verbatim(text: str, known: Known) -> Line:
    return line(Span(text, "dim"))


LINKED: dict[str, Callable[[str, Known], Line]] = {
    "Where it occurs": _places,
    "Not the same as": _first,
    "What servers send": _verbatim,
    "References": _reference,
    "Related": _listed,
}
"""How the texts of a section become lines. `Usual causes` link in their row `see`."""


def start_rows(families: Mapping[str, Sequence[Head]]) -> list[Row]:
    """What stands in a page's place before one is opened: what there is, and what to press."""
    rows = [Row(left=line(Span("What do you want explained?", "title"))), BLANK]
    rows += [
        Row(left=line(Span(f"{len(heads):>4}  ", "dim"), FAMILY_TITLES[family]))
        for family, heads in families.items()
        if heads
    ]
    keys = (
        ("/", "searches: a status, a code, or words such as `token expired`"),
        ("Enter", "opens a page, or a group of the list"),
        ("Tab", "chooses a link on a page, Enter follows it"),
    )
    return [*rows, BLANK, *(Row(left=line(Span(pad(key, 6), "key"), Span(does, "dim")), hang=6) for key, does in keys)]
