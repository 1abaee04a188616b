"""What is said of an error of ours: its kind and its place, and nothing of what was pasted."""

from __future__ import annotations

import traceback
from pathlib import PurePath


def fault_text(error: BaseException | None) -> str:
    """One line for the person who met it."""
    frame = traceback.extract_tb(error.__traceback__)[-1] if error and error.__traceback__ else None
    place = f" ({PurePath(frame.filename).name}:{frame.lineno})" if frame else ""
    return f"apiwhy: this is a fault of apiwhy: {type(error).__name__}{place}; what was recorded is kept"
