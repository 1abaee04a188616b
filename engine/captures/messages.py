"""HTTP/1 messages in a text: where each begins and ends, its head and its body (RFC 9112)."""

from __future__ import annotations

import re

from msgspec import Struct

from engine.models.exchange import Headers, Remark, Request, Response, first_header
from knowledge.patterns import lazy_regex

STATUS_LINE = lazy_regex(r"HTTP/[0-9][0-9.]*[ \t]+([0-9]{3})(?:[ \t]([^\r\n]*))?\r?$", re.M)
_VERSION = lazy_regex(r"HTTP/[0-9][0-9.]*")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
_NEXT_MESSAGE = lazy_regex(
    r"^(?:HTTP/[0-9][0-9.]*[ \t]+[0-9]{3}\b|[A-Z]+[ \t]+\S+[ \t]+HTTP/[0-9][0-9.]*[ \t]*\r?$)", re.M
)
_HEAD_END = lazy_regex(r"\r?\n[ \t]*\r?\n")
_BLANK = lazy_regex(r"\s*")
_ABSOLUTE = lazy_regex(r"[A-Za-z][A-Za-z0-9+.-]*://")
_CHUNK_SIZE = lazy_regex(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")


class Message(Struct, frozen=True):
    """One request or response as it stands in the text. `body` is None where nothing follows the head."""

    start_line: str
    headers: Headers
    body: str | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def is_response(self) -> bool:
        return self.start_line.startswith("HTTP/")

    @property
    def promises_body(self) -> bool:
        """Whether the head says that a body follows (RFC 9112 section 6.3)."""
        length = first_header(self.headers, "content-length")
        return first_header(self.headers, "transfer-encoding") is not None or (length or "0").strip("0") != ""


def split_request_line(line: str) -> tuple[str, str, str | None] | None:
    """Method, target and version of a request line; without a version only where the method is a known one."""
    method, _, rest = line.strip().partition(" ")
    target, _, version = rest.strip().rpartition(" ")
    if target and method and _VERSION.fullmatch(version):
        return method, target.strip(), version
    if method in _METHODS and rest.strip().startswith(("/", "http://", "https://")) and " " not in rest.strip():
        return method, rest.strip(), None
    return None


def split_messages(text: str) -> list[Message]:
    """The messages of a text, in order. Bodies end by Content-Length where it fits, else where the next begins."""
    messages: list[Message] = []
    position = _skip_blank(text, 0)
    while position < len(text):
        end = _HEAD_END.search(text, position)
        start_line, _, rest = text[position : end.start() if end else len(text)].partition("\n")
        headers = parse_headers(rest)
        captured, position = _read_body(text, end.end() if end else len(text), headers)
        body, remarks = _finished(captured, headers)
        messages.append(Message(start_line.rstrip("\r"), headers, body, remarks))
    return messages


def _skip_blank(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _read_body(text: str, start: int, headers: Headers) -> tuple[str, int]:
    """The body from `start`, and where the next message begins."""
    length = first_header(headers, "content-length")
    if length is not None and length.isascii() and length.isdigit() and len(length) < 12:
        declared = _slice_bytes(text, start, int(length))
        if declared is not None:
            end = _skip_blank(text, start + len(declared))
            if end == len(text) or _NEXT_MESSAGE.match(text, end):
                return declared, end
    following = _NEXT_MESSAGE.search(text, start)
    end = following.start() if following else len(text)
    return text[start:end].rstrip("\r\n"), end


def _slice_bytes(text: str, start: int, size: int) -> str | None:
    """The part of the text that is `size` bytes long in UTF-8, or None where there is no such part."""
    if size > 4 * (len(text) - start):
        return None
    part = text[start : start + size]
    if part.isascii():
        return part if len(part) == size else None
    raw = part.encode("utf-8", "surrogatepass")[:size]
    try:
        return raw.decode("utf-8", "surrogatepass") if len(raw) == size else None
    except UnicodeDecodeError:
        return None


def _finished(body: str, headers: Headers) -> tuple[str | None, tuple[Remark, ...]]:
    """The body without its transfer coding, and what its length says."""
    if not body:
        return None, ()
    if "chunked" in (first_header(headers, "transfer-encoding") or "").lower():
        return _joined_chunks(body)
    length = first_header(headers, "content-length")
    if length is None or not length.isascii() or not length.isdigit() or len(length) >= 12:
        return body, ()
    size = len(body.encode("utf-8", "surrogatepass"))
    missing = int(length) - size
    if 0 <= missing <= body.count("\n") + 2:  # line ends that were shortened on the way
        return body, ()
    return body, (Remark(text=f"Content-Length says {int(length)} bytes, the body shown has {size}: taken as shown"),)


def _joined_chunks(body: str) -> tuple[str | None, tuple[Remark, ...]]:
    """Joins the chunks of a chunked body (RFC 9112 section 7.1); one that was joined before stays as it is."""
    raw = body.encode("utf-8", "surrogatepass")
    joined: list[bytes] = []
    position = 0
    while size := _CHUNK_SIZE.match(raw + b"\n" if position + 20 > len(raw) else raw, position):
        length = int(size[1], 16)
        if length == 0:
            trailers = raw[size.end() :].strip()
            text = b"".join(joined).decode("utf-8", "replace") or None
            named = (Remark(text="trailers after the chunked body", kind="unused"),) if trailers else ()
            return text, named
        joined.append(raw[size.end() : size.end() + length])
        position = size.end() + length
        position += 2 if raw.startswith(b"\r\n", position) else 1 if raw.startswith(b"\n", position) else 0
        if position >= len(raw) and any(joined):
            text = b"".join(joined).decode("utf-8", "replace")
            return text, (Remark(text="the last chunk of the body is not shown"),)
    remark = Remark(text="the body is said to be chunked and shows no chunks: taken as already joined")
    return body, (remark,)


def parse_headers(text: str) -> Headers:
    """Header lines as captured: names untouched, values without outer blanks, folded lines joined (RFC 9112 5.2)."""
    headers: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        if line[0] in " \t" and headers:
            headers[-1][1].append(line.strip())
            continue
        name, colon, value = line.partition(":")
        if not name and colon:  # `:method: GET`, as HTTP/2 has it
            name, _, value = value.partition(":")
            name = ":" + name
        headers.append((name, [value.strip(" \t")]))
    return tuple((name, " ".join(lines).strip() if len(lines) > 1 else lines[0]) for name, lines in headers)


def to_request(message: Message, scheme: str | None = None) -> tuple[Request, tuple[Remark, ...]]:
    """The request of a message. Its URL begins with `//` where no scheme is shown (RFC 9112 section 3.2)."""
    method, target, version = split_request_line(message.start_line) or (message.start_line.strip(), "", None)
    url, remarks = _url(method, target, first_header(message.headers, "host") or "", scheme)
    request = Request(method=method, url=url, headers=message.headers, body=message.body, http_version=version)
    return request, (*message.remarks, *remarks)


def _url(method: str, target: str, host: str, scheme: str | None) -> tuple[str, tuple[Remark, ...]]:
    prefix = f"{scheme}://" if scheme else "//"
    if _ABSOLUTE.match(target):
        return target, ()
    if method == "CONNECT":
        return prefix + target, ()
    if not host:
        return target, ()
    if target == "*":
        return prefix + host, ()
    if target.startswith("/"):
        return prefix + host + target, ()
    return f"{prefix}{host}/{target}", (Remark(text=f"the target `{target}` has no leading slash: one is added"),)


def to_response(message: Message) -> Response | None:
    """The response of a message, or None where its status line has no status."""
    match = STATUS_LINE.match(message.start_line)
    if match is None:
        return None
    return Response(status=int(match[1]), reason=(match[2] or "").strip(), headers=message.headers, body=message.body)
