"""Files and standard input as text, with errors that say what was seen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

LARGEST = 512 * 1024 * 1024
"""Bytes; a larger file is refused rather than read into memory."""


class FileUnreadable(OSError):
    """A file that cannot be read; its text is what the user is told."""


class FileMissing(FileUnreadable):
    """There is no file of this name: a caller may know what else the name could mean."""


def read_input(name: str) -> str:
    """The text of a file, or of standard input for `-`. Raises FileUnreadable."""
    if name != "-":
        return read_text(name)
    if sys.stdin is None or sys.stdin.closed:
        raise FileUnreadable("standard input is closed, wanted a text on it")
    return decode(_within(sys.stdin.buffer.read(LARGEST + 1), "standard input"))


def read_text(name: str) -> str:
    """The text of a file. Raises FileUnreadable with what was seen and what was wanted."""
    try:
        with Path(name).open("rb") as file:
            return decode(_within(file.read(LARGEST + 1), f"`{name}`"))
    except FileNotFoundError:
        raise FileMissing(f"there is no file `{name}`") from None
    except IsADirectoryError:
        raise FileUnreadable(f"`{name}` is a folder, wanted a file") from None
    except PermissionError:
        raise FileUnreadable(f"`{name}` may not be read by this user") from None
    except FileUnreadable:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileUnreadable(f"`{name}` cannot be read: {reason.lower()}") from None


def write_text(name: str, text: str) -> None:
    """Replaces a file, or makes it, whole or not at all; it keeps its mode. Raises FileUnreadable."""
    path = Path(name).resolve()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            with beside.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
            if path.exists():
                beside.chmod(path.stat().st_mode & 0o777)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise FileUnreadable(f"`{name}` cannot be written: {(error.strerror or str(error)).lower()}") from None


def _within(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST:
        raise FileUnreadable(f"{name} has more than {LARGEST} bytes, wanted at most as many")
    return data


def decode(data: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one; what is neither is read byte by byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
