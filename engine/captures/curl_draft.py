"""The options of one curl command as they are read, one function for each effect that an option can have."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote_plus

from msgspec import Struct, field

from engine.captures.shell import Word
from engine.models.exchange import Remark

SHOWN = frozenset({"method", "url", "headers", "authorization", "body"})
"""The facts that a curl command can show."""
_VERSIONS = {"http1.0": "HTTP/1.0", "http1.1": "HTTP/1.1", "http2": "HTTP/2", "http2-prior-knowledge": "HTTP/2"}


class Value(NamedTuple):
    """What was given to an option, the variables in it, and how the option was spelled."""

    text: str
    variables: tuple[str, ...]
    spelled: str


class Draft(Struct):
    """The options of one command read so far, up to `--next`."""

    urls: list[Word] = field(default_factory=list)
    method: str | None = None
    flags: set[str] = field(default_factory=set)
    headers: list[tuple[str, str]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    """Names that `-H 'X:'` takes out of what curl adds by itself, in lower case."""
    defaults: dict[str, str] = field(default_factory=dict)
    """Headers that options other than `-H` make; one of the same name from `-H` wins."""
    data: list[str] | None = None
    data_hidden: bool = False
    data_in_file: bool = False
    user: Value | None = None
    certificate: bool = False
    bearer: str | None = None
    cookies: list[str] = field(default_factory=list)
    form: bool = False
    upload: str | None = None
    late_authorization: str | None = None
    file_authorization: str | None = None
    http_version: str | None = None
    url_queries: list[str] = field(default_factory=list)
    default_scheme: str | None = None
    target: str | None = None
    hidden: set[str] = field(default_factory=set)
    unexpanded: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def hide(self, word: Word | Value, *facts: str) -> bool:
        """Takes facts out of what is shown where the word holds variables; returns whether it does."""
        if word.variables:
            self.unexpanded.extend(name for name in word.variables if name not in self.unexpanded)
            self.hidden.update(facts)
        return bool(word.variables)

    def unused(self, text: str) -> None:
        """Names a part of the command that is not used."""
        remark = Remark(text=text, kind="unused")
        if remark not in self.remarks:
            self.remarks.append(remark)

    def assume(self, text: str) -> None:
        """Says what was taken for granted."""
        self.remarks.append(Remark(text=text))


def add_header(draft: Draft, value: Value) -> None:
    """`-H`: `X: v` is sent, `X;` is sent empty, `X:` takes out a header that curl would add (curl's manual)."""
    name, colon, content = value.text.partition(":")
    if value.text.startswith("@"):
        draft.hidden.update(("headers", "authorization"))
        draft.assume(f"the headers of `{value.spelled} {value.text}` are in a file that is not shown")
    elif colon and name:
        content = content.strip(" \t")
        draft.hide(value, *_facts_of_header(name))
        if content:
            draft.headers.append((name, content))
        else:
            draft.removed.add(name.lower())
    elif draft.hide(value, "headers", "authorization"):
        return
    else:
        name, semicolon, rest = value.text.partition(";")
        if semicolon and name and not rest.strip(" \t"):
            draft.headers.append((name, ""))
        else:
            start = (value.text.split() or [""])[0][:20]
            draft.unused(f"`{value.spelled}` whose value `{start}` is no header: it has no colon, curl leaves it out")


def _facts_of_header(name: str) -> tuple[str, ...]:
    if "$" in name or "`" in name or "{{" in name:
        return ("headers", "authorization")
    return ("authorization",) if name.strip().lower() == "authorization" else ("headers",)


def add_data(draft: Draft, value: Value) -> None:
    """`-d`, `--data-binary`: a piece of the body, joined to the piece before with `&`; `@` names a file."""
    _add_piece(draft, value, "&")


def add_json(draft: Draft, value: Value) -> None:
    """`--json`: as `--data-binary`, joined to the piece before with nothing."""
    draft.flags.add("json")
    _add_piece(draft, value, "")


def _add_piece(draft: Draft, value: Value, separator: str) -> None:
    if value.text.startswith("@"):
        _hide_data(draft, value)
    else:
        _append_data(draft, value, value.text, separator)


def add_raw_data(draft: Draft, value: Value) -> None:
    """`--data-raw`: an `@` is a letter."""
    _append_data(draft, value, value.text, "&")


def add_encoded_data(draft: Draft, value: Value) -> None:
    """`--data-urlencode`: `content`, `=content`, `name=content`, `@file`, `name@file`."""
    encoded = _encoded(value.text)
    if encoded is None:
        _hide_data(draft, value)
    else:
        _append_data(draft, value, value.text if value.variables else encoded, "&")


def _encoded(text: str) -> str | None:
    name, equals, content = text.partition("=")
    if not equals:
        if "@" in text:
            return None
        name, content = "", text
    encoded = quote_plus(content.encode("utf-8", "surrogatepass"), safe="~")
    return f"{name}={encoded}" if name else encoded


def _append_data(draft: Draft, value: Value, text: str, separator: str) -> None:
    draft.data_hidden = draft.hide(value) or draft.data_hidden
    if draft.data is None:
        draft.data = [text]
    else:
        draft.data += [separator, text]


def _hide_data(draft: Draft, value: Value) -> None:
    draft.data = draft.data or []
    draft.data_hidden = draft.data_in_file = True
    option = f"{value.spelled} {value.text}" if value.text.startswith("@") else value.spelled
    draft.hide(value)
    draft.assume(f"the data of `{option}` is in a file that is not shown")


def add_cookie(draft: Draft, value: Value) -> None:
    """`-b`: text with `=` is cookies, anything else the name of a file."""
    if draft.hide(value, "headers") or "=" in value.text:
        draft.cookies.append(value.text)
    elif value.text:
        draft.hidden.add("headers")
        draft.assume(f"the value of `{value.spelled}` has no `=`: it names a file of cookies that is not shown")


def add_url(draft: Draft, value: Value) -> None:
    draft.urls.append(Word(value.text, value.variables))


def set_user(draft: Draft, value: Value) -> None:
    draft.hide(value, "authorization")
    draft.user = value


def set_bearer(draft: Draft, value: Value) -> None:
    draft.hide(value, "authorization")
    draft.bearer = value.text


def set_method(draft: Draft, value: Value) -> None:
    draft.hide(value, "method")
    draft.method = value.text


def set_agent(draft: Draft, value: Value) -> None:
    draft.hide(value, "headers")
    draft.defaults["User-Agent"] = value.text


def set_referer(draft: Draft, value: Value) -> None:
    """`-e`: what follows `;auto` is for redirects."""
    draft.hide(value, "headers")
    draft.defaults["Referer"] = value.text.partition(";auto")[0]


def set_range(draft: Draft, value: Value) -> None:
    draft.hide(value, "headers")
    draft.defaults["Range"] = f"bytes={value.text}"


def set_form(draft: Draft, value: Value) -> None:
    if not draft.form:
        draft.assume(f"curl makes the body of `{value.spelled}` while it runs: not shown")
    draft.hide(value, "body")
    draft.form = True


def set_upload(draft: Draft, value: Value) -> None:
    draft.hide(value, "body")
    draft.upload = value.text
    draft.assume(f"the body of `{value.spelled}` is in a file that is not shown")


def set_certificate(draft: Draft, value: Value) -> None:
    draft.certificate = True
    draft.unused(f"`{value.spelled}`: which certificate that is, the command does not show")


def set_config(draft: Draft, value: Value) -> None:
    draft.hidden.update(SHOWN - {"url"})
    draft.unused(f"`{value.spelled} {value.text}`, a file of options that is not shown")


def set_version(draft: Draft, value: Value) -> None:
    draft.http_version = _VERSIONS.get(value.text, "HTTP/3")


def set_target(draft: Draft, value: Value) -> None:
    draft.hide(value, "url")
    draft.target = value.text


def add_url_query(draft: Draft, value: Value) -> None:
    """`--url-query`: as `--data-urlencode`, but a leading `+` leaves the rest as it stands."""
    encoded = value.text[1:] if value.text.startswith("+") else _encoded(value.text)
    if draft.hide(value, "url") or encoded is None:
        draft.hidden.add("url")
        encoded = encoded or value.text
    draft.url_queries.append(encoded)


def set_default_scheme(draft: Draft, value: Value) -> None:
    draft.hide(value, "url")
    draft.default_scheme = value.text


def set_late_authorization(draft: Draft, value: Value) -> None:
    draft.late_authorization = value.spelled


def set_file_authorization(draft: Draft, value: Value) -> None:
    draft.file_authorization = value.spelled


EFFECTS: dict[str, Callable[[Draft, Value], None]] = {
    "method": set_method,
    "url": add_url,
    "header": add_header,
    "data": add_data,
    "data-raw": add_raw_data,
    "data-binary": add_data,
    "data-urlencode": add_encoded_data,
    "json": add_json,
    "user": set_user,
    "bearer": set_bearer,
    "cookie": add_cookie,
    "agent": set_agent,
    "referer": set_referer,
    "range": set_range,
    "target": set_target,
    "url-query": add_url_query,
    "default-scheme": set_default_scheme,
    "form": set_form,
    "upload": set_upload,
    "version": set_version,
    "late-authorization": set_late_authorization,
    "file-authorization": set_file_authorization,
    "certificate": set_certificate,
    "config": set_config,
}
"""What each effect of `curl_options` does to a draft."""

FLAGS = frozenset({"get", "head", "compressed", "path-as-is", "no-glob"})
"""The effects that are only switched on, or off by `--no-…`."""
