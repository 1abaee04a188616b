"""The guide's full-text index: made once by the build, searched with every key that is pressed.

`words` is a sorted list; `postings[i]` belongs to `words[i]` and is flat: entry number, weight, entry number, weight, …
The weight of a word in an entry is that of the best field it stands in; the heaviest come first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2
from typing import Any, NamedTuple

from knowledge.words import STOP_WORDS, compounds_of, parts_of, words_of

WEIGHTS = {"id": 60, "title": 40, "occurs": 30, "aliases": 24, "servers_send": 16, "summary": 10, "body": 3}
PREFIX, TYPO = 0.7, 0.5
TYPO_LENGTH = 5
COVERED, SCORED = 0.66, 0.08
"""How much of the best entry's words and score another must reach to be shown at all."""
SHORT, SHORT_LEAST = 2, WEIGHTS["aliases"]
"""Beginnings of one or two letters are looked for in ids, titles and aliases only: they stand in every text."""


class Found(NamedTuple):
    """One entry that the words of a query were found in: how many of them, and how well."""

    number: int
    covered: int
    score: float


def build_index(entries: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[int]]]:
    """Words and postings of entries as the schema dumps them; an entry's number is its place."""
    weights: dict[str, dict[int, int]] = {}
    for number, entry in enumerate(entries):
        for field, text in _texts(entry):
            for word in words_of(text):
                at = weights.setdefault(word, {})
                at[number] = max(at.get(number, 0), WEIGHTS[field])
    words = sorted(weights)
    ranked = [sorted(weights[word].items(), key=lambda pair: (-pair[1], pair[0])) for word in words]
    return words, [[value for pair in pairs for value in pair] for pairs in ranked]


def _texts(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "id", entry["id"]
    yield "title", entry["title"]
    yield "summary", entry["summary"]
    facts = entry.get("reason") or {}
    for place in (*entry["where"], facts):
        yield from (("occurs", str(place[key])) for key in ("status", "error") if place.get(key))
    yield from (("aliases", text) for text in entry.get("aliases", ()))
    yield from (("servers_send", text) for text in entry.get("servers_send", ()))
    yield from (("body", text) for text in _body(entry))


def _body(entry: Mapping[str, Any]) -> Iterator[str]:
    yield entry["meaning"]
    yield from entry["troubleshoot"]
    yield from entry["related"]
    for table in ("where", "causes", "not_this", "references"):
        for row in entry[table]:
            yield from (value for key, value in row.items() if isinstance(value, str) and key not in {"url", "owner"})
    facts = entry.get("reason") or {}
    yield from (facts[key] for key in ("told_caller", "headline", "next_step") if facts.get(key))


class Index:
    """Searches what `build_index` made."""

    __slots__ = ("_count", "_postings", "_words")

    def __init__(self, words: list[str], postings: list[list[int]], count: int) -> None:
        self._words = words
        self._postings = postings
        self._count = count

    def search(self, query: str) -> list[Found]:
        """Entries in which most words of the query stand, unordered. The last word may be unfinished."""
        covered: dict[int, int] = {}
        scores: dict[int, float] = {}
        for weights in self._terms(query):
            rarity = 1 + log2(self._count / len(weights)) if weights else 0.0
            for number, weight in weights.items():
                covered[number] = covered.get(number, 0) + 1
                scores[number] = scores.get(number, 0.0) + weight * rarity
        words = max(covered.values(), default=0) * COVERED
        score = max(scores.values(), default=0.0) * SCORED
        found = (Found(number, count, scores[number]) for number, count in covered.items())
        return [one for one in found if one.covered >= words and one.score >= score]

    def _terms(self, query: str) -> Iterator[dict[int, float]]:
        """What each word of the query finds; a code that is nowhere written in one piece counts as its parts."""
        compounds = list(dict.fromkeys(compounds_of(query)))
        words = [word for word in compounds if word not in STOP_WORDS] or compounds
        for place, word in enumerate(words):
            last = place == len(words) - 1
            found = self._weights(word, unfinished=last)
            parts = parts_of(word)
            if found or len(parts) == 1:
                yield found
            else:
                yield from (self._weights(part, unfinished=last and part is parts[-1]) for part in parts)

    def _weights(self, term: str, *, unfinished: bool) -> dict[int, float]:
        """Entry number to the weight of its best match: the word itself, else longer words, else one edit away."""
        best: dict[int, float] = {}
        self._add(best, self._exact(term), 1.0)
        if unfinished or not best:
            self._add(best, self._starting(term), PREFIX, least=SHORT_LEAST if len(term) <= SHORT else 0)
        if not best and len(term) >= TYPO_LENGTH:
            self._add(best, self._misspelled(term, unfinished=unfinished), TYPO)
        return best

    def _add(self, best: dict[int, float], places: Iterable[int], quality: float, least: int = 0) -> None:
        for place in places:
            flat = self._postings[place]
            for at in range(0, len(flat), 2):
                number, weight = flat[at], flat[at + 1]
                if weight < least:
                    break
                if weight * quality > best.get(number, 0.0):
                    best[number] = weight * quality

    def _exact(self, word: str) -> range:
        at = bisect_left(self._words, word)
        return range(at, at + (at < len(self._words) and self._words[at] == word))

    def _starting(self, prefix: str) -> range:
        low = bisect_left(self._words, prefix)
        if low == len(self._words) or not self._words[low].startswith(prefix):
            return range(low, low)
        return range(low, bisect_left(self._words, prefix + "\U0010ffff", low))

    def _misspelled(self, term: str, *, unfinished: bool) -> Iterator[int]:
        """Places of words one edit away. One edit leaves the head or the tail of a word as it is: few need a look.

        A word with other digits is another code, and no misspelling.
        """
        numbers = _digits(term)
        half = len(term) // 2
        head, tail = self._starting(term[: half - 1]), term[half:]
        candidates = set(head) | {at for at, word in enumerate(self._words) if tail in word}
        for at in candidates:
            word = self._words[at]
            whole = is_one_edit(term, word) and _digits(word) == numbers
            if whole or (unfinished and _begins_like(word, term) and _digits(word).startswith(numbers)):
                yield at


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _begins_like(word: str, term: str) -> bool:
    """Whether the word begins one edit away from the term, which is still being typed: its last letter must fit."""
    if word.startswith(term[:-1]):
        return False
    return any(is_one_edit(term, word[:size]) for size in range(len(term) - 1, len(term) + 2))


def is_one_edit(left: str, right: str) -> bool:
    """Whether one letter dropped, added, replaced or swapped with its neighbour makes one word of the other."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    same, shorter = 0, min(len(left), len(right))
    while same < shorter and left[same] == right[same]:
        same += 1
    one, other = left[same:], right[same:]
    if len(one) == len(other):
        return one[1:] == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])
    return one[1:] == other or one == other[1:]
