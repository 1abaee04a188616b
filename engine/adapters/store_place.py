"""Where the audit store and what stands beside it are, without opening anything: SQLite is imported by who needs it."""

from __future__ import annotations

import os
from pathlib import Path
from zlib import crc32

FILE = "audit.sqlite"
MARKS = "deployed"


class StoreProblem(Exception):
    """The store could not be read or written; its text is what the user is told."""


def data_folder() -> Path:
    """`$APIWHY_DATA`, else the platform's data folder."""
    folder = os.environ.get("APIWHY_DATA")
    if folder:
        return Path(folder).expanduser()
    from platformdirs import user_data_path

    return user_data_path("apiwhy", appauthor=False)


def default_file() -> Path:
    """Where the store is unless told otherwise."""
    return data_folder() / FILE


def deployment_mark(path: str) -> Path:
    """An empty file that is there where the store may have a deployed copy of this environment file.

    Looking for it costs nothing; opening the store to find that it has none would, at every start.
    """
    return data_folder() / MARKS / f"{crc32(path.encode('utf-8', 'surrogatepass')):08x}"
