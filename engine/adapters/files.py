"""Files and standard input as text, with errors that say what was seen."""

from __future__ import annotations

import sys
from pathlib import Path

LARGEST = 512 * 1024 * 1024
"""Bytes; a larger file is refused with its size rather than read into memory."""


class FileUnreadable(OSError):
    """A file that cannot be read; its text is what the user is told."""


def read_input(name: str) -> str:
    """The text of a file, or of standard input for `-`. Raises FileUnreadable."""
    if name == "-":
        return decode(sys.stdin.buffer.read())
    return read_text(name)


def read_text(name: str) -> str:
    """The text of a file. Raises FileUnreadable with what was seen and what was wanted."""
    path = Path(name)
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise FileUnreadable(f"`{name}` has {size} bytes, wanted at most {LARGEST}")
        return decode(path.read_bytes())
    except FileNotFoundError:
        raise FileUnreadable(f"there is no file `{name}`, and the guide knows no code of this name") from None
    except IsADirectoryError:
        raise FileUnreadable(f"`{name}` is a folder, wanted a file") from None
    except PermissionError:
        raise FileUnreadable(f"`{name}` may not be read by this user") from None
    except (OSError, ValueError) as error:
        if isinstance(error, FileUnreadable):
            raise
        raise FileUnreadable(f"`{name}` cannot be read: {error}") from None


def decode(data: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one; what is neither is read byte by byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
