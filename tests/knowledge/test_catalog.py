from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from knowledge.build import ROOT
from knowledge.catalog import FAMILIES, Catalog, find, load_catalog, plain_query, spaced
from knowledge.records import Entry, ReasonFacts, make_entry

CASES = tomllib.loads((Path(__file__).parent / "search_cases.toml").read_text("utf-8"))["case"]
RAW = json.loads((ROOT / "catalog.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["query"])
def test_find(catalog, case):
    answer = find(catalog, case["query"])
    found = [hit.id for hit in answer.hits]
    first, then = case.get("first", []), case.get("then", [])
    assert (answer.exact.id if answer.exact else None) == case.get("exact"), case["sentence"]
    assert found[: len(first)] == first, case["sentence"]
    assert set(then) <= set(found), case["sentence"]
    assert bool(found) == bool(first or then), case["sentence"]


def test_every_entry_reads_back_as_it_was_written(catalog):
    for name, table in RAW["entries"].items():
        entry = catalog.entry(name)
        assert isinstance(entry, Entry)
        assert entry == make_entry(table)
        assert (entry.id, entry.title, len(entry.related)) == (name, table["title"], len(table["related"]))


def test_every_entry_is_found_first_by_its_id_and_by_its_id_as_words(catalog):
    for name in RAW["entries"]:
        for query in (name, name.lower(), spaced(name)):
            answer = find(catalog, query, limit=1)
            assert answer.exact is not None, query
            assert answer.exact.id == name
            assert answer.hits[0].id == name


def test_a_word_that_several_entries_share_gives_all_of_them_and_opens_none():
    entries = {name: {**RAW["entries"][name], "aliases": ["twin"]} for name in ("401", "403")}
    heads = [[name, "status", "Title", "Summary", ["twin"]] for name in entries]
    parts = {"heads": heads, "words": [], "postings": []}
    lines = ",\n".join(f' "{name}": {json.dumps(entry)}' for name, entry in entries.items())
    members = [f'"{name}": {json.dumps(part)}' for name, part in parts.items()] + [f'"entries": {{\n{lines}\n}}']
    catalog = Catalog(("{\n" + ",\n".join(members) + "\n}\n").encode())
    assert [entry.id for entry in catalog.entries("TWIN")] == ["401", "403"]
    assert catalog.exact("twin") is None
    assert catalog.entry("twin") == catalog.entry("401")


def test_what_is_not_there_is_none_or_empty(catalog):
    assert catalog.entry("no.such") is None
    assert catalog.entries("") == ()
    assert catalog.search("   ") == ()
    assert find(catalog, "").exact is None
    with pytest.raises(KeyError):
        catalog.reason("401")


def test_reason_facts_are_those_of_the_entry(catalog):
    assert catalog.reasons == {name for name, table in RAW["entries"].items() if table["family"] == "reason"}
    for name in catalog.reasons:
        facts = catalog.reason(name)
        assert isinstance(facts, ReasonFacts)
        assert facts == catalog.entry(name).reason
        assert name.startswith(f"{facts.stage}.")


def test_sentences_of_reasons_go_into_a_line(catalog):
    for name in catalog.reasons:
        facts = catalog.reason(name)
        for text in (facts.headline, facts.next_step):
            assert not text.endswith("."), name
            assert "\n" not in text, name


def test_families_hold_every_entry_once_in_the_guides_order(catalog):
    families = catalog.families()
    assert tuple(families) == FAMILIES
    written = [head.id for name, heads in families.items() for head in heads if name != "vendor_code"]
    assert written == list(RAW["entries"])
    assert [head.id for head in families["vendor_code"]] == [code.id for code in catalog.vendors]
    assert all(heads for heads in families.values())
    assert [head.id for head in families["status"]][:3] == ["302", "400", "401"]


def test_scenarios_and_signatures_are_listed(catalog):
    assert [summary.reason for summary in catalog.scenarios] == [raw["reason"] for raw in RAW["scenarios"]]
    assert catalog.signatures == RAW["signatures"]
    assert catalog.sources == RAW["sources"]


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ("  HTTP 401 ", "401"),
        ("status code: 401", "401"),
        ('"invalid_grant"', "invalid_grant"),
        ("error: access_denied", "access_denied"),
        ("status", "status"),
        ("statuses", "statuses"),
        ("Token  expired", "token expired"),
    ],
)
def test_plain_query(query, plain):
    assert plain_query(query) == plain


def test_reading_an_entry_imports_nothing_heavy_and_not_the_search():
    code = "import sys; from knowledge.catalog import *; assert find(load_catalog(), '401').exact; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT.parent, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    heavy = {"pydantic", "tomllib", "dataclasses", "inspect", "pathlib", "knowledge.search", "knowledge.schema"}
    assert "json" in loaded
    assert not heavy & loaded
