"""Where curl commands begin in a text, and what chats, web pages and other shells did to them."""

from __future__ import annotations

import re

from engine.models.exchange import CaptureError, Problem, Remark
from knowledge.patterns import lazy_regex

_COMMAND = (
    r"(?:[$%>\u276f][ \t]+|[^\s@]{1,40}@\S{1,40}[^\n]{0,40}?[$%>#\u276f][ \t]+)?"
    r"(?:(?:sudo|time|env|exec|command)[ \t]+)*"
    r"""(?:[A-Za-z_]\w*=(?:'[^'\n]*'|"[^"\n]*"|[^\s'"]*)[ \t]+)*"""
    r"(?P<curl>(?:[^\s'\"|#;&<>()$`]*[/\\])?curl(?:\.exe)?)(?=[ \t\n\xa0\\]|\Z)"
)
COMMAND = lazy_regex(r"^[ \t]*" + _COMMAND, re.M)
"""A line that calls curl, with the prompt, words and assignments that may stand before it."""
NEXT_ON_LINE = lazy_regex(r"[ \t]*(?:;|&&?|\|\|)[ \t]*" + _COMMAND)
"""A further call on the same line."""

_OTHER_SHELL = lazy_regex(r"\^[ \t]*\n|\^\"|`[ \t]*\n[ \t]*-")
_BROKEN_CONTINUATION = lazy_regex(r"\\[ \t\xa0]+\n")
_DOUBLE, _SINGLE = "\u201c\u201d\u201e", "\u2018\u2019\u201a"
_PLAIN_QUOTES = str.maketrans(_DOUBLE + _SINGLE, "\"\"\"'''")


def undo_text_damage(text: str) -> tuple[str, list[Remark]]:
    """The text with LF lines, and what was read otherwise than a shell would.

    Raises CaptureError where it is written for another shell than bash.
    """
    remarks: list[Remark] = []
    text = text.replace("\r\n", "\n")
    if ("^" in text or "`" in text) and _OTHER_SHELL.search(text):
        raise CaptureError(
            Problem(
                where="the curl command",
                seen="line ends or quotes of another shell (`^` of Windows cmd, a backtick of PowerShell)",
                wanted="the command as written for bash, which browsers offer as `Copy as cURL (bash)`",
            )
        )
    if _BROKEN_CONTINUATION.search(text):
        text = _BROKEN_CONTINUATION.sub("\\\\\n", text)
        remarks.append(Remark(text="blanks behind a `\\` at a line's end are left out, a shell stops there"))
    if "'" not in text and '"' not in text and not _PLAIN_QUOTES.keys().isdisjoint(map(ord, text)):
        text = text.translate(_PLAIN_QUOTES)
        remarks.append(Remark(text="typographic quotes are read as plain ones, a shell takes them as letters"))
    if "\xa0" in text:
        remarks.append(Remark(text="no-break spaces between words are read as spaces, a shell takes them as letters"))
    return text, remarks


def counted(lines: list[str]) -> str:
    """How many lines, and how the first begins: enough to find them, too little to hold a secret."""
    start = re.split(r"[\s=:]", lines[0], maxsplit=1)[0][:12]
    return f"{len(lines)} line{'' if len(lines) == 1 else 's'} (the first begins with `{start}`)"
