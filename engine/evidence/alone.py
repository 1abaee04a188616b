"""Texts that no parser knows and that hold a vendor's code: a body without its status, lines of any log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.evidence.facts import facts_of_response
from engine.evidence.lines import codes_in
from engine.evidence.signatures import match_text, signatures_of
from engine.evidence.vendor_codes import FoundCode, find_codes
from engine.models.exchange import Capture, Exchange, Remark, Response
from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from knowledge.catalog import Catalog

LONGEST, MOST_LINES = 400_000, 2000
"""Characters and lines of a text that are looked at."""
_LOGGED = lazy_regex(r"\n|\bHTTP/[\d.]+\"|\d\d:\d\d:\d\d|\b(?:WARN|ERROR|INFO|DEBUG)\b|\w=\S")
"""What a text has that is a line of a log, and no answer."""
_OF_EVENTS = frozenset({"eventType", "log_id", "realmId"})
"""Members that events of logs have, and answers have not."""
USUAL = 400
"""The status of a refusal whose code names none."""


def read_known(text: str, catalog: Catalog) -> Capture | None:
    """What a text is by the codes in it: the body of an answer, or log lines. None where it holds none."""
    if len(text) > LONGEST:
        return None
    exchange = _body(text, catalog) or _lines(text, catalog)
    return Capture(kind=exchange.kind, exchanges=((0, exchange),)) if exchange is not None else None


def code_alone(word: str, catalog: Catalog) -> Exchange | None:
    """A vendor's code typed alone: what it usually means. None where it is none, or refuses nothing."""
    found = [code for code in catalog.vendors.named(word) if code.reasons]
    if not found:
        return None
    status = next((one for one in found[0].status if one >= 400), None)
    return Exchange(
        kind="code", shows=frozenset({"response"}), evidence=(word,),
        response=Response(status=status, body=word) if status else None,
        remarks=(Remark(text=f"only `{word}` was given: what it usually means, not what happened"),),
    )  # fmt: skip


def _body(text: str, catalog: Catalog) -> Exchange | None:
    facts = facts_of_response(Response(body=text), None)
    if any(path.rpartition(".")[2] in _OF_EVENTS for path, _ in facts.facts):
        return None
    found = [one for one in find_codes(catalog.vendors, facts) if _is_body(one)]
    marked = text.lstrip().startswith(("{", "[", "<"))
    if not found or not (marked or _LOGGED.search(text.strip()) is None):
        return None
    code = found[0].code
    status = next((one for one in code.status if one >= 400 or code.in_success), USUAL)
    said = f"only the body of an answer is shown: the status {status} is assumed, as {code.vendor} usually sends it"
    return Exchange(
        kind="response", response=Response(status=status, body=text.strip()), shows=frozenset({"response"}),
        remarks=(Remark(text=said),),
    )  # fmt: skip


def _is_body(found: FoundCode) -> bool:
    """Whether a code is one of an answer: it refuses, and is not the type of an event in a log."""
    events = ("eventType", "type")
    return bool(found.code.reasons) and not any(one.get("member") in events for one in found.code.matches)


def _lines(text: str, catalog: Catalog) -> Exchange | None:
    lines = tuple(_split(text))[:MOST_LINES]
    unread = sum(
        not codes_in(line, catalog) and match_text(signatures_of(catalog), "log", line) is None for line in lines
    )
    if unread == len(lines):
        return None
    remarks = (
        (Remark(text=f"{unread} of {len(lines)} lines say nothing that is known", kind="unused"),) if unread else ()
    )
    return Exchange(kind="log", evidence=lines, shows=frozenset(), remarks=remarks)


def _split(text: str) -> list[str]:
    """The lines of a text; of a JSON text the objects of its list, or itself."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            return [json.dumps(one) for one in (value if isinstance(value, list) else [value])]
    return [line.strip() for line in text.splitlines() if line.strip()]
