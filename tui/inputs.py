"""What a person gives, and how the texts become exchanges: one request with what stands beside it, or a capture."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark
from engine.models.given import NOTHING_GIVEN, Given
from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from knowledge.catalog import Catalog

STATUS = lazy_regex(r"[1-5][0-9]{2}")
"""Any status that HTTP can have (RFC 9110 section 15), also those that the guide has no page for."""
LONGEST_CODE = 60
SHOWN_LINES = 3
"""Lines of evidence that are named where nothing in them is understood; of the rest only their number."""
CALLED = {"curl": "curl command", "curl -v": "transcript of curl", "log": "log line", "url": "URL"}
BESIDE = "a request of its own, or nothing beside these"


class Inputs(Struct, frozen=True, kw_only=True):
    """What a person gives: texts as pasted, and options. `environment` is a path, `demo:<scenario>` or None.

    `jwks` is the text of a JWK Set; `evidence` are whole texts: log lines, an introspection reply. `name` is that of
    the file from which the text came.
    """

    text: str = ""
    name: str = ""
    token: str = ""
    response: str = ""
    evidence: tuple[str, ...] = ()
    environment: str | None = None
    now: datetime | None = None
    source_ip: str | None = None
    given: Given = NOTHING_GIVEN
    jwks: str | None = None


def read_inputs(inputs: Inputs, catalog: Catalog) -> Capture:
    """The exchanges of the inputs; token, response and evidence are put beside a single one. Raises CaptureError."""
    word = inputs.text.strip()
    coded = coded_exchange(word, catalog)
    if coded is not None and inputs.response.strip():
        seen = f"given beside `{word}`, which stands for an answer by itself"
        raise CaptureError(Problem(where="response", seen=seen, wanted="one of the two"))
    if coded is not None:
        capture = Capture(kind=coded.kind, exchanges=((0, coded),))
    elif word:
        capture = _read(inputs.text, catalog)
    else:
        capture = _from_sides(inputs, catalog)
    if len(capture.exchanges) != 1:
        if word:
            _only_alone(inputs, capture)
        return capture
    [(index, exchange)] = capture.exchanges
    return replace(capture, exchanges=((index, _beside(exchange, inputs, catalog)),))


def _read(text: str, catalog: Catalog) -> Capture:
    """What a text holds; where no parser knows it, what the codes of vendors in it say."""
    from engine.captures import read_capture

    try:
        return read_capture(text)
    except CaptureError:
        from engine.evidence.alone import read_known

        known = read_known(text, catalog)
        if known is None:
            raise
        return known


def coded_exchange(word: str, catalog: Catalog) -> Exchange | None:
    """What a status or a code of the guide, typed alone, says of an answer; None for any other word."""
    if not word or len(word) > LONGEST_CODE or any(character.isspace() for character in word):
        return None
    entry = catalog.entry(word)
    from engine.asking import code_exchange
    from engine.evidence.codes import is_server_code

    if entry is None:
        return code_exchange(word, int(word), None) if STATUS.fullmatch(word) else None
    if entry.family == "status":
        return code_exchange(word, int(entry.id), None)
    if entry.family == "oauth":
        status = next((where.status for where in entry.where if where.status), 400)
        return code_exchange(word, status, entry.id)
    if is_server_code(word) and not entry.id.endswith(word):
        return code_exchange(word, entry.reason.status if entry.reason else 400, word)
    if entry.family == "vendor_code":
        from engine.evidence.alone import code_alone

        return code_alone(word, catalog)
    return None


def called(kind: str) -> str:
    """What a kind of text is called in a sentence."""
    return CALLED.get(kind, kind)


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'AEIOaeio' else 'a'} {noun}"


def _only_alone(inputs: Inputs, capture: Capture) -> None:
    """What stands beside a request cannot belong to several: saying nothing of it would drop it."""
    beside = {"token": inputs.token, "response": inputs.response, "log lines": "".join(inputs.evidence)}
    for name, text in beside.items():
        if text.strip():
            seen = f"given beside {_article(called(capture.kind))} with {len(capture.exchanges)} requests"
            raise CaptureError(Problem(where=name, seen=seen, wanted=BESIDE))


def _from_sides(inputs: Inputs, catalog: Catalog) -> Capture:
    """No request: a response, a token, or evidence alone."""
    if inputs.response.strip():
        with _side("response"):
            return _read(inputs.response, catalog)
    if inputs.token.strip():
        with _side("token"):
            return Capture(kind="token", exchanges=((0, _token(inputs.token)),))
    evidence = tuple(_pieces(inputs.evidence))
    if len(evidence) == 1 and evidence[0].lstrip().startswith("{"):
        return Capture(kind="log", exchanges=((0, Exchange(kind="log", evidence=evidence, shows=frozenset())),))
    return _read("\n".join(evidence), catalog)


def _beside(exchange: Exchange, inputs: Inputs, catalog: Catalog) -> Exchange:
    from engine.asking import with_response, with_token

    if inputs.response.strip() and inputs.text.strip():
        exchange = with_response(exchange, _answer(inputs.response, catalog))
    if inputs.token.strip() and exchange.kind != "token":
        given = _token(inputs.token)
        exchange = with_token(exchange, given.token or inputs.token.strip())
        exchange = replace(exchange, remarks=(*exchange.remarks, *given.remarks))
    evidence = tuple(text for text in _pieces(inputs.evidence) if text not in exchange.evidence)
    unread = _unread_remarks(inputs.evidence, catalog)
    return replace(exchange, evidence=exchange.evidence + evidence, remarks=(*exchange.remarks, *unread))


def _answer(text: str, catalog: Catalog) -> Exchange:
    with _side("response"):
        capture = _read(text, catalog)
    wanted = "a response with its status line"
    if len(capture.exchanges) != 1:
        seen = f"a {called(capture.kind)} with {len(capture.exchanges)} requests"
        raise CaptureError(Problem(where="response", seen=seen, wanted=wanted))
    answer = capture.exchanges[0][1]
    if answer.response is None:
        raise CaptureError(Problem(where="response", seen=f"a {called(answer.kind)}, not a response", wanted=wanted))
    return answer


def _token(text: str) -> Exchange:
    """The token that a text of its own holds. An opaque one is only a word: it is taken for what it is given as."""
    from engine.captures.detect import UNKNOWN, detect_kind
    from engine.captures.token import parse_token

    kind = detect_kind(text)
    if kind not in ("token", UNKNOWN):
        seen = f"a {called(kind)}, not a token"
        raise CaptureError(Problem(where="token", seen=seen, wanted="a token alone, such as `eyJ…`"))
    with _side("token"):
        return parse_token(text).exchanges[0][1]


@contextmanager
def _side(name: str) -> Iterator[None]:
    """Says of a problem that it is in the response or the token, which stand in boxes of their own."""
    try:
        yield
    except CaptureError as error:
        problem = error.problem
        if problem.where.startswith(name):
            raise
        raise CaptureError(replace(problem, where=f"{name}, {problem.where}")) from None


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """Log lines one by one, a JSON document whole."""
    for text in texts:
        if text.lstrip().startswith("{") and _is_json(text):
            yield text.strip()
        else:
            yield from (line.strip() for line in text.splitlines() if line.strip())


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _unread_remarks(texts: tuple[str, ...], catalog: Catalog) -> Iterator[Remark]:
    if not texts:
        return
    from engine.evidence.unread import unread_evidence

    lines = unread_evidence(tuple(_pieces(texts)), catalog)
    for line in lines[:SHOWN_LINES]:
        yield Remark(text=f"given beside the request and not understood: `{line}`", kind="unused")
    if len(lines) > SHOWN_LINES:
        yield Remark(text=f"and {len(lines) - SHOWN_LINES} more lines that are not understood", kind="unused")
