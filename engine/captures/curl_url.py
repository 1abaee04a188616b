"""The URL that curl asks for, given the one on its command line: scheme guessed, globs, dots and fragment resolved."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from msgspec import Struct

from engine.models.exchange import Remark
from knowledge.patterns import lazy_regex

_SCHEME = lazy_regex(r"([A-Za-z][A-Za-z0-9+.-]*):/{1,3}")
_AUTHORITY = lazy_regex(r"[^/?#]*")
_SET = lazy_regex(r"(?<!\\)\{([^{}]*)\}")
_RANGE = lazy_regex(r"(?<!\\)\[([0-9]+|[A-Za-z])-([0-9]+|[A-Za-z])(?::[0-9]+)?\]")
_BRACKET = lazy_regex(r"(?<!\\)[\[\]{}]")
_GLOB_LETTERS = frozenset("[]{}")
_ADDRESS = lazy_regex(r"\[[0-9A-Fa-f:.%]+\]")
_GUESSED = ("ftp", "dict", "ldap", "imap", "smtp", "pop3")


class UrlOptions(Struct, frozen=True, kw_only=True):
    """What the rest of the command line says about its URLs."""

    path_as_is: bool = False
    globbing: bool = True
    default_scheme: str | None = None
    target: str | None = None
    """`--request-target`: what is sent in place of path and query."""
    query: str | None = None
    """Added to the URL's own query (`-G`, `--url-query`)."""
    uploaded: str | None = None
    """The name of the `-T` file, added where the URL ends in a slash."""


class SentUrl(Struct, frozen=True, kw_only=True):
    """The URL as sent, the user and password that stood in it, and what was changed on the way."""

    url: str
    userinfo: str | None = None
    remarks: tuple[Remark, ...] = ()


def sent_url(typed: str, options: UrlOptions) -> SentUrl:
    """Follows curl's own reading of a URL (curl's URL syntax document; dot segments by RFC 3986 section 5.2.4)."""
    remarks: list[Remark] = []
    text = _first_of_globs(typed, remarks) if options.globbing and not _GLOB_LETTERS.isdisjoint(typed) else typed
    scheme, rest = _scheme(text, options, remarks)
    authority = _AUTHORITY.match(rest)
    assert authority is not None
    userinfo, at, host = authority[0].rpartition("@")
    rest = rest[authority.end() :]
    rest, hash_mark, _ = rest.partition("#")
    if hash_mark:
        remarks.append(Remark(text="the fragment after `#` is never sent", kind="unused"))
    path, mark, query = rest.partition("?")
    path = path or "/"
    if not options.path_as_is and "/." in path:
        resolved = without_dot_segments(path)
        if resolved != path:
            remarks.append(Remark(text=f"curl resolves dot segments before it sends: `{path}` becomes `{resolved}`"))
            path = resolved
    if options.uploaded and path.endswith("/"):
        path += quote(options.uploaded, errors="replace")
    if options.query is not None:
        query = query + ("&" if query and not query.endswith("&") else "") + options.query
        mark = "?"
    target = path + mark + query if options.target is None else options.target
    if not target.startswith("/"):
        target = "/" + target
    return SentUrl(url=f"{scheme}://{host}{target}", userinfo=userinfo if at else None, remarks=tuple(remarks))


def _scheme(text: str, options: UrlOptions, remarks: list[Remark]) -> tuple[str, str]:
    written = _SCHEME.match(text)
    if written:
        return written[1].lower(), text[written.end() :]
    if options.default_scheme:
        return options.default_scheme.lower(), text
    beginning = text.partition(".")[0].lower()
    scheme = beginning if beginning in _GUESSED and "." in text else "http"
    remarks.append(Remark(text=f"the URL has no scheme: curl takes `{scheme}://`"))
    return scheme, text


def basic_credentials(userinfo: str) -> str:
    """`user:password` out of a URL, percent-decoded; a missing password is empty."""
    user, _, password = userinfo.partition(":")
    return f"{unquote(user)}:{unquote(password)}"


def _first_of_globs(text: str, remarks: list[Remark]) -> str:
    """The first URL of those that curl makes of `{a,b}` and `[1-3]` (curl's manual, URL globbing)."""
    several = False

    def first_of_set(match: re.Match[str]) -> str:
        nonlocal several
        several = several or "," in match[1]
        return match[1].partition(",")[0]

    def first_of_range(match: re.Match[str]) -> str:
        nonlocal several
        several = several or match[1] != match[2]
        return match[1]

    expanded = _RANGE.sub(first_of_range, _SET.sub(first_of_set, text))
    if several:
        remarks.append(Remark(text="curl makes several requests of `{…}` or `[…]` in the URL: the first is taken"))
    if _BRACKET.search(_ADDRESS.sub("", expanded)):
        remarks.append(Remark(text="curl refuses a lone bracket in a URL without `-g`: taken as a letter"))
        return text
    return re.sub(r"\\([\[\]{}])", r"\1", expanded)


def without_dot_segments(path: str) -> str:
    """RFC 3986 section 5.2.4 on a path that starts with a slash; `%2e` stays, the server may read it otherwise."""
    segments = path.split("/")[1:]
    kept: list[str] = []
    for place, segment in enumerate(segments):
        if segment not in (".", ".."):
            kept.append(segment)
            continue
        if segment == ".." and kept:
            kept.pop()
        if place == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)
