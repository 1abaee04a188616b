"""The codes of vendors at run time: `vendors.json`, of which only the codes that are asked for are parsed.

Read when a refusal, a log line or a search needs it: most commands do not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from knowledge.lines import members_of
from knowledge.patterns import lazy_regex
from knowledge.words import plain_query, spaced

if TYPE_CHECKING:
    from knowledge.records import Entry, Head, Hit, ReasonFacts

WORD = r"[a-z0-9_']+"
"""A word of a text in lower case, as keys are made of them."""
_DISTINCT = lazy_regex(r"[\d_.=]|[a-z][A-Z]|^[A-Z]{2,}$")
SHORTEST_QUERY = 4
"""Letters from which on codes are searched for words."""
TITLE = 72
"""Letters of a title."""
_FILE = os.path.join(os.path.dirname(__file__), "vendors.json")


class VendorCode(NamedTuple):
    """One code. Without reasons it refuses nothing. `matches` are alternatives, each as the build wrote it."""

    id: str
    vendor: str
    code: str
    meaning: str
    status: list[int]
    reasons: list[str]
    basis: str
    answered_by: str
    in_success: int
    url: str
    matches: list[dict[str, Any]]


class VendorCodes:
    """Every code, by name and by what finds it."""

    def __init__(self, data: bytes) -> None:
        self._parts = members_of(data)
        self._lines = self._parts.get("codes", b"[]")[1:-1].strip().split(b",\n ")
        self._lines = [line for line in self._lines if line]
        self._read: dict[int, VendorCode] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, number: int) -> VendorCode:
        """A code by its number. IndexError where there is none."""
        if number not in self._read:
            self._read[number] = VendorCode(*json.loads(self._lines[number]))
        return self._read[number]

    def __iter__(self) -> Iterator[VendorCode]:
        return (self[number] for number in range(len(self._lines)))

    def named(self, word: str) -> tuple[VendorCode, ...]:
        """The codes that a word names, whatever its case: the one with this id, else every one that is called so."""
        return tuple(self[number] for number in self._names.get(" ".join(word.casefold().split()), ()))

    def entries(self, word: str, facts_of: Callable[[str], ReasonFacts]) -> tuple[Entry, ...]:
        """The pages of the codes that a word names."""
        return tuple(vendor_entry(code, facts_of) for code in self.named(word))

    def heads(self) -> Iterator[Head]:
        """Every code as a list shows it, vendor by vendor."""
        from knowledge.records import Head

        for code in self:
            yield Head(
                code.id, "vendor_code", _title(code), f"{code.vendor}: {code.meaning}.", (code.code,), code.vendor
            )

    def by_vendor(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of all codes by vendor."""
        vendors: dict[str, list[str]] = {}
        for code in self:
            vendors.setdefault(code.vendor, []).append(code.id)
        return {name: tuple(ids) for name, ids in vendors.items()}

    def beginning(self, query: str) -> tuple[VendorCode, ...]:
        """The codes that begin with a query, vendor by vendor."""
        found = [number for name, numbers in self._names.items() if name.startswith(query) for number in numbers]
        return tuple(self[number] for number in dict.fromkeys(found))

    def holding(self, query: str) -> tuple[VendorCode, ...]:
        """The codes in which all words of a query stand: in their vendor's name, their own, or their meaning."""
        words = query.casefold().split()
        return tuple(self[number] for number, text in enumerate(self._texts) if all(word in text for word in words))

    @cached_property
    def _texts(self) -> list[str]:
        return [f"{one.vendor} {one.code} {one.meaning}".casefold() for one in self]

    @cached_property
    def keys(self) -> Mapping[str, Mapping[str, list[list[int]]]]:
        """Numbers of codes and of their matches, by kind of key (`word`, `value`, `text`, `member`) and key."""
        found: Mapping[str, Mapping[str, list[list[int]]]] = json.loads(self._parts.get("keys", b"{}"))
        return found

    @cached_property
    def sources(self) -> str:
        """The hash over the files that this was made from."""
        return str(json.loads(self._parts.get("sources", b'""')))

    @cached_property
    def _names(self) -> dict[str, list[int]]:
        names: dict[str, list[int]] = {}
        rows: list[list[str]] = json.loads(self._parts.get("names", b"[]"))
        for number, (_, *called) in enumerate(rows):
            for name in called:
                for written in _written(name):
                    names.setdefault(written, []).append(number)
        by_id = {written: [number] for number, (name, *_) in enumerate(rows) for written in _written(name)}
        return names | by_id


def _written(name: str) -> set[str]:
    """A name as it is looked up: in lower case, and as a query for it is read."""
    return {name.casefold(), plain_query(name)}


