"""What is generated and committed is what its sources give today: `make catalog` writes both again."""

from __future__ import annotations

import json

import pytest

from engine.adapters.schema_files import FOLDER, SCHEMAS
from engine.schema_export import schema_text
from knowledge.build import ROOT, main, sources_hash


def test_the_catalog_is_what_its_sources_give(capsys):
    code = main(["--check"])

    assert code == 0, capsys.readouterr()


def test_the_catalog_names_the_hash_of_its_sources():
    assert json.loads((ROOT / "catalog.json").read_text("utf-8"))["sources"] == sources_hash(ROOT)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_what_the_models_give(name):
    assert (FOLDER / name).read_text("utf-8") == schema_text(SCHEMAS[name]()), "stale: run make catalog"


def test_no_other_schema_ships():
    assert {path.name for path in FOLDER.iterdir()} == set(SCHEMAS)
