"""The codes of vendors as the program reads them."""

from __future__ import annotations

import json

import pytest

from knowledge.build import ROOT
from knowledge.catalog import load_catalog
from knowledge.vendor_build import FILE
from knowledge.vendors import VendorCodes, code_counts, is_distinct, load_vendors, vendor_entry, with_codes

CATALOG = load_catalog()
CODES = load_vendors()
RAW = json.loads((ROOT / FILE).read_text("utf-8"))


def test_every_code_reads_back_as_the_build_wrote_it() -> None:
    assert [list(code) for code in CODES] == RAW["codes"]
    assert (len(CODES), CODES.sources) == (len(RAW["codes"]), RAW["sources"])
    assert CODES.keys == RAW["keys"]
    with pytest.raises(IndexError):
        CODES[len(CODES)]


def test_every_code_has_a_page_and_is_found_by_its_id() -> None:
    for code in CODES:
        entry = vendor_entry(code, CATALOG.reason)
        assert (entry.id, entry.family, entry.related) == (code.id, "vendor_code", tuple(code.reasons))
        assert len(entry.title) <= 72
        assert entry.where
        assert [cause.reason for cause in entry.causes] == code.reasons
        assert code in CODES.named(code.id.upper())
        assert CATALOG.entries(code.id)[0].id == code.id


def test_meanings_are_written_as_sentences_go_on() -> None:
    for code in CODES:
        assert not code.meaning.endswith((".", " ")), code.id
        assert code.meaning[0].islower() or code.meaning.partition(" ")[0] in NAMES, code.id


NAMES = {
    "Okta", "PingOne", "PingFederate", "Entra", "Graph", "Apigee", "Kong", "Envoy", "GitHub", "Google", "Cloudflare", "AWS",
    "`openid`", "Conditional", "TLS", "SECRET_HASH", "STS", "X-Forwarded-For", "Authorization", "Accept", "JWT",
}  # fmt: skip


def test_one_name_may_be_that_of_several() -> None:
    assert {code.vendor for code in CODES.named("invalid_grant")} >= {"Google OAuth"}
    assert [code.id for code in CODES.named("no_matching_policy")] == ["access_denied / no_matching_policy"]
    assert CODES.named("nothing") == ()


def test_lists_of_all_codes() -> None:
    vendors = CODES.by_vendor()
    heads = tuple(CODES.heads())
    assert (
        [name for ids in vendors.values() for name in ids] == [head.id for head in heads] == [one.id for one in CODES]
    )
    assert {head.family for head in heads} == {"vendor_code"}
    assert {head.stage for head in heads} == set(vendors)


def test_beginnings_and_words() -> None:
    assert {code.id for code in CODES.beginning("aadsts7000")} >= {"AADSTS70000", "AADSTS700016", "AADSTS7000215"}
    assert [code.id for code in CODES.holding("cloudflare certificate not valid")] == ["Cloudflare 526"]


@pytest.mark.parametrize(
    ("code", "distinct"),
    [
        ("AADSTS50105", True),
        ("invalid_code", True),
        ("RBAC", True),
        ("TokenExpired", True),
        ("Unauthorized", False),
        ("f", False),
    ],
)
def test_what_is_written_as_no_word_is(code: str, distinct: bool) -> None:
    assert is_distinct(code) is distinct


def test_whose_word_it_is() -> None:
    entra, plain = CATALOG.entries("AADSTS50105")[:1], [vendor_entry(CODES.named("Unauthorized")[0], CATALOG.reason)]
    assert code_counts("AADSTS50105", [], entra)
    assert code_counts("AADSTS50105", ["access_denied"], entra)
    assert not code_counts("access_denied", ["access_denied"], entra)
    assert not code_counts("unauthorized", ["401"], plain)
    assert not code_counts("401", ["401"], [])


def test_results_stand_before_or_behind_the_others() -> None:
    own = list(CATALOG.search("invalid_client", 1))
    assert with_codes(CODES, "invalid_client", ["invalid_client"], own)[0] == own[0]
    assert with_codes(CODES, "aadsts50105", ["access_denied"], own)[0].id == "AADSTS50105"
    assert with_codes(CODES, "f", [], own)[-1] == own[0]


def test_nothing_is_known_of_nothing() -> None:
    assert (len(VendorCodes(b"")), VendorCodes(b"").keys, VendorCodes(b"").named("x")) == (0, {}, ())
