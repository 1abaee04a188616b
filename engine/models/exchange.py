"""An exchange: a captured request, with its response if there was one, and what is known around it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

from engine.models.history import HistoryEvent

FACTS = frozenset({"method", "url", "headers", "authorization", "body", "response", "source_ip", "time"})
"""What a format may or may not be able to show. A fact outside `Exchange.shows` is unknown, never absent."""

Headers = tuple[tuple[str, str], ...]


class Request(Struct, frozen=True, kw_only=True):
    """One HTTP request as captured.

    `url` is absolute, or starts with `//` where the capture shows no scheme (a raw request).
    Header names keep their case; several of one name keep their order.
    """

    method: str | None = None
    url: str | None = None
    headers: Headers = ()
    body: str | None = None
    http_version: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of this name, whatever its case."""
        return first_header(self.headers, name)


class Response(Struct, frozen=True, kw_only=True):
    """One HTTP response as captured; `status` None and `error` the client's own words where none arrived."""

    status: int | None = None
    reason: str = ""
    headers: Headers = ()
    body: str | None = None
    error: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of this name, whatever its case."""
        return first_header(self.headers, name)


class Remark(Struct, frozen=True, kw_only=True):
    """Something a parser says about its input: a flag it did not use, an assumption it made."""

    text: str
    kind: str = "assumption"  # "assumption" | "unused"


class Exchange(Struct, frozen=True, kw_only=True):
    """What one capture says happened once.

    `kind` is what was recognised (`curl`, `raw request`, `response`, `HAR`, `token`, `log`, `status`, `code`).
    `shows` lists the facts that this capture can show (see `FACTS`); `unexpanded` names shell variables left in it.
    `token` is a token given beside the request (a bare token, the token box, `--token`).
    `sends_certificate` says whether a TLS client certificate went with it; None where the capture does not show that.
    `witnessed` are the events of this capture that may explain how a token request is answered.
    `pushed` are the parameters that this capture shows pushed before under the `request_uri` that it sends (RFC 9126).
    `proof_sent_in` is the index of the exchange of this capture that has sent its DPoP proof before.
    `evidence` are log lines and other texts given with it; `at` is the capture's own time, in UTC.
    """

    kind: str
    request: Request | None = None
    response: Response | None = None
    token: str | None = None
    sends_certificate: bool | None = None
    proof_sent_in: int | None = None
    witnessed: tuple[HistoryEvent, ...] = ()
    pushed: tuple[tuple[str, str], ...] = ()
    evidence: tuple[str, ...] = ()
    shows: frozenset[str] = FACTS
    source_ip: str | None = None
    at: datetime | None = None
    unexpanded: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Problem(Struct, frozen=True, kw_only=True):
    """One bad record or input: what was seen, where, and what was wanted."""

    where: str
    seen: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.where}: {self.seen}, wanted {self.wanted}"


class Capture(Struct, frozen=True, kw_only=True):
    """All exchanges of one input, in order, and the records that could not be read.

    `index` of an exchange is its place in the input, counted from 0, bad records included.
    """

    kind: str
    exchanges: tuple[tuple[int, Exchange], ...]
    problems: tuple[Problem, ...] = field(default=())


class CaptureError(ValueError):
    """Nothing in the input could be read. Carries the `Problem` that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def first_header(headers: Headers, name: str) -> str | None:
    """The first value of a header, by case-insensitive name (RFC 9110 section 5.1)."""
    wanted = name.lower()
    for key, value in headers:
        if key.lower() == wanted:
            return value
    return None


def all_headers(headers: Headers, name: str) -> tuple[str, ...]:
    """Every value of a header, in order."""
    wanted = name.lower()
    return tuple([value for key, value in headers if key.lower() == wanted])
