"""What `curl -v` writes: `> ` request, `< ` response, `* ` what curl did, and the body between them."""

from __future__ import annotations

import re

from msgspec import Struct, field
from msgspec.structs import replace

from engine.captures.masking import has_masked_authorization
from engine.captures.messages import Message, parse_headers, split_messages, to_request, to_response
from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark, Request, Response
from knowledge.patterns import lazy_regex

KIND = "curl -v"
TLS_PORT = "443"
TLS_ASSUMED = Remark(text="no line about TLS: `https` is assumed from port 443")
_PREFIX = r"(?:\d\d:\d\d:\d\d\.\d+ )?(?:\[[\dx]+-[\dx]+\] )?"
_TIMED = lazy_regex(rf"^{_PREFIX}(?=[*<>{{}}](?: |$))", re.M)
_METER = lazy_regex(
    r"(?:[\r\n]|\A)[ \d.kMGTP]{20,70}(?:(?:--:--:--|[ \d]{1,3}:\d\d:\d\d)[ ]*){3}[ \d.kMGTP]*?(?=\r|\n|\*|\d\d:|\Z)"
    r"|^ *% Total +% Received.*$|^ *Dload +Upload.*$|^[{}] \[\d+ bytes data\]\r?$",
    re.M,
)
_BEGINNING = lazy_regex(rf"\s*(?:{_PREFIX}[*<>{{}}] |\* |% Total|Note: |Warning: )")
_TURN = lazy_regex(rf"^{_PREFIX}(?:> \S+ [^\r\n]+ HTTP/[0-9.]+\s*?$|< HTTP/[0-9.]+ [0-9]{{3}})", re.M)
_REQUEST_START = lazy_regex(r"> \S+ .+ HTTP/[0-9.]+$")
_RESPONSE_START = lazy_regex(r"< HTTP/[0-9.]+ [0-9]{3}")
_CONNECTING = lazy_regex(
    r"\* +(?:(?P<trying>Trying) \S*?|(?:Connected|Established connection) to .*? port )"
    r"(?::?(?P<port>\d+))?(?:\.\.\.|\)|\s|$)"
)
_TLS = lazy_regex(r"TLS handshake|SSL connection using|\[:scheme: https\]|OPENED stream for https:")
_CLOSING = lazy_regex(r"\* (?:Connection #\d+ to host .* left intact|Closing connection.*|shutting down connection.*)$")
_REDIRECTED = lazy_regex(r"\* Issue another request to this URL: '([^']*)'")
CURL_ERROR = lazy_regex(r"^curl: \(\d+\) [^\r\n]*", re.M)
_TROUBLES = (
    r"Could not resolve (?:host|proxy)",
    r"Connection refused",
    r"SSL certificate problem|certificate verif[a-z]+ failed|no alternative certificate subject name",
    r"timed out",
    r"Empty reply from server|Recv failure|Send failure|connection reset",
    r"SSL routines|SSL_ERROR|SSL_connect|gnutls_handshake|wrong version number",
    r"TLS alert, (?!close notify)",
    r"Couldn't connect|Failed to connect|returned error",
)
"""What curl says it met, the words that say most of the cause first."""
_TROUBLE = [lazy_regex(rf"^\* [^\r\n]*(?:{said})[^\r\n]*", re.M | re.I) for said in _TROUBLES]
_CONNECTED = lazy_regex(r"^\* +(?:Connected|Established connection) to ", re.M)


class _Turn(Struct):
    """One request and its response, as far as the lines go."""

    scheme: str | None = None
    request: list[str] = field(default_factory=list)
    response: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    in_head: bool = True
    remarks: list[Remark] = field(default_factory=list)


class _Reader(Struct):
    """Sorts the lines of a transcript into turns."""

    turns: list[_Turn] = field(default_factory=list)
    scheme: str | None = None
    proved: bool = False
    """Whether the connection is seen to be one over TLS."""
    guessed: bool = False
    """Whether that is only what its port stands for."""
    redirected: str | None = None
    failed: bool = False
    loose: int = 0

    def read(self, line: str) -> None:
        turn = self.turns[-1] if self.turns else None
        bare = line.rstrip("\r")
        if bare.startswith("* "):
            self._read_doing(bare)
        elif CURL_ERROR.match(bare):
            self.failed = True
        elif _REQUEST_START.match(bare):
            self.turns.append(_Turn(self.scheme, [bare[2:]], remarks=[TLS_ASSUMED] if self.guessed else []))
            self.redirected = None
        elif _RESPONSE_START.match(bare):
            self._begin_response(turn, bare[2:])
        elif turn is not None and turn.in_head and bare[:2] in ("> ", ">", "< ", "<"):
            self._read_head(turn, bare)
        elif turn is not None and turn.response and not turn.in_head:
            turn.body.append(_without_closing(line))
        elif bare.strip() and not self.failed and not bare.startswith(("Note: ", "Warning: ")):
            self.loose += 1

    def _read_doing(self, line: str) -> None:
        connecting = _CONNECTING.match(line)
        if connecting is not None:
            self.proved = self.proved and not connecting["trying"]
            self.guessed = not self.proved and connecting["port"] == TLS_PORT
            self.scheme = "https" if self.proved or self.guessed else "http"
        elif _TLS.search(line):
            self.scheme, self.proved, self.guessed = "https", True, False
        redirected = _REDIRECTED.match(line)
        self.redirected = redirected[1] if redirected else self.redirected

    def _begin_response(self, turn: _Turn | None, line: str) -> None:
        if turn is None or (turn.response and not turn.response[0].split()[1].startswith("1")):
            turn = _Turn(self.scheme)
            self.turns.append(turn)
        elif turn.response:
            turn.remarks.append(Remark(text=f"the interim response {turn.response[0].split()[1]}", kind="unused"))
        turn.response, turn.in_head = [line], True

    @staticmethod
    def _read_head(turn: _Turn, line: str) -> None:
        if len(line) < 3:
            turn.in_head = False
        elif line[0] == "<" and turn.response:
            turn.response.append(line[2:])
        elif line[0] == ">" and not turn.response:
            turn.request.append(line[2:])