def is_distinct(code: str) -> bool:
    """Whether a code is written as no word is: with digits, joints, or capitals inside it."""
    return _DISTINCT.search(code) is not None


def load_vendors() -> VendorCodes:
    """The codes that ship. Parses nothing yet."""
    with open(_FILE, "rb") as file:
        return VendorCodes(file.read())


def code_counts(id: str, named: list[str], coded: Sequence[Entry]) -> bool:
    """Whether a word means vendors' codes before the entries of these ids, of which it may be an alias."""
    if not coded or (named and spaced(id) == spaced(named[0])):
        return False
    return not named or is_distinct(id.casefold())


def with_codes(codes: VendorCodes, wanted: str, named: list[str], own: list[Hit]) -> tuple[Hit, ...]:
    """Search results with the codes: before the others where they are what is meant, else behind them."""
    meant = codes.named(wanted)
    first = not named or (bool(meant) and is_distinct(wanted) and spaced(named[0]) != spaced(wanted))
    begun = codes.beginning(wanted) if len(wanted) >= SHORTEST_QUERY else ()
    numbered = not named and any(letter in ".0123456789" for letter in wanted)
    before = [*meant, *(begun if numbered else ())] if first else []
    others = [*meant, *begun, *(codes.holding(wanted) if len(wanted) >= SHORTEST_QUERY else ())]
    heads = {one.id: _hit(one) for one in before}
    tails = {one.id: _hit(one) for one in others if one.id not in heads}
    return (*heads.values(), *own, *tails.values())


def _hit(code: VendorCode) -> Hit:
    from knowledge.records import Hit

    return Hit(code.id, "vendor_code", _title(code), f"{code.vendor}: {code.meaning}.", 0.0)


def _title(code: VendorCode) -> str:
    return _cut(f"{code.vendor}: {code.meaning}", TITLE)


def vendor_entry(code: VendorCode, facts_of: Callable[[str], ReasonFacts]) -> Entry:
    """The page of a code, made of what is known of it and of the reasons that it points to."""
    from knowledge.records import Cause, Entry, Reference, Where

    facts = [(reason, facts_of(reason)) for reason in code.reasons]
    sure = "says so by itself" if code.basis == "observed" else "is a hint: the same can have another cause"
    points = f"It points to {', '.join(f'`{reason}`' for reason in code.reasons)}" if facts else "It refuses nothing"
    places = tuple(dict.fromkeys(map(_where_found, code.matches)))
    status = [one for one in code.status if one >= 300 or code.in_success]
    return Entry(
        id=code.id, family="vendor_code", title=_title(code),
        summary=f"{code.vendor}: {code.meaning}.",
        meaning=f"{code.meaning[0].upper()}{code.meaning[1:]}.\n\n{points}; a match {sure}.",
        where=(*(Where(status=one) for one in status), *(Where(note=place) for place in places)),
        causes=tuple(
            Cause(
                cause=f"{one.headline[0].upper()}{one.headline[1:]}.", check=f"`apiwhy guide {reason}` tells it apart.",
                fix=one.next_step, owner=one.owner, reason=reason,
            )
            for reason, one in facts
        ),
        troubleshoot=(), not_this=(), references=(Reference(spec=code.vendor, url=code.url),),
        related=tuple(code.reasons), aliases=(code.code,),
    )  # fmt: skip


def _where_found(match: Mapping[str, Any]) -> str:
    """In words, where a match looks and for what."""
    place = {"log": " of a log line", "response": " of an answer"}.get(match.get("place", ""), "")
    member = f"{_called(match['member'])}{place}" if "member" in match else f"a text{place}"
    if "word" in match:
        said = f"`{match['word']}` anywhere{place}"
    elif "value" in match:
        said = f"{member} is `{match['value']}`"
    elif "text" in match:
        said = f"{member} says `{'…'.join(match['text']).strip()}`"
    else:
        said = f"{member} is there"
    parts = match.get("beside", {}).items()
    beside = [f"{_called(name)} {f'has `{part}`' if part else 'is there'}" for name, part in parts]
    return ", and ".join([said, *beside])


def _called(member: str) -> str:
    """What the end of a path is called in a sentence."""
    kind, _, name = member.partition(".")
    known = {"@raw": "the text", "response.status": "the status", "request.url": "the URL", "response.empty": "no body"}
    kinds = {
        "header": "the header",
        "challenge": "the challenge's",
        "redirect": "the redirect's",
        "request": "the request's",
    }
    return known.get(member) or (f"{kinds[kind]} `{name}`" if kind in kinds and name else f"`{member}`")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rpartition(" ")[0] + "…"
