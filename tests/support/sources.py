"""The tree that the tests of the house read: its root, its modules, its text files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("knowledge", "engine", "tui")
MADE = {"__pycache__", "build", "dist", "node_modules"}
"""Folders that tools make; besides them every hidden folder but `.ci` is left out."""


def modules(root: Path = ROOT, *packages: str) -> list[Path]:
    """Every Python module of the packages, relative to the root, in a fixed order."""
    found = (path for package in packages or PACKAGES for path in (root / package).rglob("*.py"))
    return sorted(path.relative_to(root) for path in found)


def text_files(root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Every file of the project that is UTF-8 text, relative to the root, with its text."""
    for path in sorted(_walk(root)):
        try:
            yield path.relative_to(root), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        hidden = path.name.startswith(".") and path.name not in (".ci", ".gitignore", ".gitattributes")
        if hidden or path.name in MADE or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path
