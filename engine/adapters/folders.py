"""What a half-typed path could mean: the folders and files that begin with it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

MOST = 200
"""Names listed of one folder; typing more narrows them."""


class Found(NamedTuple):
    """A folder or file. `path` is as a person would go on typing it; a folder's ends in `/`. `size` is in bytes."""

    path: str
    is_folder: bool
    size: int


def list_paths(typed: str) -> tuple[Found, ...]:
    """Folders and files whose path begins with what was typed, folders first; hidden ones where a dot was typed."""
    head, _, tail = typed.rpartition("/")
    shown = f"{head}/" if "/" in typed else ""
    folder = Path(shown or ".").expanduser()
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return ()
    wanted = [name for name in names if name.startswith(tail) and (tail.startswith(".") or not name.startswith("."))]
    found = [_found(folder / name, shown + name) for name in wanted[:MOST]]
    return tuple(sorted(found, key=lambda one: (not one.is_folder, one.path)))


def _found(path: Path, shown: str) -> Found:
    try:
        folder = path.is_dir()
        return Found(f"{shown}/" if folder else shown, folder, 0 if folder else path.stat().st_size)
    except OSError:
        return Found(shown, False, 0)
