"""Texts that servers, gateways and clients are known by: one data file of signatures, matched in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.json_objects import json_members
from engine.memo import by_identity
from engine.models.exchange import Response
from engine.models.trace import AnsweredBy, Basis
from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from knowledge.catalog import Catalog


class Signature(Struct, frozen=True, eq=False):
    """One known text. Every condition that is given must hold; `stages` are those that it names.

    Without `reason` it refuses nothing: it is only known what it says.
    """

    id: str
    place: str
    reason: str | None
    stages: tuple[str, ...]
    basis: Basis
    answered_by: AnsweredBy
    says: str
    status: tuple[int, ...]
    success: bool
    flows: tuple[str, ...]
    preflight: bool | None
    headers: tuple[tuple[str, re.Pattern[str]], ...]
    absent: tuple[str, ...]
    text: re.Pattern[str] | None
    members: tuple[tuple[str, str], ...]
    empty: bool

    @property
    def by_text(self) -> bool:
        """Whether something in a body is known, and not only the status and the headers around it."""
        return self.text is not None or bool(self.members) or self.preflight is True


def compile_signatures(rows: Sequence[Mapping[str, Any]]) -> tuple[Signature, ...]:
    """The rows of the data file, ready to match."""
    return tuple(_compile(row) for row in rows)


@by_identity
def signatures_of(catalog: Catalog) -> tuple[Signature, ...]:
    """The catalog's signatures, compiled once."""
    return compile_signatures(catalog.signatures)


def _compile(row: Mapping[str, Any]) -> Signature:
    pattern, reason = row.get("text"), row.get("reason")
    return Signature(
        id=row["id"], place=row["place"], reason=reason,
        stages=tuple(row.get("stages", (reason.partition(".")[0],) if reason else ())),
        basis=row.get("basis", "observed"), answered_by=row["answered_by"], says=row["says"],
        status=tuple(row.get("status", ())), success=row.get("success", False),
        flows=tuple(row.get("flows", ())), preflight=row.get("preflight"),
        headers=tuple((name, lazy_regex(value, re.I)) for name, value in row.get("headers", {}).items()),
        absent=tuple(row.get("absent", ())), text=lazy_regex(pattern, re.I) if pattern else None,
        members=tuple(row.get("members", {}).items()), empty=row.get("empty", False),
    )  # fmt: skip


def match_text(signatures: Sequence[Signature], place: str, text: str) -> Signature | None:
    """The first signature of this place (`log`, `error`) whose text occurs."""
    for signature in signatures:
        if signature.place == place and signature.text is not None and signature.text.search(text):
            return signature
    return None


def match_response(
    signatures: Sequence[Signature], response: Response, flow: str, *, preflight: bool
) -> Signature | None:
    """The first signature that fits status, headers and body of a response."""
    body = response.body or ""
    members = json_members(body)
    for signature in signatures:
        if signature.place == "response" and _fits(signature, response, flow, preflight, body, members):
            return signature
    return None


def _fits(
    signature: Signature, response: Response, flow: str, preflight: bool, body: str, members: Mapping[str, Any]
) -> bool:
    if not _fits_status(signature, response.status):
        return False
    if signature.flows and flow not in signature.flows:
        return False
    if signature.preflight is not None and signature.preflight is not preflight:
        return False
    if signature.empty and body.strip():
        return False
    if any(response.header(name) is not None for name in signature.absent):
        return False
    for name, pattern in signature.headers:
        value = response.header(name)
        if value is None or not pattern.search(value):
            return False
    if any(name not in members or str(members[name]) != value for name, value in signature.members):
        return False
    return signature.text is None or signature.text.search(body) is not None


def _fits_status(signature: Signature, status: int | None) -> bool:
    """Whether it is one that the signature lists; where it lists none, an error, not known, or a `success` too."""
    if signature.status:
        return status in signature.status
    return signature.success or not status or status >= 400
