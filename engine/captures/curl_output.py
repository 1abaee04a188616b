"""A curl command and the output pasted below it, joined."""

from __future__ import annotations

from msgspec.structs import replace

from engine.captures.answer_parts import is_error_body, parse_answer_part
from engine.captures.client_errors import parse_client_error
from engine.captures.detect import detect_kind
from engine.captures.raw_http import parse_raw_http
from engine.captures.transcript import KIND, TLS_ASSUMED, parse_transcript, without_meter
from engine.models.exchange import CaptureError, Exchange, Response

_SENT = frozenset({"method", "url", "headers", "authorization"})


def with_output(exchanges: list[Exchange], output: str) -> list[Exchange] | None:
    """The exchanges of a command with what its output shows, or None where the output is of no known kind.

    Output of `curl -v` tells what was sent, `-i` a response, `curl: (6) …` why there was none; without
    options it is the body alone, of which that of an error is understood.
    """
    kind = detect_kind(output)
    if kind != KIND:
        output = without_meter(output)
        kind = detect_kind(output)
    try:
        if kind == KIND:
            found = [exchange for _, exchange in parse_transcript(output).exchanges]
        elif kind == "response" and output.lstrip().startswith("HTTP/"):
            found = [exchange for _, exchange in parse_raw_http(output).exchanges]
        elif kind == "response" and output.lstrip().startswith("curl: ("):
            found = [exchange for _, exchange in parse_client_error(output).exchanges]
        elif kind == "response" and is_error_body(output):
            found = [exchange for _, exchange in parse_answer_part(output).exchanges]
        else:
            return None
    except CaptureError:
        return None
    return [*exchanges[:-1], _joined(exchanges[-1], found[0]), *found[1:]]


def _joined(command: Exchange, shown: Exchange) -> Exchange:
    """One exchange of what the command says and what the output shows; what was sent wins over what was typed."""
    response = shown.response if shown.response is not None else Response(error="no answer is shown")
    typed = (command.request.url or "") if command.request is not None else ""
    said = [remark for remark in shown.remarks if remark is not TLS_ASSUMED or not typed.startswith("https:")]
    remarks = (*command.remarks, *said)
    if shown.response is None and shown.request is None:
        return replace(command, remarks=remarks)
    joined = replace(command, remarks=remarks)
    if shown.response is not None:
        joined = replace(joined, response=response, shows=command.shows | {"response"})
    if shown.request is None or command.request is None:
        return joined
    url = shown.request.url or ""
    if url.startswith("//") and "url" in command.shows and command.request.url is not None:
        url = command.request.url.partition("//")[0] + url
    request = replace(shown.request, url=url, body=command.request.body)
    shows = joined.shows | (shown.shows & _SENT)
    if "authorization" not in shown.shows and "authorization" not in command.shows:
        shows -= {"authorization"}
    unexpanded = command.unexpanded if "body" not in command.shows else ()
    return replace(joined, request=request, shows=shows, unexpanded=unexpanded)
