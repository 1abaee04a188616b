"""What one line of a log says of a request, and how several lines about the same request become one."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct, field

from engine.captures.masking import has_masked_authorization
from engine.models.exchange import Exchange, Headers, Remark, Request, Response

PLAIN = "log"
"""What is recognised where only error lines tell of a request."""


class Record(Struct, frozen=True, kw_only=True):
    """One line. None is "the line does not say". `id` joins lines of one request; `at` is in UTC.

    `url` is absolute, or begins with `//` where no scheme is shown, or is a path alone: then no host is known.
    """

    kind: str = PLAIN
    id: str = ""
    method: str | None = None
    url: str | None = None
    version: str | None = None
    headers: Headers | None = None
    body: str | None = None
    status: int | None = None
    answer_headers: Headers = ()
    client: str | None = None
    at: datetime | None = None
    remarks: tuple[Remark, ...] = ()


class Told(Struct):
    """All that the lines about one request say, in their order."""

    lines: list[str] = field(default_factory=list)
    record: Record = field(default_factory=Record)

    def add(self, line: str, record: Record | None) -> None:
        """Takes another line; what is known already stays."""
        self.lines.append(line.strip())
        if record is not None:
            self.record = merged(self.record, record)

    def exchange(self) -> Exchange:
        """The exchange, with what these lines can show."""
        record = self.record
        request = _request(record)
        answer = Response(status=record.status, headers=record.answer_headers) if record.status is not None else None
        return Exchange(
            kind=record.kind, request=request, response=answer, evidence=tuple(self.lines),
            source_ip=record.client, at=record.at, shows=frozenset(_shown(record, request)), remarks=record.remarks,
        )  # fmt: skip


def merged(first: Record, second: Record) -> Record:
    """Two lines about one request: what the first does not say comes from the second; a URL with a host counts."""
    fields = {name: getattr(first, name) for name in Record.__struct_fields__}
    for name, value in fields.items():
        if not value and value != 0:
            fields[name] = getattr(second, name)
    fields["kind"] = second.kind if first.kind == PLAIN else first.kind
    if has_host(second.url) and not has_host(first.url):
        fields["url"] = second.url
    fields["remarks"] = tuple(dict.fromkeys((*first.remarks, *second.remarks)))
    return Record(**fields)


def has_host(url: str | None) -> bool:
    """Whether a URL says which host it is of."""
    return url is not None and "//" in url.partition("?")[0]


def _request(record: Record) -> Request | None:
    if record.method is None and record.url is None:
        return None
    return Request(
        method=record.method, url=record.url, headers=record.headers or (), body=record.body,
        http_version=record.version,
    )  # fmt: skip


def _shown(record: Record, request: Request | None) -> set[str]:
    shows = {"response"} if record.status is not None else set()
    shows |= {"source_ip"} if record.client else set()
    shows |= {"time"} if record.at else set()
    if request is None:
        return shows
    shows |= {"method"} if request.method else set()
    shows |= {"url"} if has_host(request.url) else set()
    if record.headers is not None:
        shows |= {"headers"} if has_masked_authorization(record.headers) else {"headers", "authorization"}
    return shows | ({"body"} if record.body is not None else set())


def instant_of(value: object) -> datetime | None:
    """A log's time in UTC: ISO 8601, `04/Mar/2026:10:11:12 +0000`, seconds or milliseconds since 1970; else None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float) or (isinstance(value, str) and value.replace(".", "", 1).isdecimal()):
        return _since_1970(float(value))
    for read in (datetime.fromisoformat, _common):
        try:
            at = read(str(value).strip())
        except (ValueError, OverflowError):
            continue
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return None


MILLISECONDS = 1e11
"""Numbers from here on count milliseconds: as seconds they would be after the year 5000."""


def _since_1970(number: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _common(text: str) -> datetime:
    return datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z")


def status_of(value: object) -> int | None:
    """A status of HTTP, also where it is written as a text; None for `-`, `0` and what is none."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and text[0] in "12345" else None


def said(value: object) -> str | None:
    """A text of a log; `-` and nothing mean that there is none."""
    text = value.strip() if isinstance(value, str) else ""
    return text if text not in ("", "-") else None