def is_transcript(text: str) -> bool:
    """Whether a text begins as `curl -v` output does and holds a request, a response or an error of curl."""
    if not _BEGINNING.match(text):
        return False
    return bool(_TURN.search(text) or _trouble(text) or CURL_ERROR.search(text))


def _trouble(text: str) -> re.Match[str] | None:
    """The line of curl's own that says best why no answer came; an address that was given up does not count."""
    connected = [match.end() for match in _CONNECTED.finditer(text)]
    since = connected[-1] if connected else 0
    return next((found for pattern in _TROUBLE if (found := pattern.search(text, since))), None)


def without_meter(text: str) -> str:
    """The text without curl's progress meter and data counts; each leaves its line end."""
    return _METER.sub(lambda match: "\n" if match[0][0] in "\r\n" else "", text)


def parse_transcript(text: str) -> Capture:
    """Reads the output of `curl -v … 2>&1`: one exchange for each request, redirects followed included.

    The body that was sent is not in it. Raises CaptureError where it holds no request, response or error.
    """
    cleaned = without_meter(_TIMED.sub("", without_meter(text)))
    reader = _Reader()
    for line in cleaned.lstrip("\r\n").split("\n"):
        reader.read(line)
    exchanges = [_exchange(turn) for turn in _without_tunnels(reader.turns)]
    found = CURL_ERROR.search(cleaned) or (None if exchanges and exchanges[-1].response else _trouble(cleaned))
    if found is not None:
        _add_error(exchanges, found[0].removeprefix("* ").strip(), reader.redirected)
    if not exchanges:
        wanted = "lines with `> `, `< ` or `curl: (…)`"
        raise CaptureError(Problem(where="the output of curl", seen="no request, response or error", wanted=wanted))
    if reader.loose:
        lines = "1 line that belongs" if reader.loose == 1 else f"{reader.loose} lines that belong"
        _remark(exchanges, f"{lines} to no response")
    return Capture(kind=KIND, exchanges=tuple(enumerate(exchanges)))


def _without_tunnels(turns: list[_Turn]) -> list[_Turn]:
    """Turns that reached the server: a proxy's CONNECT is named where something followed it."""
    kept: list[_Turn] = []
    remarks: list[Remark] = []
    for turn in turns:
        tunnel = turn.request[:1] and turn.request[0].startswith("CONNECT ")
        if tunnel and turn.response and turn.response[0].split()[1].startswith("2") and turn is not turns[-1]:
            remarks.append(Remark(text="the proxy's `CONNECT` before the request", kind="unused"))
            continue
        turn.remarks = remarks + turn.remarks
        remarks = []
        kept.append(turn)
    return kept


def _exchange(turn: _Turn) -> Exchange:
    shows: set[str] = set()
    request, remarks = None, tuple(turn.remarks)
    if turn.request:
        message = Message(turn.request[0], parse_headers("\n".join(turn.request[1:])))
        request, noted = to_request(message, turn.scheme)
        remarks += noted
        shows |= {"method", "url", "headers", "authorization"}
        if not message.promises_body and request.method not in ("POST", "PUT", "PATCH"):
            shows.add("body")
        if has_masked_authorization(request.headers):
            shows.discard("authorization")
    response = None
    if turn.response:
        message = Message(turn.response[0], parse_headers("\n".join(turn.response[1:])), _body(turn))
        response = to_response(message)
    if response is not None:
        shows.add("response")
    return Exchange(kind=KIND, request=request, response=response, shows=frozenset(shows), remarks=remarks)


def _body(turn: _Turn) -> str | None:
    """The body; with `-i` it begins with the head once more."""
    body = "\n".join(turn.body).strip("\r\n")
    if body.startswith("HTTP/"):
        messages = split_messages(body)
        return messages[-1].body if all(message.is_response for message in messages) else body
    return body or None


def _without_closing(line: str) -> str:
    """A body without a line end has curl's next words behind it."""
    return _CLOSING.sub("", line)


def _add_error(exchanges: list[Exchange], error: str, redirected: str | None) -> None:
    """Puts curl's error where it belongs: to the last request without an answer, or beside the answer."""
    response = Response(error=error)
    last = exchanges[-1] if exchanges else None
    if last is not None and last.response is None:
        exchanges[-1] = replace(last, response=response, shows=last.shows | {"response"})
    elif last is None or redirected is not None:
        request = Request(method=None, url=redirected) if redirected is not None else None
        shows = frozenset({"url", "response"} if redirected is not None else {"response"})
        exchanges.append(Exchange(kind=KIND, request=request, response=response, shows=shows))
    else:
        _remark(exchanges, f"`{error}` beside a response")


def _remark(exchanges: list[Exchange], text: str) -> None:
    remark = Remark(text=text, kind="unused")
    exchanges[-1] = replace(exchanges[-1], remarks=(*exchanges[-1].remarks, remark))
