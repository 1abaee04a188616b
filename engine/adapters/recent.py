"""The environment files that were used last, kept in the platform's state folder. Only their paths are kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

KEPT = 8


def read_recent(file: Path | None = None) -> tuple[str, ...]:
    """The paths, newest first; nothing where there is no list or it cannot be read."""
    try:
        paths = json.loads((file or _default()).read_text("utf-8"))
    except (OSError, ValueError):
        return ()
    return tuple(path for path in paths if isinstance(path, str)) if isinstance(paths, list) else ()


def remember(path: str, file: Path | None = None) -> None:
    """Puts a path first. A folder that cannot be written is no error: the list is a convenience."""
    file = file or _default()
    whole = str(Path(path).expanduser().absolute())
    paths = [whole, *(old for old in read_recent(file) if old != whole)][:KEPT]
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump(paths, out)
        draft.replace(file)
    except OSError:
        return


def _default() -> Path:
    from platformdirs import user_state_path

    return user_state_path("apiwhy", appauthor=False) / "recent-environments.json"
