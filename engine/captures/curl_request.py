"""From the options of one curl command to the request that curl would send."""

from __future__ import annotations

import base64

from engine.captures.curl_draft import SHOWN, Draft
from engine.captures.curl_url import SentUrl, UrlOptions, basic_credentials, sent_url
from engine.captures.masking import has_masked_authorization
from engine.captures.shell import Word
from engine.models.exchange import Exchange, Headers, Remark, Request

ENCODINGS = "deflate, gzip, br, zstd"
"""What `--compressed` asks for in a curl built with everything."""
_WITHOUT_USER = {"--aws-sigv4", "--negotiate"}


def build_exchanges(draft: Draft) -> list[Exchange]:
    """One exchange for each URL of the command."""
    _take_query(draft)
    return [_build(draft, word) for word in draft.urls]


def _take_query(draft: Draft) -> None:
    """`-G` moves the data into the query (curl's manual)."""
    if "get" in draft.flags and draft.data is not None:
        draft.url_queries.insert(0, "".join(draft.data))
        if draft.data_hidden:
            draft.hidden.add("url")
        draft.data, draft.data_hidden = None, False
    if draft.data_hidden or draft.form or draft.upload is not None:
        draft.hidden.add("body")
    if "head" in draft.flags and draft.data is not None:
        draft.unused("`-I` beside data: curl takes one or the other, read as `POST`")


def _build(draft: Draft, word: Word) -> Exchange:
    sent = _url(draft, word)
    hidden, remarks, unexpanded = set(draft.hidden), [*draft.remarks, *sent.remarks], list(draft.unexpanded)
    if word.variables:
        hidden.add("url")
        unexpanded += [name for name in word.variables if name not in unexpanded]
    authorization = _authorization(draft, sent, hidden, remarks)
    headers = _headers(draft, authorization)
    if has_masked_authorization(headers):
        hidden.add("authorization")
    request = Request(
        method=_method(draft),
        url=sent.url,
        headers=headers,
        body=_body(draft),
        http_version=draft.http_version,
    )
    return Exchange(
        kind="curl",
        request=request,
        shows=SHOWN - hidden if hidden else SHOWN,
        sends_certificate=True if draft.certificate else None if "method" in hidden else False,
        unexpanded=tuple(unexpanded),
        remarks=tuple(remarks),
    )


def _url(draft: Draft, word: Word) -> SentUrl:
    query = "&".join(draft.url_queries) if draft.url_queries else None
    if word.variables:
        joined = word.text if query is None else f"{word.text}{'&' if '?' in word.text else '?'}{query}"
        return SentUrl(url=joined)
    options = UrlOptions(
        path_as_is="path-as-is" in draft.flags,
        globbing="no-glob" not in draft.flags,
        default_scheme=draft.default_scheme,
        target=draft.target,
        query=query,
        uploaded=draft.upload.rpartition("/")[2] if draft.upload else None,
    )
    return sent_url(word.text, options)


def _method(draft: Draft) -> str:
    if draft.method is not None:
        return draft.method
    if "head" in draft.flags and draft.data is None:
        return "HEAD"
    if draft.upload is not None:
        return "PUT"
    return "POST" if draft.data is not None or draft.form else "GET"


def _body(draft: Draft) -> str | None:
    return None if draft.data is None or draft.data_in_file else "".join(draft.data)


def _headers(draft: Draft, authorization: str | None) -> Headers:
    """Headers in curl's order; one given by `-H` replaces the one that curl would make."""
    made: dict[str, str] = {}
    if authorization is not None:
        made["Authorization"] = authorization
    made.update({name: value for name, value in draft.defaults.items() if value})
    if "compressed" in draft.flags:
        made["Accept-Encoding"] = ENCODINGS
    if draft.cookies:
        made["Cookie"] = ";".join(draft.cookies)
    if "json" in draft.flags:
        made["Content-Type"] = made["Accept"] = "application/json"
    elif draft.data is not None:
        made["Content-Type"] = "application/x-www-form-urlencoded"
    elif draft.form:
        made["Content-Type"] = "multipart/form-data"
    if made:
        given = draft.removed | {name.lower() for name, _ in draft.headers}
        made = {name: value for name, value in made.items() if name.lower() not in given}
    late = [(name, made.pop(name)) for name in ("Accept", "Content-Type") if name in made]
    return (*made.items(), *draft.headers, *late)


def _authorization(draft: Draft, sent: SentUrl, hidden: set[str], remarks: list[Remark]) -> str | None:
    """The Authorization header that curl makes from its options; `-H` wins over all of them."""
    if "authorization" in draft.removed or any(name.lower() == "authorization" for name, _ in draft.headers):
        return None
    user = draft.user.text if draft.user is not None else None
    credentials = user or (basic_credentials(sent.userinfo) if sent.userinfo is not None else None)
    late = draft.late_authorization
    if late is not None and (credentials is not None or late in _WITHOUT_USER):
        hidden.add("authorization")
        remarks.append(Remark(text=f"`{late}` makes the Authorization header while curl runs: not shown"))
    elif draft.bearer is not None:
        return f"Bearer {draft.bearer}"
    elif draft.user is not None and draft.user.variables:
        return None
    elif credentials is not None and ":" not in credentials:
        hidden.add("authorization")
        remarks.append(Remark(text="`-u` has a user without a password, which curl asks for: not shown"))
    elif credentials is not None:
        return "Basic " + base64.b64encode(credentials.encode("utf-8", "surrogatepass")).decode("ascii")
    elif draft.file_authorization is not None:
        hidden.add("authorization")
        remarks.append(Remark(text=f"`{draft.file_authorization}` takes user and password from a file: not shown"))
    return None
