"""Writes the JSON Schemas that ship: `python -m engine.adapters.schema_files`."""

from __future__ import annotations

from pathlib import Path

from engine.schema_export import environment_schema, schema_text, trace_schema

FOLDER = Path(__file__).parent.parent / "schemas"
SCHEMAS = {"environment.schema.json": environment_schema, "trace.schema.json": trace_schema}
"""Each file of the folder, and what it is made with."""


def write_schemas(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Writes every schema into a folder, made where it is missing, and gives the paths written."""
    folder.mkdir(exist_ok=True)
    written = []
    for name, make in SCHEMAS.items():
        path = folder / name
        path.write_text(schema_text(make()), encoding="utf-8")
        written.append(path)
    return tuple(written)


if __name__ == "__main__":
    for schema_path in write_schemas():
        print(schema_path)
