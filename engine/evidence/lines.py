"""Reads log lines: the first that has a reason, and what the others say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.evidence.by_code import LINE, WORDS, by_codes, log_message, notes_of
from engine.evidence.facts import facts_of_line
from engine.evidence.signatures import Signature, match_text
from engine.evidence.vendor_codes import FoundCode, find_codes
from engine.json_objects import json_members
from engine.models.question import Known, Question
from engine.models.reading import Reading

if TYPE_CHECKING:
    from knowledge.catalog import Catalog


def read_lines(
    question: Question, known: Known, signatures: tuple[Signature, ...]
) -> tuple[Reading | None, tuple[str, ...]]:
    """The reading of the first line with a reason, a proof before a hint, and what refuses nothing."""
    readings: list[Reading] = []
    told: list[str] = []
    named = question.exchange.kind == "code"
    for line in question.exchange.evidence:
        signature = match_text(signatures, "log", line)
        if signature is not None and signature.reason is not None:
            readings.append(by_signature(Reading(kind="refusal"), signature, log_message(line), LINE))
            continue
        if signature is not None:
            told.append(f"the log says: {signature.says}: `{log_message(line)}`")
            continue
        found = codes_named(line, question.catalog) if named else codes_in(line, question.catalog)
        told += notes_of(found)
        coded = by_codes(found, Reading(kind="refusal"), question, known, LINE)
        readings += [coded] if coded is not None else []
    notes = tuple(told)
    best = next((one for one in readings if one.stages), readings[0] if readings else None)
    return (replace(best, notes=notes) if best else None), notes


def names_route(line: str) -> bool:
    """Whether a record of Kong's log names the route and the service that the request was taken for."""
    if '"route"' not in line or '"service"' not in line:
        return False
    record = json_members(line)
    return all(isinstance(record.get(name), Mapping) and record[name] for name in ("route", "service"))


def codes_in(line: str, catalog: Catalog) -> tuple[FoundCode, ...]:
    """The codes of vendors in a log line."""
    return find_codes(catalog.vendors, facts_of_line(line))


def codes_named(word: str, catalog: Catalog) -> tuple[FoundCode, ...]:
    """The codes that a word alone names."""
    return tuple(FoundCode(code, code.code, 0) for code in catalog.vendors.named(word))


def by_signature(reading: Reading, signature: Signature, seen: str, source: str) -> Reading:
    """What a known text says."""
    same = reading.answered_by == signature.answered_by and reading.because
    return replace(
        reading, stages=signature.stages, reason=signature.reason, basis=signature.basis,
        answered_by=signature.answered_by, because=reading.because if same else WORDS.get(source, ""),
        says=signature.says, seen=seen, source=source,
    )  # fmt: skip
