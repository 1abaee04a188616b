"""A screenshot of Textual as a file that is the same every time and asks nobody for a font."""

from __future__ import annotations

import re
from pathlib import Path

FONT = "DejaVu Sans Mono"
FONT_FILE = "DejaVuSansMono.ttf"
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)
FONTS = f"'{FONT}', Menlo, Consolas, monospace"
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.S)
_FAMILY = re.compile(r"font-family: (?:Fira Code, monospace|arial);")
_UNIQUE = re.compile(r"\bterminal-\d+-")
_COMMENT = re.compile(r"\s*<!--.*?-->")


def settled(svg: str) -> str:
    """The picture without fonts from the network, and with fixed names instead of those that Rich makes up."""
    svg = _FONT_FACE.sub("", _COMMENT.sub("", svg))
    svg = _UNIQUE.sub("terminal-", _FAMILY.sub(f"font-family: {FONTS};", svg))
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines() if line.strip())


def has_font() -> bool:
    """Whether the system has the font; without it a PNG would have no words, and nobody would be told."""
    return any(any(Path(folder).expanduser().rglob(FONT_FILE)) for folder in FONT_FOLDERS)


def png_of(svg: str) -> bytes:
    """The picture as PNG, drawn with the system's DejaVu Sans Mono."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg.replace(FONTS, FONT)))
