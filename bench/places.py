"""What the measured programs get: this Python, a clean environment with a home of its own, the shipped examples."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ANCHORS = Path(__file__).parent / "anchors"
EXAMPLES = ROOT / "tests" / "data" / "examples"
ENVIRONMENT = EXAMPLES / "meme-game.toml"
KEYS = EXAMPLES / "keys" / "sso.jwks.json"
REQUEST = EXAMPLES / "requests" / "allowed.txt"
NOON = "2026-03-04T10:11:12Z"
FOREIGN = ("APIWHY_", "PYTHON", "XDG_", "NO_COLOR", "TEXTUAL")


def program() -> list[str]:
    """The command of this tree, whatever is installed beside this Python; its modules are compiled on the first run."""
    return [sys.executable, str(ROOT / "apiwhy.py")]


def environment(home: Path) -> dict[str, str]:
    """Environment variables for a process whose files all stand in `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return kept | {"HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
