"""What the program reads of the guide at run time: `catalog.json`, and of that only the parts that are asked for.

The file is JSON with one member a line, so that a part is found without parsing the rest: `apiwhy guide 401` parses
the list of heads and one entry.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from knowledge.lines import members_of
from knowledge.records import Entry, Head, Hit, ReasonFacts, ScenarioSummary, facts_of, make_entry
from knowledge.vendors import VendorCodes, code_counts, load_vendors, with_codes
from knowledge.words import plain_query as plain_query
from knowledge.words import spaced as spaced

if TYPE_CHECKING:
    from knowledge.search import Index

FAMILIES = ("status", "oauth", "reason", "decision", "result_code", "finding", "behaviour", "vendor_code")
"""In the order in which the guide lists them."""

_FILE = os.path.join(os.path.dirname(__file__), "catalog.json")


class Catalog:
    """The guide. Every part is read when it is first asked for."""

    def __init__(self, data: bytes, *, with_vendors: bool = False) -> None:
        self._parts = members_of(data)
        self._with_vendors = with_vendors

    def entry(self, id: str) -> Entry | None:
        """The entry that a code, status, reason, name or alias means; where several share it, the first."""
        return self._entry(id) if id in self._lines else next(iter(self.entries(id)), None)

    def entries(self, id: str) -> tuple[Entry, ...]:
        """Every entry that a word names, whatever its case: the one with this id, then vendors' codes, then aliases."""
        named, coded = self._named(id), self._coded(id)
        own = tuple(map(self._entry, named))
        return coded + own if code_counts(id, named, coded) else own + coded

    def exact(self, id: str) -> Entry | None:
        """The entry whose code, status, reason or name this is, or the only one that has it as an alias."""
        if id in self._lines:
            return self._entry(id)
        named, coded = self._named(id), self._coded(id)
        if code_counts(id, named, coded):
            return coded[0] if len(coded) == 1 else None
        is_id = bool(named) and spaced(id) == spaced(named[0])
        return self._entry(named[0]) if is_id or len(named) == 1 else None

    @cached_property
    def vendors(self) -> VendorCodes:
        """The codes of vendors, read when they are first asked for."""
        return load_vendors() if self._with_vendors else VendorCodes(b"")

    def _coded(self, id: str) -> tuple[Entry, ...]:
        return self.vendors.entries(id, self.reason)

    def search(self, query: str, limit: int = 100) -> tuple[Hit, ...]:
        """Entries by rank: id, alias, beginning of an id, then the words of the query by the fields they stand in.

        A vendor's code stands first where it is what was asked for, else after what the guide has written.
        """
        wanted = plain_query(query)
        named = self._named(wanted)
        ranked = []
        for number, covered, score in self._index.search(wanted):
            head = self._heads[number]
            tier = self._tier(head.id, wanted, named)
            ranked.append((tier, -covered, -score, number))
        ranked.sort()
        own = [self._hit(number, -score) for _, _, score, number in ranked[:limit]]
        return with_codes(self.vendors, wanted, named, own)[:limit]

    def families(self) -> Mapping[str, tuple[Head, ...]]:
        """The heads of all entries by family, both in the guide's order."""
        heads = (*self._heads, *self.vendors.heads())
        return {family: tuple(head for head in heads if head.family == family) for family in FAMILIES}

    def reason(self, id: str) -> ReasonFacts:
        """What the engine needs to know of a reason. KeyError for one that has no entry."""
        return self._facts[id]

    @cached_property
    def reasons(self) -> frozenset[str]:
        """Every reason that has an entry."""
        return frozenset(self._facts)

    @cached_property
    def scenarios(self) -> tuple[ScenarioSummary, ...]:
        """Every shipped scenario, in the order of their names."""
        return tuple(ScenarioSummary(**raw) for raw in self._part("scenarios"))

    @cached_property
    def signatures(self) -> list[dict[str, Any]]:
        """The rows of `signatures.toml`, as they stand there."""
        return list(self._part("signatures"))

    @cached_property
    def likely(self) -> list[dict[str, Any]]:
        """The rows of `likely.toml`: what a status usually means."""
        return list(self._part("likely"))

    @cached_property
    def sources(self) -> str:
        """The hash over the source files that this catalog was made from."""
        return str(self._part("sources"))

    @cached_property
    def _heads(self) -> tuple[Head, ...]:
        return tuple(Head(*raw) for raw in self._part("heads"))

    @cached_property
    def _index(self) -> Index:
        from knowledge.search import Index

        return Index(self._part("words"), self._part("postings"), len(self._heads))

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """Ids by everything that names them, in lower case: ids, ids with spaces in them, aliases."""
        names: dict[str, list[str]] = {}
        for head in self._heads:
            for name in {head.id.casefold(), spaced(head.id)}:
                names.setdefault(name, []).append(head.id)
        for head in self._heads:
            for alias in head.aliases:
                ids = names.setdefault(alias.casefold(), [])
                if head.id not in ids:
                    ids.append(head.id)
        return names

    @cached_property
    def _lines(self) -> dict[str, bytes]:
        return members_of(self._parts["entries"], b" ")

    @cached_property
    def _facts(self) -> dict[str, ReasonFacts]:
        return {name: facts_of(raw) for name, raw in self._part("reasons").items()}

    def _named(self, word: str) -> list[str]:
        return self._names.get(" ".join(word.casefold().split()), [])

    @staticmethod
    def _tier(id: str, wanted: str, named: list[str]) -> int:
        if wanted in (id.casefold(), spaced(id)):
            return 0
        if id in named:
            return 1
        return 2 if len(wanted) > 1 and id.casefold().startswith(wanted) else 3

    def _hit(self, number: int, score: float) -> Hit:
        head = self._heads[number]
        return Hit(head.id, head.family, head.title, head.summary, round(score, 1))

    def _entry(self, id: str) -> Entry:
        return make_entry(json.loads(self._lines[id]))

    def _part(self, name: str) -> Any:
        return json.loads(self._parts[name])


def load_catalog() -> Catalog:
    """The catalog that ships. Parses nothing yet."""
    with open(_FILE, "rb") as file:
        return Catalog(file.read(), with_vendors=True)


class GuideAnswer:
    """What the guide says to a query: the entry that it names, and what else is found, best first.

    The search runs when `hits` are first looked at: an exact answer on the command line does not need it.
    """

    def __init__(self, catalog: Catalog, query: str, limit: int) -> None:
        self.query = query
        self._wanted = plain_query(query)
        self._catalog = catalog
        self._limit = limit
        self.exact = catalog.exact(self._wanted)

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """What a search finds, at most as many as asked for."""
        return self._catalog.search(self._wanted, self._limit)


def find(catalog: Catalog, query: str, limit: int = 100) -> GuideAnswer:
    """What the guide says to a query, for the app and the command line alike."""
    return GuideAnswer(catalog, query, limit)
