"""Finds the codes of vendors in what an answer or a log line says: one pass over it, a look-up for each word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.evidence.facts import Fact, Facts
from engine.models.checks import FLOWS
from engine.shown import redacted
from knowledge.patterns import lazy_regex
from knowledge.vendors import WORD

if TYPE_CHECKING:
    from knowledge.vendors import VendorCode, VendorCodes

_CODE = lazy_regex(r"[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]")
_WORDS = lazy_regex(WORD)
NONE: list[list[int]] = []
LONGEST_CODE, MOST_LETTERS = 120, 200_000
"""Letters of a value that may be a code, and of all texts of an answer together that are looked at."""
LONGEST_SEEN = 400
"""Characters of a line that are shown whole."""
_APART = 400
"""Characters between two parts of one text."""


class FoundCode(Struct, frozen=True):
    """A vendor's code, and the text that it was found in."""

    code: VendorCode
    seen: str
    weight: int


def find_codes(codes: VendorCodes, facts: Facts) -> tuple[FoundCode, ...]:
    """Every code that these facts hold, proofs before hints, the most exact first."""
    found: dict[int, FoundCode] = {}
    for number, place, fact in _candidates(codes, facts):
        code = codes[number]
        match = code.matches[place]
        if not _holds(match, fact, facts):
            continue
        weight = _weight(match, fact)
        if number not in found or weight > found[number].weight:
            found[number] = FoundCode(code, _around(match, fact[1]), weight)
    return tuple(sorted(found.values(), key=lambda one: (one.code.basis != "observed", -one.weight)))


def reason_for(code: VendorCode, flow: str) -> str | None:
    """The first reason that this flow can have; what stops at the gateway can happen in each."""
    return next((one for one in code.reasons if _stage(one) in FLOWS[flow] or _stage(one) == "gateway"), None)


def flow_of(code: VendorCode, flow: str | None) -> str:
    """The flow that a code belongs to: the given one where it fits, else that of its first reason."""
    if flow is not None and (not code.reasons or reason_for(code, flow) is not None):
        return flow
    return next((name for name, stages in FLOWS.items() if _stage(code.reasons[0]) in stages), "resource")


def _stage(reason: str) -> str:
    return reason.partition(".")[0]


def _candidates(codes: VendorCodes, facts: Facts) -> Iterator[tuple[int, int, Fact]]:
    """What the keys find, each with the fact that holds it.

    All texts are cut into words together, once; only the few words that are keys are looked for in each text again.
    """
    words, values, texts, members = (codes.keys.get(kind, {}) for kind in ("word", "value", "text", "member"))
    everything = "\n".join(value for _, value in facts.facts)[:MOST_LETTERS]
    keys = {word: texts[word] for word in set(_WORDS.findall(everything.casefold())) if word in texts}
    named = {code: words[code.casefold()] for code in set(_CODE.findall(everything)) if code.casefold() in words}
    for fact in facts.facts:
        path, value = fact
        folded = value.casefold()
        found = [places for word, places in keys.items() if word in folded]
        found += [places for code, places in named.items() if code in value]
        if len(value) <= LONGEST_CODE:
            found.append(values.get(folded.strip().rstrip("."), NONE))
        found.append(members.get(path.rpartition(".")[2].casefold(), NONE))
        for places in found:
            for number, place in places:
                yield number, place, fact


def _holds(match: dict[str, Any], fact: Fact, facts: Facts) -> bool:
    path, value = fact
    if "member" in match and not _ends(path, match["member"]):
        return False
    if "value" in match and value.strip().rstrip(".") != match["value"].rstrip("."):
        return False
    if "word" in match and match["word"] not in _CODE.findall(value):
        return False
    if "text" in match and _parts_end(match["text"], value.casefold()) is None:
        return False
    if match.get("place", facts.place) != facts.place:
        return False
    if "status" in match and facts.status is not None and facts.status not in match["status"]:
        return False
    if any(_is_there(facts, name, "") for name in match.get("absent", ())):
        return False
    return all(_is_there(facts, name, part.casefold()) for name, part in match.get("beside", {}).items())


def _is_there(facts: Facts, name: str, part: str) -> bool:
    if name == "@raw":
        return part in facts.raw.casefold()
    return any(_ends(path, name) and part in value.casefold() for path, value in facts.facts)


def _ends(path: str, member: str) -> bool:
    return path == member or path.endswith(f".{member}")


def _parts_end(parts: list[str], text: str) -> int | None:
    """Where a text with gaps ends in another; None where it does not stand in it."""
    place = text.find(parts[0])
    while place >= 0:
        end: int | None = place + len(parts[0])
        for part in parts[1:]:
            assert end is not None
            at = text.find(part, end, end + _APART + len(part))
            end = None if at < 0 else at + len(part)
            if end is None:
                break
        if end is not None:
            return end
        place = text.find(parts[0], place + 1)
    return None


def _around(match: dict[str, Any], text: str) -> str:
    """The line, or the text between two tags, in which a match stands; of a long one the part around it.

    Secrets go before anything is cut: half a secret would not be recognised.
    """
    first = str(match.get("word") or match.get("value") or (match["text"][0] if "text" in match else "")).casefold()
    place = max(text.casefold().find(first), 0)
    start = max(text.rfind(mark, 0, place) for mark in "\n>") + 1
    line = re.split(r"[\n<]", text[start:], maxsplit=1)[0].strip()
    if len(line) <= LONGEST_SEEN:
        return line
    line = redacted(line)
    place = max(line.casefold().find(first), 0)
    return line[max(0, place - LONGEST_SEEN // 2) : place + LONGEST_SEEN // 2]


def _weight(match: dict[str, Any], fact: Fact) -> int:
    """How exact a match is: the letters that it compares, what must hold beside them, how deep in a body they stand."""
    letters = len(match.get("word") or match.get("value") or "".join(match.get("text", ())) or "")
    conditions = len(match.get("beside", ())) + len(match.get("absent", ()))
    depth = fact[0].count(".") if "value" in match and not fact[0].startswith("header.") else 0
    return letters + 12 * conditions + 4 * ("member" in match) + 10 * (depth + ("text" in match))
