"""Regular expressions whose time grows with the text's length only, whatever the pattern: RE2.

Python's `re` backtracks, so one crafted header could hold a diagnosis for ever.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


class RegexProblem(ValueError):
    """The pattern is not one that RE2 reads; the text says why."""


@lru_cache(maxsize=256)
def compile_regex(pattern: str, *, ignore_case: bool = False, literal: bool = False) -> Any:
    """A compiled pattern in RE2's syntax, over bytes; with `literal` the text itself.

    RegexProblem where it has an error, look-around or a back-reference.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    options.literal = literal
    try:
        return re2.compile(_utf8(pattern), options)
    except re2.error as problem:
        detail = problem.args[0] if problem.args else b""
        raise RegexProblem(detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)) from None


def found(pattern: str, text: str) -> bool:
    """Whether the pattern occurs in the text; `^` and `$` anchor it. RegexProblem as `compile_regex`."""
    return compile_regex(pattern).search(_utf8(text)) is not None


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
