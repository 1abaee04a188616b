"""Regular expressions that are compiled when they are first used: of some 300, one command needs a few dozen."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def lazy_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, without its 0.2 ms at import. A mistake in it is raised at its first use."""
    return cast("re.Pattern[AnyStr]", _Pattern(pattern, flags))


class _Pattern:
    """Has the methods of its compiled pattern as attributes of its own, so that a call costs as much as before."""

    __slots__ = ("_flags", "findall", "finditer", "fullmatch", "match", "pattern", "search", "split", "sub", "subn")

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self._flags), name)
        if name in self.__slots__:
            setattr(self, name, value)
        return value
