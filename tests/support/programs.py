"""Runs the program as a person does: a process of its own, in a folder of its own, with nothing of the tester's around it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOREIGN = ("APIWHY_", "PYTHON", "XDG_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
"""Beginnings of environment variables that would change what is printed or where it is kept."""


def run_python(*words: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs this Python on some arguments. The home folder, and so the audit store, is `folder`."""
    return subprocess.run(
        [sys.executable, *map(str, words)], cwd=folder, env=clean_environment(folder) | environment,
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def clean_environment(home: Path) -> dict[str, str]:
    """The environment variables without those that would change the output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return kept | {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
