"""Members of a file with one member a line."""

from __future__ import annotations

import json

import pytest

from knowledge.build import render_catalog
from knowledge.lines import members_of


@pytest.mark.parametrize(
    ("data", "members"),
    [
        (b'{\n"a": 1,\n"b": [1,2]\n}\n', {"a": b"1", "b": b"[1,2]"}),
        (b'{\n"a": {\n "x": 1\n}\n}\n', {"a": b'{\n "x": 1\n}'}),
        (b'{\n"a": "b\\": c"\n}', {"a": b'"b\\": c"'}),
        (b"{\n}\n", {}),
        (b"", {}),
    ],
)
def test_members(data: bytes, members: dict[str, bytes]) -> None:
    assert members_of(data) == members


def test_it_reads_what_the_build_writes() -> None:
    catalog = {"heads": [["a"], ["b"]], "entries": {"a": {"id": 'x\n"y": 1'}, "b": {}}, "sources": "z"}
    members = members_of(render_catalog(catalog).encode())
    assert {name: json.loads(value) for name, value in members.items()} == catalog
    assert {name: json.loads(one) for name, one in members_of(members["entries"], b" ").items()} == catalog["entries"]
