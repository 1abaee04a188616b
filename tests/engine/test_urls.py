"""URLs as the engine compares them. RFC 3986 and urllib are the oracles for dot segments, recursion for edits."""

from __future__ import annotations

from functools import cache
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.urls import Url, base_segments, edit_distance, parse_url, resolve_path, same_origin


def url(text: str) -> Url:
    parsed = parse_url(text)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("text", "scheme", "host", "port", "path", "query"),
    [
        ("https://a.test", "https", "a.test", 443, "", ""),
        ("HTTPS://A.Test:443/X?y=Z#f", "https", "a.test", 443, "/X", "y=Z"),
        ("http://a.test/x", "http", "a.test", 80, "/x", ""),
        ("http://a.test:8080/", "http", "a.test", 8080, "/", ""),
        ("wss://a.test/s", "wss", "a.test", 443, "/s", ""),
        ("//a.test/x", None, "a.test", None, "/x", ""),
        ("//a.test:8443/x", None, "a.test", 8443, "/x", ""),
        ("https://user:secret@a.test/", "https", "a.test", 443, "/", ""),
        ("https://a.test./", "https", "a.test", 443, "/", ""),
        ("https://[2001:DB8::1]:8443/", "https", "2001:db8::1", 8443, "/", ""),
        ("  https://a.test/ ", "https", "a.test", 443, "/", ""),
        ("https://a.test/%7Euser", "https", "a.test", 443, "/%7Euser", ""),
    ],
)
def test_a_url_is_taken_apart(
    text: str, scheme: str | None, host: str, port: int | None, path: str, query: str
) -> None:
    found = url(text)
    assert (found.scheme, found.host, found.port, found.path, found.query) == (scheme, host, port, path, query)
    assert found.raw == text


@pytest.mark.parametrize(
    "text", ["", "/path", "data:text/plain,x", "mailto:a@b.test", "https://", "https:///x", "https://a.test:99999/",
             "https://a.test:port/", "https://[::1/", "about:blank", "https://a.test]/", "https://[x]/"],
)  # fmt: skip
def test_what_names_no_host_is_no_url(text: str) -> None:
    assert parse_url(text) is None


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_makes_it_raise(text: str) -> None:
    for one in (text, f"https://{text}", f"https://a.test/{text}", f"//{text}"):
        found = parse_url(one)
        assert found is None or (found.host and found.origin and isinstance(found.segments, tuple))


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://a.test:443/x", "https://a.test"),
        ("http://a.test:443/x", "http://a.test:443"),
        ("//a.test:443/x", "//a.test:443"),
        ("//a.test/x", "//a.test"),
        ("https://[::1]:8443/x", "https://[::1]:8443"),
        ("https://[::1]/x", "https://[::1]"),
    ],
)
def test_the_origin_leaves_out_the_default_port(text: str, origin: str) -> None:
    assert url(text).origin == origin
    assert url(text).without_query == f"{origin}/x"
    assert url(url(text).without_query).origin == origin


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("", ()), ("/", ()), ("/a", ("a",)), ("/a/", ("a", "")), ("//", ("", "")), ("/a%2Fb", ("a/b",)),
        ("/a%252Fb", ("a%2Fb",)), ("/a%20b/%C3%A4", ("a b", "ä")), ("/%FF", ("\ufffd",)), ("/%zz", ("%zz",)),
    ],
)  # fmt: skip
def test_segments_are_split_first_and_decoded_once(path: str, segments: tuple[str, ...]) -> None:
    assert url(f"https://a.test{path}").segments == segments


def test_parameters_keep_their_order_and_are_decoded_as_a_form() -> None:
    assert url("https://a.test/?b=2&a=1+1&a=%26&c").parameters == (("b", "2"), ("a", "1 1"), ("a", "&"), ("c", ""))


RFC_3986_5_4 = {
    "http://a/b/c/./g": "/b/c/g", "http://a/b/c/../g": "/b/g", "http://a/b/c/../../g": "/g", "http://a/b/c/.": "/b/c/",
    "http://a/b/c/..": "/b/", "http://a/b/c/../../../g": "/g", "http://a/b/c/../../../../g": "/g", "http://a/./g": "/g",
    "http://a/../g": "/g", "http://a/b/c/g.": "/b/c/g.", "http://a/b/c/.g": "/b/c/.g", "http://a/b/c/g..": "/b/c/g..",
    "http://a/b/c/..g": "/b/c/..g", "http://a/b/c/./../g": "/b/g", "http://a/b/c/./g/.": "/b/c/g/",
    "http://a/b/c/g/./h": "/b/c/g/h", "http://a/b/c/g/../h": "/b/c/h", "http://a/b/c/g;x=1/../y": "/b/c/y",
    "http://a/a/b/c/./../../g": "/a/g", "http://a/mid/content=5/../6": "/mid/6",
}  # fmt: skip


