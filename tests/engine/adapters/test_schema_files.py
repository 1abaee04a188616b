"""Writing the schemas that ship."""

from __future__ import annotations

import json
from pathlib import Path

from engine.adapters.schema_files import FOLDER, SCHEMAS, write_schemas


def test_every_schema_is_written(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "schemas")
    assert [path.name for path in written] == list(SCHEMAS)
    assert all(json.loads(path.read_text("utf-8"))["$schema"] for path in written)


def test_the_folder_that_ships_holds_these_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(SCHEMAS)
