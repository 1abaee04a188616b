from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from engine.models.trace import Changes, Check, Expected, Matched, Observed, RequestLine, Step, Trace
from engine.reports.entry import (
    answer_to_dict,
    entry_sections,
    entry_to_dict,
    entry_to_markdown,
    entry_to_text,
    families_to_text,
    search_to_text,
    vendors_to_text,
)
from knowledge.build import ROOT
from knowledge.catalog import Catalog, find, load_catalog
from knowledge.records import Entry, make_entry

HEADINGS = [
    "Meaning",
    "Where it occurs",
    "Usual causes",
    "How to troubleshoot",
    "Not the same as",
    "What servers send",
    "References",
    "Related",
]
DO, SEE = "How to troubleshoot", "How to see it"
TEAPOT = make_entry(
    {
        "id": "418",
        "family": "status",
        "title": "I'm a teapot",
        "summary": "The server is a teapot.",
        "meaning": "It does not brew *coffee*.\n\nIt never will, whatever `Accept: coffee` says.",
        "where": [
            {"flow": "resource", "endpoint": "api", "stage": "upstream", "status": 418, "note": "short and stout"},
            {"endpoint": "device_authorization"},
            {"flow": "token"},
        ],
        "causes": [
            {
                "cause": "It is a pot.",
                "check": "See the spout.",
                "fix": "pour tea",
                "owner": "client",
                "reason": "pot.is",
            },
            {"cause": "It is old.", "check": "Look inside.", "fix": "scrub it", "owner": "api_developer"},
        ],
        "troubleshoot": ["Tip it over.", "Pour it out."],
        "not_this": [{"id": "503", "why": "there the coffee is out for now"}],
        "references": [
            {"spec": "RFC 2324", "section": "2.3.2", "url": "https://datatracker.ietf.org/doc/html/rfc2324"}
        ],
        "related": ["503", "pot.is"],
        "servers_send": ["HTTP/1.1 418 I'm a teapot"],
    }
)
TEXT = """\
418  I'm a teapot
HTTP status

The server is a teapot.

Meaning
  It does not brew *coffee*.

  It never will, whatever `Accept: coffee` says.

Where it occurs
  - at the API, stage upstream, status 418: short and stout
  - at the device authorization endpoint
  - in the token flow

Usual causes
  1. It is a pot.
     check  See the spout.
     fix    pour tea
     who    you, the client
     see    pot.is
  2. It is old.
     check  Look inside.
     fix    scrub it
     who    the developers of the API

How to troubleshoot
  1. Tip it over.
  2. Pour it out.

Not the same as
  - 503: there the coffee is out for now

What servers send
  - HTTP/1.1 418 I'm a teapot

References
  - RFC 2324 §2.3.2 https://datatracker.ietf.org/doc/html/rfc2324

Related
  503, pot.is"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def trace_with(*checks: Check, differences: tuple[str, ...] = ()) -> Trace:
    """A trace that holds these checks in its only step."""
    return Trace(
        flow="resource", endpoint="api", at="2026-03-04T10:11:12Z", at_from="flag", environment=None,
        recognised="curl", request=RequestLine(), matched=Matched(), verdict="refused", decided_by="token",
        reason="pot.is", also=(), owner="client", decision=None, result_code=None, expected=Expected(verdict="refused"),
        observed=Observed(), agreement="unknown", differences=differences, assumptions=(),
        steps=(Step(stage="token", outcome="failed", checks=checks),), policy=None, changes=Changes(),
        near_misses=(), fixes=(), needs=(),
    )  # fmt: skip


CHECK = Check(
    check="token.pot", outcome="failed", reason="pot.is", seen="a spout", wanted="a filter", source="claim pot",
    summary="the token is a pot", entries=("pot.is", "418"),
)  # fmt: skip


def test_an_entry_as_text():
    assert entry_to_text(TEAPOT) == TEXT


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_every_entry_keeps_to_its_columns_and_headings(catalog, width):
    for heads in catalog.families().values():
        for head in heads:
            entry = catalog.entry(head.id)
            lines = entry_to_text(entry, width).splitlines()
            lacking = set() if entry.servers_send else {"What servers send"}
            if entry.family == "vendor_code":  # made of what is known of it: nobody wrote these
                lacking |= {
                    "How to troubleshoot",
                    "Not the same as",
                    *([] if entry.causes else ["Usual causes", "Related"]),
                }
            if entry.family == "finding":
                lacking |= {"Where it occurs", "Not the same as"}
            if entry.family == "behaviour":
                lacking |= {"Usual causes", "Not the same as"}
            headings = [SEE if entry.family == "behaviour" and name == DO else name for name in HEADINGS]
            assert [line for line in lines if line in headings] == [name for name in headings if name not in lacking]
            title, *rest = lines
            assert title.startswith(f"{entry.id}  ")
            long = [line for line in rest if len(line) > width]
            assert all(len(line.split()) <= 2 for line in long), "only what cannot be broken may be longer"


def test_what_the_request_shows_comes_first_and_marks_the_cause_that_it_proves():
    text = entry_to_text(TEAPOT, bound=trace_with(CHECK))
    assert text.index("In your request") < text.index("Meaning")
    assert "✗ token: the token is a pot\n    seen    a spout\n    wanted  a filter\n    source  claim pot\n" in text
    assert "1. It is a pot.\n     here   proved in your request\n" in text
    assert text.count("in your request") == 1


def test_a_behaviour_shows_the_checks_that_hold_too():
    teapot = TEAPOT._replace(id="pot.warm", family="behaviour")
    warm = Check(check="token.warm", outcome="passed", summary="the pot is warm", entries=("pot.warm",))
    assert "✓ token: the pot is warm" in entry_to_text(teapot, bound=trace_with(CHECK, warm))
    assert "In your request" not in entry_to_text(teapot._replace(family="status"), bound=trace_with(warm))


def test_a_difference_is_only_likely():
    text = entry_to_text(TEAPOT, bound=trace_with(differences=("pot.is",)))
    assert "1. It is a pot.\n     here   likely in your request\n" in text


def test_a_reason_that_two_causes_share_marks_neither_and_is_named_once():
    first, second = TEAPOT.causes
    shared = TEAPOT._replace(causes=(first, second._replace(reason="pot.is")))
    text = entry_to_text(shared, bound=trace_with(CHECK))
    assert "     here   " not in text
    assert text.count("see    pot.is") == 1


def test_what_passed_or_is_about_something_else_is_not_shown():
    passed = replace(CHECK, outcome="passed", reason=None)
    other = replace(CHECK, reason="cup.is", entries=("cup.is",))
    assert [section.heading for section in entry_sections(TEAPOT, trace_with(passed, other))] == HEADINGS


def test_an_entry_as_markdown_escapes_markup_outside_of_code():
    text = entry_to_markdown(TEAPOT)
    assert text.startswith("# 418: I'm a teapot\n\n*HTTP status*\n\nThe server is a teapot.\n\n## Meaning\n\n")
    assert r"It does not brew \*coffee\*." in text
    assert "whatever `Accept: coffee` says." in text
    assert "1. It is a pot.\n   - check: See the spout.\n" in text
    assert "- `HTTP/1.1 418 I'm a teapot`" in text
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == HEADINGS


def test_an_entry_as_data_is_its_source():
    raw = json.loads((ROOT / "catalog.json").read_text("utf-8"))["entries"]["token.expired"]
    data = json.loads(json.dumps(entry_to_dict(make_entry(raw))))
    assert {name: data[name] for name in raw} == raw
    assert set(data) == set(Entry._fields)
    assert entry_to_dict(TEAPOT)["reason"] is None
    assert entry_to_dict(TEAPOT)["aliases"] == []


def test_an_exact_answer_is_the_whole_entry_and_a_search_is_heads(catalog):
    exact = answer_to_dict(find(catalog, "invalid_grant"))
    assert (exact["query"], exact["exact"]) == ("invalid_grant", True)
    assert exact["entries"] == [entry_to_dict(catalog.entry("invalid_grant"))]
    found = answer_to_dict(find(catalog, "token exp"))
    assert found["exact"] is False
    assert list(found["entries"][0]) == ["id", "family", "title", "summary"]
    assert found["entries"][0]["id"] == "token.expired"


def test_a_search_as_text_lists_hits_in_columns(catalog):
    lines = search_to_text(find(catalog, "token exp", limit=3), 60).splitlines()
    assert lines[0] == "3 entries for `token exp`"
    assert lines[2].startswith("  token.expired ")
    assert all(len(line) <= 60 for line in lines)
    assert search_to_text(find(catalog, "AADSTS50058", limit=1)).startswith("1 entry for")


def test_nothing_found_says_what_to_try_and_control_sequences_do_nothing(catalog):
    text = search_to_text(find(catalog, "xyzzy\x1b[2J"))
    assert text.startswith("nothing found for `xyzzy�[2J`")
    assert "\x1b" not in text


def test_the_whole_guide_is_listed_by_family(catalog):
    text = families_to_text(catalog.families(), 80)
    assert text.startswith("HTTP statuses\n  302  ")
    assert "\n\nOAuth and OpenID Connect\n" in text
    assert all(len(line) <= 80 for line in text.splitlines())
    assert sum(line.startswith("  ") for line in text.splitlines()) == sum(map(len, catalog.families().values()))


def test_vendors_are_listed_with_the_number_of_their_codes():
    text = vendors_to_text({"Shop": ("SHOP-100", "S-1"), "Stall": ("A", "B", "C")}, 80)
    assert text == "Codes of vendors\n  Shop   2, such as S-1\n  Stall  3, such as A"
