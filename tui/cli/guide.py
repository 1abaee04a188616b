"""`apiwhy guide`: an entry, or a search. Imports nothing but the guide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.cli.options import ALLOWED, USAGE, Parser, printable, say
from tui.cli.output import json_text, width

if TYPE_CHECKING:
    from knowledge.catalog import Catalog, GuideAnswer

EXAMPLES = """examples
  apiwhy guide                               everything there is, by family
  apiwhy guide invalid_grant                 a code: its causes, and what helps
  apiwhy guide 502
  apiwhy guide token expired                 words to search for
  apiwhy guide 403 --format markdown         to paste into a ticket

exit codes: 0 something was found, 2 nothing was
"""
COLUMNS = 80
WIDEST = 100
"""Columns; longer lines are hard to read."""
SHORT = 24
"""A query up to this length is a code or a word; a longer one may have a token in it."""


def run(words: Sequence[str]) -> int:
    """Prints the entry that the query names, else what a search finds, else the whole list."""
    parser = Parser(
        prog="apiwhy guide", epilog=EXAMPLES,
        description="Explains statuses, codes of OAuth and of vendors, reasons and decisions.",
    )  # fmt: skip
    parser.add_argument("query", nargs="*", metavar="QUERY", help="a code, or words to search for; none lists all")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    options = parser.read(words)
    query = " ".join(options.query)
    if len(query) > SHORT:
        query = printable(query)
    return _answer(query, options.format) if query.strip() else _all(options.format)


def _all(form: str) -> int:
    from engine.reports.entry import families_to_text, vendors_to_text
    from knowledge.catalog import load_catalog

    catalog = load_catalog()
    families = dict(catalog.families())
    if form == "json":
        heads = [head for heads in families.values() for head in heads]
        entries = [{"id": head.id, "family": head.family, "title": head.title} for head in heads]
        print(json_text({"query": "", "exact": False, "entries": entries}, indent=2))
    else:
        columns = width(COLUMNS, WIDEST) or COLUMNS
        del families["vendor_code"]
        vendors = vendors_to_text(catalog.vendors.by_vendor(), columns)
        print(families_to_text(families, columns), vendors, sep="\n\n")
    return ALLOWED


def _answer(query: str, form: str) -> int:
    from knowledge.catalog import find, load_catalog

    catalog = load_catalog()
    answer = find(catalog, query)
    if form == "json":
        from engine.reports.entry import answer_to_dict

        print(json_text(answer_to_dict(answer), indent=2))
    elif answer.exact is not None or answer.hits:
        print(_shown(answer, form))
    if answer.exact is None and not answer.hits:
        say(f"the guide has nothing on `{query}`{_near(query, catalog)}; `apiwhy guide` lists what it has")
        return USAGE
    return ALLOWED


def _shown(answer: GuideAnswer, form: str) -> str:
    from engine.reports.entry import entry_to_markdown, entry_to_text, search_to_text

    columns = width(COLUMNS, WIDEST) or COLUMNS
    if answer.exact is None:
        return search_to_text(answer, columns)
    return entry_to_markdown(answer.exact) if form == "markdown" else entry_to_text(answer.exact, columns)


def _near(query: str, catalog: Catalog) -> str:
    from difflib import get_close_matches

    ids = [head.id for heads in catalog.families().values() for head in heads]
    near = get_close_matches(query.strip().casefold(), ids, 1, 0.75)
    return f", did you mean `{near[0]}`?" if near else ""
