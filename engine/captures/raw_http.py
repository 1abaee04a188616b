"""Raw HTTP: a request with or without its response, a response alone, or several of them."""

from __future__ import annotations

import textwrap

from msgspec import Struct, field

from engine.captures.masking import has_masked_authorization
from engine.captures.messages import Message, split_messages, to_request, to_response
from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark, Response

REQUEST_SHOWN = frozenset({"method", "url", "headers", "authorization", "body"})
RESPONSE_SHOWN = frozenset({"response"})
SWITCHING_PROTOCOLS = 101


class _Pair(Struct):
    request: Message | None = None
    response: Response | None = None
    remarks: list[Remark] = field(default_factory=list)


def parse_raw_http(text: str) -> Capture:
    """Reads requests and responses as they go over the wire, with LF or CRLF line ends.

    What a server would have to judge (an odd method, a header name with a space, no Host) is kept as captured.
    Raises CaptureError where no message begins.
    """
    messages = split_messages(textwrap.dedent(text) if text[:1] in " \t\n\r" else text)
    pairs = _paired(messages)
    exchanges = tuple(enumerate(_exchange(pair) for pair in pairs))
    if not exchanges:
        raise CaptureError(
            Problem(where="line 1", seen="no HTTP message", wanted="a request line such as `GET /path HTTP/1.1`")
        )
    kind = "response" if all(exchange.request is None for _, exchange in exchanges) else "raw request"
    return Capture(kind=kind, exchanges=exchanges)


def _paired(messages: list[Message]) -> list[_Pair]:
    """Each response beside the request before it; interim responses are named (RFC 9110 section 15.2)."""
    pairs: list[_Pair] = []
    remarks: list[Remark] = []
    for message in messages:
        if not message.is_response:
            pairs.append(_Pair(message))
            continue
        response = to_response(message)
        if response is None:
            wanted = "a status of three digits, as in `HTTP/1.1 401 Unauthorized`"
            raise CaptureError(Problem(where="the status line", seen="no status", wanted=wanted))
        if response.status is not None and response.status < 200 and response.status != SWITCHING_PROTOCOLS:
            remarks.append(Remark(text=f"the interim response {response.status}", kind="unused"))
            continue
        if not pairs or pairs[-1].response is not None:
            pairs.append(_Pair())
        pairs[-1].response = response
        pairs[-1].remarks += [*remarks, *message.remarks]
        remarks = []
    if remarks and pairs:
        pairs[-1].remarks += remarks
    return pairs


def _exchange(pair: _Pair) -> Exchange:
    if pair.request is None:
        return Exchange(kind="response", response=pair.response, shows=RESPONSE_SHOWN, remarks=tuple(pair.remarks))
    request, remarks = to_request(pair.request)
    hidden: set[str] = set()
    if has_masked_authorization(request.headers):
        hidden.add("authorization")
    if request.body is None and pair.request.promises_body:
        hidden.add("body")
        remarks = (*remarks, Remark(text="the head of the request says that a body follows: it is not shown"))
    shows = REQUEST_SHOWN | RESPONSE_SHOWN if pair.response is not None else REQUEST_SHOWN
    return Exchange(
        kind="raw request",
        request=request,
        response=pair.response,
        shows=shows - hidden,
        remarks=(*remarks, *pair.remarks),
    )
