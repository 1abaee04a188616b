"""Servers of an OpenAPI document as base URLs."""

from __future__ import annotations

from typing import Any

import pytest

from engine.environment.importing.openapi_servers import base_urls
from engine.environment.importing.reading import Node, Notes


@pytest.mark.parametrize(
    ("servers", "given", "found", "named"),
    [
        ([{"url": "https://a.test/v1/"}], None, ["https://a.test/v1"], ""),
        ([{"url": "https://a.test"}, {"url": "https://a.test/"}], None, ["https://a.test"], ""),
        ([{"url": "https://a.test?x=1"}], None, ["https://a.test"], "a query or fragment"),
        ([{"url": "/v1"}], None, ["https://api.example.com"], "--base-url URL completes"),
        ([{"url": "/v1"}], "https://a.test", ["https://a.test/v1"], ""),
        ([{"url": "v1"}], "https://a.test/api", ["https://a.test/api/v1"], ""),
        ([{}], "https://a.test/api", ["https://a.test"], ""),
        ([{"url": "ftp://a.test"}], None, ["https://api.example.com"], "no absolute http or https URL"),
        ([{"url": "https://u:p@a.test"}], None, ["https://api.example.com"], "no absolute http or https URL"),
        ([{"url": "https://{host}/v1"}], None, ["https://api.example.com"], "a variable without a default"),
        ([{"url": "https://{r}.a.test", "variables": {"r": {"default": "eu"}}}], None, ["https://eu.a.test"], "taken as `eu`"),
        ([{"url": "https://{r}.a.test", "variables": {"r": {"default": "eu", "enum": ["eu", "us", "ap"]}}}], None, ["https://eu.a.test"], "it may be us, ap too"),
        (None, "https://a.test/", ["https://a.test"], ""),
        (None, None, ["https://api.example.com"], "stands for it"),
    ],
)  # fmt: skip
def test_base_urls(servers: Any, given: str | None, found: list[str], named: str):
    notes = Notes()
    root = Node({} if servers is None else {"servers": servers}, "$", notes)

    assert base_urls(root, given) == found
    assert named in "\n".join(map(str, notes.unsaid))
    assert bool(notes.unsaid) is bool(named)
