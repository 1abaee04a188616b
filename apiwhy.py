"""Puts the folder that holds `tui`, `engine` and `knowledge` on the path, and calls the command line."""

import sys
from pathlib import Path

_installed = Path(__file__).with_suffix("")
if _installed.is_dir():
    sys.path.insert(0, str(_installed))

from tui.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
