"""The command line as tests call it: in this process, standard input given, both outputs kept apart."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tui.cli import main


class Ran(NamedTuple):
    """How a command ended, and what it wrote where."""

    code: int
    out: str
    err: str


class Keyboard(io.StringIO):
    """Standard input that nobody types on."""

    def isatty(self) -> bool:
        return True


class CommandLine:
    """Runs `apiwhy` with some words. Without `stdin` a keyboard is standard input."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def __call__(self, *words: object, stdin: str | bytes | None = None) -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        source: Any = Keyboard() if data is None else io.TextIOWrapper(io.BytesIO(data), "utf-8")
        self.monkeypatch.setattr(sys, "stdin", source)
        self.capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        said = self.capsys.readouterr()
        return Ran(code, said.out, said.err)


def stored_bytes() -> bytes:
    """Everything that the audit store keeps on disk, journals too."""
    folder = Path(os.environ["APIWHY_DATA"])
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