@pytest.mark.parametrize(("text", "path"), RFC_3986_5_4.items())
def test_dot_segments_are_removed_as_in_the_examples_of_rfc_3986(text: str, path: str) -> None:
    assert url(text).path == path


SEGMENT = st.sampled_from(["", ".", "..", "a", "b.c", "...", "%2e%2", "x%2Fy"])
PATHS = st.lists(SEGMENT, max_size=8).map(lambda parts: "/" + "/".join(parts))


def remove_dot_segments(path: str) -> str:
    """The algorithm of RFC 3986 section 5.2.4, step by step."""
    rest, done = path, ""
    while rest:
        if rest.startswith("/./"):
            rest = rest[2:]
        elif rest == "/.":
            rest = "/"
        elif rest.startswith("/../") or rest == "/..":
            rest = "/" + rest[4:]
            done = done[: done.rfind("/")] if "/" in done else ""
        else:
            end = rest.find("/", 1)
            done, rest = (done + rest, "") if end < 0 else (done + rest[:end], rest[end:])
    return done


@given(PATHS)
def test_dot_segments_are_removed_by_the_algorithm_of_rfc_3986(path: str) -> None:
    assert resolve_path(path)[0] == remove_dot_segments(path)


@given(PATHS.filter(lambda path: "//" not in path))
def test_dot_segments_are_removed_as_urllib_removes_them(path: str) -> None:
    assert resolve_path(path)[0] == urlsplit(urljoin("http://h", f"http://h{path}" if "/." not in path else path)).path


@pytest.mark.parametrize(
    ("path", "resolved", "notes"),
    [
        ("/a", "/a", []),
        ("/a/%2E%2e/b", "/b", ["dot segments in `/a/%2E%2e/b` are resolved to `/b`"]),
        ("/a/.%2e/b", "/b", ["dot segments"]),
        ("/a/%2e/b", "/a/b", ["dot segments"]),
        ("/a%2fb", "/a%2fb", ["an encoded slash"]),
        ("/a%252e", "/a%252e", ["decoded once"]),
        ("/a%252Fb%2F", "/a%252Fb%2F", ["an encoded slash", "decoded once"]),
    ],
)
def test_what_servers_read_differently_is_said(path: str, resolved: str, notes: list[str]) -> None:
    found, said = resolve_path(path)
    assert found == resolved
    assert [note in text for note, text in zip(notes, said, strict=True)] == [True] * len(notes)


def test_the_trailing_slash_of_a_base_url_does_not_count() -> None:
    assert base_segments(url("https://a.test/x/")) == base_segments(url("https://a.test/x")) == ("x",)


@pytest.mark.parametrize(
    ("request_url", "base", "same"),
    [
        ("https://a.test/", "https://A.TEST:443", True),
        ("http://a.test/", "https://a.test", False),
        ("https://a.test:8443/", "https://a.test", False),
        ("https://b.test/", "https://a.test", False),
        ("//a.test/", "https://a.test", True),
        ("//a.test/", "http://a.test", True),
        ("//a.test/", "https://a.test:8443", False),
        ("//a.test:8443/", "https://a.test:8443", True),
        ("//a.test:443/", "https://a.test", True),
        ("//a.test:443/", "http://a.test", False),
    ],
)
def test_a_scheme_that_is_not_shown_agrees_with_any(request_url: str, base: str, same: bool) -> None:
    assert same_origin(url(request_url), url(base)) is same


WORDS = st.text("abc", max_size=6)


@cache
def levenshtein(left: str, right: str) -> int:
    """The definition, by recursion."""
    if not left or not right:
        return len(left) + len(right)
    changed = levenshtein(left[1:], right[1:]) + (left[0] != right[0])
    return min(changed, levenshtein(left[1:], right) + 1, levenshtein(left, right[1:]) + 1)


@given(WORDS, WORDS, st.integers(1, 8))
def test_the_edit_distance_is_levenshteins_up_to_the_limit(left: str, right: str, limit: int) -> None:
    assert edit_distance(left, right, limit) == min(levenshtein(left, right), limit)


@given(
    name=st.sampled_from(["access_token", "response_type", "a"]), query=st.text("a=&%+_ceprskstnoy;t5F", max_size=24)
)
def test_a_parameter_that_a_query_cannot_have_is_not_among_its_parameters(name: str, query: str) -> None:
    for text in (query, f"{query}&{name}=1", f"{name.replace('_', '%5F')}=1&{query}"):
        url = parse_url(f"https://a.test/?{text}")
        assert url is not None
        assert url.may_have(name) or name not in dict(url.parameters)
