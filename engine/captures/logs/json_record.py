"""Access logs in JSON: Kong's by its shape, others by the names of their members, which differ from site to site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.captures.half_characters import without_half_characters
from engine.captures.logs.record import Record, has_host, instant_of, said, status_of
from engine.models.exchange import Headers, Remark
from knowledge.patterns import lazy_regex

NAMES: Mapping[str, tuple[str, ...]] = {
    "method": ("method", "httpmethod", "requestmethod", "verb"),
    "url": ("url", "requesturl", "fullurl"),
    "path": ("path", "requesturi", "uri", "requestpath", "xenvoyoriginalpath", "originalpath", "resourcepath"),
    "host": ("host", "authority", "httphost", "domainname", "requesthost", "virtualhost"),
    "scheme": ("scheme", "xforwardedproto"),
    "status": ("status", "responsecode", "statuscode", "responsestatus", "httpstatus"),
    "client": (
        "clientip", "sourceip", "ip", "remoteaddr", "remoteip", "xforwardedfor", "downstreamremoteaddress",
    ),
    "at": ("timestamp", "ts", "starttime", "time", "timeiso8601", "requesttime", "requesttimeepoch", "startedat"),
    "id": ("requestid", "messageid", "xrequestid", "kongrequestid", "correlationid"),
    "headers": ("headers", "requestheaders"),
    "authorization": ("authorization",),
    "line": ("request", "requestline", "routekey"),
}  # fmt: skip
"""What each fact is called, without case and signs, the usual name first."""
KINDS: Mapping[str, tuple[str, ...]] = {
    "API Gateway access log": ("authorizererror", "authorizerstatus", "integrationstatus", "routekey", "resourcepath"),
    "Envoy access log": ("responseflags", "responsecodedetails"),
    "Apigee log": ("proxy", "messageid", "errorcode"),
}
"""Members by which a format is known: one is enough for the first two, two for the last."""
_SIGNS = lazy_regex(r"[^a-z0-9]")
_NO_HOST = Remark(text="the record names no host: which API service it went to is not shown")


def read_record(value: object, fields: Mapping[str, str] | None = None) -> Record | None:
    """A JSON object that tells of one request and its status; None for any other value.

    `fields` says how a site calls the facts of `NAMES`, e.g. `{"status": "rc"}`; what it does not say goes by `NAMES`.
    """
    if not isinstance(value, Mapping):
        return None
    if _is_kong(value):
        return _kong(value)
    facts = _Facts(value, fields or {})
    method, target = facts.text("method"), facts.text("url") or facts.text("path")
    line = (facts.text("line") or "").split()
    if len(line) in (2, 3) and line[0].isupper():
        method, target = method or line[0], target or line[1]
    status = status_of(facts.get("status"))
    if method is None or target is None or (status is None and not facts.has("status")):
        return None
    url = _absolute(target, facts.text("host"), facts.text("scheme"))
    remarks = () if has_host(url) else (_NO_HOST,)
    return Record(
        kind=facts.kind, id=facts.text("id") or "", method=method.upper(), url=url, headers=facts.headers,
        status=status, client=(facts.text("client") or "").partition(",")[0].strip() or None,
        at=instant_of(facts.get("at")), remarks=remarks,
    )  # fmt: skip


class _Facts:
    """The members of a record under their plain names."""

    def __init__(self, value: Mapping[str, Any], fields: Mapping[str, str]) -> None:
        self._value = value
        self._plain = {_SIGNS.sub("", str(name).lower()): inner for name, inner in value.items()}
        self._fields = fields

    def get(self, fact: str) -> object:
        """What is said of a fact; None where nothing is."""
        if fact in self._fields:
            return self._value.get(self._fields[fact])
        found = (self._plain[name] for name in NAMES[fact] if self._plain.get(name) not in (None, "", "-"))
        return next(found, None)

    def has(self, fact: str) -> bool:
        """Whether a fact has a member at all, if only an empty one: a request that was never answered."""
        name = self._fields.get(fact)
        return name in self._value if name else any(one in self._plain for one in NAMES[fact])

    def text(self, fact: str) -> str | None:
        """A fact that is a text."""
        found = said(self.get(fact))
        return without_half_characters(found) if found else None

    @property
    def kind(self) -> str:
        """Which format it is."""
        for kind, members in KINDS.items():
            if sum(member in self._plain for member in members) >= (2 if kind == "Apigee log" else 1):
                return kind
        return "JSON log"

    @property
    def headers(self) -> Headers | None:
        """The request's headers, where the record has them; one with the credential alone shows only that."""
        found = self.get("headers")
        if isinstance(found, Mapping | list):
            return headers_of(found)
        credential = self.text("authorization")
        return (("Authorization", credential),) if credential else None


def _absolute(target: str, host: str | None, scheme: str | None) -> str:
    if not host or not target.startswith("/"):
        return target
    return f"{scheme}://{host}{target}" if scheme in ("http", "https") else f"//{host}{target}"


def headers_of(value: Mapping[str, Any] | list[Any]) -> Headers:
    """Headers as an object, whose values may be lists, or as a list of `{name, value}` or `[name, value]`."""
    pairs: list[tuple[str, object]] = []
    if isinstance(value, Mapping):
        for name, inner in value.items():
            pairs += [(str(name), one) for one in (inner if isinstance(inner, list) else [inner])]
    for one in value if isinstance(value, list) else ():
        if isinstance(one, Mapping) and "name" in one:
            pairs.append((str(one["name"]), one.get("value")))
        elif isinstance(one, list) and len(one) == 2:
            pairs.append((str(one[0]), one[1]))
    return tuple(
        (without_half_characters(name), without_half_characters(str(text)))
        for name, text in pairs
        if isinstance(text, str | int | float)
    )


def _is_kong(value: Mapping[str, Any]) -> bool:
    """The file-log and http-log of Kong: request, response and latencies side by side."""
    return isinstance(value.get("request"), Mapping) and isinstance(value.get("response"), Mapping)


def _kong(value: Mapping[str, Any]) -> Record | None:
    request, response = value["request"], value["response"]
    url = said(request.get("url")) or said(request.get("uri"))
    if url is None or said(request.get("method")) is None:
        return None
    listed = request.get("headers"), response.get("headers")
    asked, answered = (headers_of(one) if isinstance(one, Mapping | list) else None for one in listed)
    return Record(
        kind="Kong log", id=said(request.get("id")) or "", method=without_half_characters(str(request["method"])),
        url=without_half_characters(url), headers=asked, status=status_of(response.get("status")),
        answer_headers=answered or (), client=said(value.get("client_ip")), at=instant_of(value.get("started_at")),
        remarks=() if has_host(url) else (_NO_HOST,),
    )  # fmt: skip
