"""How results leave the program: JSON that no terminal obeys, colour only where someone sees it."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from engine.models.trace import Trace

UNSEEN = lazy_regex(
    "[\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""What JSON leaves as it is and a terminal obeys or hides: C1 controls, bidirectional marks, zero widths."""


def json_text(data: object, indent: int | None = None) -> str:
    """JSON that is readable and inert: what a terminal would obey is written as an escape of JSON."""
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    return text if text.isascii() and "\x7f" not in text else UNSEEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if found[0] != "\x7f" else "\\u007f"


def toml_text(text: str) -> str:
    """TOML of basic strings, without comments, made as inert as `json_text` makes JSON."""
    return text if text.isascii() and "\x7f" not in text else UNSEEN.sub(lambda found: f"\\U{ord(found[0]):08x}", text)


def traces_text(traces: Sequence[Trace], *, several: bool) -> str:
    """One trace as JSON, or an array of several."""
    from engine.models.trace_json import trace_to_dict

    data = [trace_to_dict(trace) for trace in traces]
    return json_text(data if several else data[0], indent=2)


def trace_line(trace: Trace, **before: object) -> str:
    """A trace as one line of JSON, other members before its own."""
    from engine.models.trace_json import trace_to_dict

    return json_text({**before, **trace_to_dict(trace)})


def coloured() -> bool:
    """Whether colour is wanted: a terminal that can show it, and no NO_COLOR (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def watched() -> bool:
    """Whether the app can be opened: it is drawn on standard error, and who reads only that has no use for it."""
    return sys.stdout.isatty() and sys.stderr.isatty()


def width(default: int | None, most: int | None = None) -> int | None:
    """Columns of the terminal, or the default where standard output is none."""
    if not sys.stdout.isatty():
        return default
    from shutil import get_terminal_size  # imports what compresses archives, too

    columns = get_terminal_size((default or 80, 24)).columns
    return min(columns, most) if most else columns
