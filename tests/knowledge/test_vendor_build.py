"""The build of the vendors' codes: what it refuses, and what it makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.build import ROOT
from knowledge.vendor_build import FOLDER, build_vendors, vendor_files

GOOD = """
vendor = "Shop"
answered_by = "gateway"
url = "https://docs.shop.test/errors"

[[code]]
code = "SHOP-1"
status = [401]
reasons = ["token.expired"]
basis = "observed"
meaning = "the ticket is too old"
match = [{ word = "SHOP-1" }, { text = "the Shop is … closed", place = "log" }]

[[code]]
code = "closed"
reasons = []
basis = "likely"
meaning = "somebody closed the shop"
match = [{ member = "error.code", value = "Closed" }, { member = "header.x-closed" }]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "shop.toml").write_text(GOOD)
    return tmp_path


def test_codes_and_the_keys_to_find_them(root: Path) -> None:
    text, problems = build_vendors(root, ["token.expired"], ["CLOSED"])
    made = json.loads(text)
    assert problems == []
    assert [row[0] for row in made["codes"]] == ["SHOP-1", "Shop closed"]
    assert made["names"] == [["SHOP-1", "SHOP-1"], ["Shop closed", "closed"]]
    assert made["codes"][0][-1] == [{"word": "SHOP-1"}, {"text": ["the shop is ", " closed"], "place": "log"}]
    assert made["keys"] == {
        "word": {"shop-1": [[0, 0]]}, "value": {"closed": [[1, 0]]}, "text": {"closed": [[0, 1]]}, "member": {"x-closed": [[1, 1]]},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ('"token.expired"', '"token.odd"', "SHOP-1", "no reason `token.odd`"),
        ('basis = "likely"', 'basis = "maybe"', "code.1.basis", ""),
        ('meaning = "the ticket is too old"', 'meaning = "old"', "code.0.meaning", ""),
        ('{ word = "SHOP-1" }', '{ word = "SHOP-1", value = "x" }', "code.0.match.0", "wanted one of"),
        ('{ word = "SHOP-1" }', '{ place = "log" }', "code.0.match.0", "wanted one of"),
        ('{ word = "SHOP-1" }', '{ text = "closed" }', "code.0.match.0", "too short"),
        ('{ word = "SHOP-1" }', '{ odd = "x" }', "code.0.match.0.odd", ""),
        ('code = "closed"', 'code = "SHOP-1"', "id", ""),
        ("[[code]]", "[[code", "", "not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(root: Path, old: str, new: str, field: str, said: str) -> None:
    path = root / FOLDER / "shop.toml"
    path.write_text(GOOD.replace(old, new, 1))
    problems = build_vendors(root, ["token.expired"], [])[1]
    assert [problem.field for problem in problems] == [field]
    assert said in problems[0].text


def test_a_code_that_two_have_stands_behind_its_vendor(root: Path) -> None:
    (root / FOLDER / "stall.toml").write_text(GOOD.replace('"Shop"', '"Stall"'))
    made = json.loads(build_vendors(root, ["token.expired"], [])[0])
    assert [row[0] for row in made["codes"]] == ["Shop SHOP-1", "Shop closed", "Stall SHOP-1", "Stall closed"]


def test_every_source_that_ships_is_one_vendor_s(root: Path) -> None:
    names = [path.stem for path in vendor_files(ROOT)]
    assert len(names) == len(set(names)) == 40
    assert vendor_files(root) == [root / FOLDER / "shop.toml"]
