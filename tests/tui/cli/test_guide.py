"""`apiwhy guide`: an entry, a search, the whole list, in three formats."""

from __future__ import annotations

import json

import pytest

from knowledge.catalog import load_catalog
from tests.support.command_line import CommandLine
from tests.support.terminal import run_in_terminal


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ("invalid_grant", "invalid_grant  "),
        ("INVALID_GRANT", "invalid_grant  "),
        ("401", "401  Unauthorized"),
        ("token.expired", "token.expired  "),
        ("DENY", "DENY  "),
        ("NO_POLICY_FOUND", "NO_POLICY_FOUND  "),
        ("error=invalid_token", "invalid_token  "),
    ],
)
def test_a_code_is_its_entry(query, begins, cli: CommandLine):
    said = cli("guide", query)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(begins)


def test_words_are_searched_for(cli: CommandLine):
    said = cli("guide", "token", "wrong", "audience")

    assert said.code == 0
    assert "entries for `token wrong audience`" in said.out
    assert "token.audience_mismatch" in said.out


def test_without_a_query_everything_is_listed(cli: CommandLine):
    codes = load_catalog().vendors
    ids = {head.id for heads in load_catalog().families().values() for head in heads if head.family != "vendor_code"}
    said, listed = cli("guide"), json.loads(cli("guide", "--format", "json").out)
    own, _, vendors = said.out.partition("Codes of vendors\n")

    assert said.code == 0
    assert {line.split()[0] for line in own.splitlines() if line.startswith("  ")} == ids
    assert [line[2:].partition("  ")[0] for line in vendors.splitlines()] == list(codes.by_vendor())
    assert (listed["query"], listed["exact"]) == ("", False)
    assert {entry["id"] for entry in listed["entries"]} == ids | {code.id for code in codes}


@pytest.mark.parametrize(
    "query", ["AADSTS50105", "aadsts50105", "E0000011", "SERVICE_DISABLED", "UF", "no_matching_policy", "521"]
)
def test_a_code_of_a_vendor_has_a_page(cli: CommandLine, query: str):
    said = cli("guide", query)

    assert (said.code, said.out.splitlines()[1]) == (0, "code of a vendor")


def test_json_of_an_entry_is_whole_and_of_a_search_short(cli: CommandLine):
    exact = json.loads(cli("guide", "token.expired", "--format", "json").out)
    search = json.loads(cli("guide", "lifetime over", "--format", "json").out)

    assert (exact["exact"], [entry["id"] for entry in exact["entries"]]) == (True, ["token.expired"])
    assert exact["entries"][0]["causes"]
    assert search["exact"] is False
    assert set(search["entries"][0]) == {"id", "family", "title", "summary"}


def test_markdown_of_an_entry(cli: CommandLine):
    assert cli("guide", "403", "--format", "markdown").out.startswith("# 403: ")


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_nothing_found_is_said_and_2(form, cli: CommandLine):
    said = cli("guide", "xyzzy", "--format", form)

    assert said.code == 2
    assert said.err == "apiwhy: the guide has nothing on `xyzzy`; `apiwhy guide` lists what it has\n"
    assert said.out == ("" if form != "json" else '{\n  "query": "xyzzy",\n  "exact": false,\n  "entries": []\n}\n')


def test_a_token_that_is_asked_for_is_not_repeated(cli: CommandLine):
    token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLW1pbmU"

    said = cli("guide", token, "--format", "json")

    assert "c2lnbmF0dXJlLW9mLW1pbmU" not in said.out + said.err


def test_every_entry_can_be_shown(cli: CommandLine):
    for heads in load_catalog().families().values():
        for head in heads:
            said = cli("guide", head.id)
            assert (said.code, said.err) == (0, ""), head.id
            assert said.out.startswith(f"{head.id}  ")


def test_a_page_is_as_wide_as_reads_well_on_a_wide_terminal(tmp_path):
    shown = run_in_terminal("guide", "401", folder=tmp_path)
    lines = [line for line in shown.screen.splitlines() if "://" not in line]

    assert (shown.code, shown.err) == (0, "")
    assert 80 < max(map(len, lines)) <= 100
