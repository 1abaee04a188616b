"""What a word may have meant that is no file and no code: a command, a code that is nearly right, the text itself."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.catalog import Catalog

DIAGNOSED = ("status", "oauth")
"""Families of the guide whose codes can be diagnosed alone."""


def what_else(word: str, catalog: Catalog) -> str:
    """What to do with a word that nothing is called."""
    from engine.captures.detect import detect_kind
    from tui.cli import COMMANDS
    from tui.inputs import called

    kind = detect_kind(word)
    if kind == "token":
        return "but a token: put it into a file, or give it on standard input; a command line is kept in the history"
    if kind == "url":
        return "but a URL: call it with `curl -v URL 2>&1 | apiwhy`, or give a file with the request"
    if kind in ("curl", "raw request"):
        return f"but a {called(kind)}: put it into a file, or give it on standard input"
    near = get_close_matches(word, COMMANDS, 1, 0.7)
    if near:
        return f"did you mean the command `{near[0]}`?"
    entry = catalog.entry(word)
    if entry is not None:
        return f"but the guide explains it: apiwhy guide {entry.id}"
    codes = [head.id for name, heads in catalog.families().items() if name in DIAGNOSED for head in heads]
    near = get_close_matches(word, codes, 1, 0.8)
    return f"did you mean `{near[0]}`?" if near else "and the guide knows no status or code of this name"
