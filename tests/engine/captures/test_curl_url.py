"""URLs as curl sends them. (Most of it is in curl_cases.toml, against the real curl.)"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.captures.curl_url import UrlOptions, basic_credentials, sent_url, without_dot_segments


@pytest.mark.parametrize(
    ("path", "wanted"),
    [  # RFC 3986 section 5.2.4 and 5.4
        ("/a/b/c/./../../g", "/a/g"),
        ("/b/c/..", "/b/"),
        ("/b/c/.", "/b/c/"),
        ("/..", "/"),
        ("/.", "/"),
        ("/../../g", "/g"),
        ("/a//../b", "/a/b"),
        ("/%2e%2e/a", "/%2e%2e/a"),
        ("/...", "/..."),
    ],
)
def test_dot_segments(path: str, wanted: str) -> None:
    assert without_dot_segments(path) == wanted


@settings(deadline=None)
@given(st.lists(st.sampled_from(["", ".", "..", "a", "b"]), min_size=1))
def test_no_dot_segment_is_left(segments: list[str]) -> None:
    resolved = without_dot_segments("/" + "/".join(segments))
    assert resolved.startswith("/")
    assert not {".", ".."} & set(resolved.split("/"))


@pytest.mark.parametrize(
    ("userinfo", "wanted"), [("a:b", "a:b"), ("a", "a:"), ("a%3Ab:c%40", "a:b:c@"), (":", ":"), ("", ":")]
)
def test_credentials(userinfo: str, wanted: str) -> None:
    assert basic_credentials(userinfo) == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ftp.example.test/x", "ftp://ftp.example.test/x"),
        ("ftp", "http://ftp/"),
        ("http:///h/x", "http://h/x"),
        ("h?a=b?c#d", "http://h/?a=b?c"),
        ("https://a@b@h/", "https://h/"),
        ("https://h/\\{a\\}", "https://h/{a}"),
    ],
)
def test_urls(typed: str, wanted: str) -> None:
    assert sent_url(typed, UrlOptions()).url == wanted


def test_the_uploaded_file_is_named_behind_a_slash_only() -> None:
    options = UrlOptions(uploaded="a b.txt")
    assert sent_url("https://h/x/", options).url == "https://h/x/a%20b.txt"
    assert sent_url("https://h/x", options).url == "https://h/x"


def test_a_target_without_a_slash_gets_one() -> None:
    assert sent_url("https://h/x", UrlOptions(target="*")).url == "https://h/*"
