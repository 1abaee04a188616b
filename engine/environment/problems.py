"""What is wrong in an environment file: one problem, all problems, and the nearest thing that would have been right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from engine.environment.positions import Path
from knowledge.patterns import lazy_regex

BARE = lazy_regex(r"[A-Za-z0-9_-]+")
STEP = lazy_regex(r"\[(\d+)\]|([^.\[\]]+)")
LONGEST = 60
UNKNOWN_KEY = "unknown key"
MISSING = "missing"
SECRET = frozenset({"jwks", "credential", "secret_check", "certificate"})
"""Keys whose values are never repeated: someone may have written a secret there."""


class Fault(Struct, frozen=True, kw_only=True):
    """A problem before its place in the text is known."""

    path: Path
    seen: str
    wanted: str | None = None
    nearest: str | None = None
    earlier: Path | None = None
    """The other thing that `seen` names, whose line is said too."""


class EnvironmentProblem(Struct, frozen=True, kw_only=True):
    """One problem: where it is, what was seen, what was wanted and what is nearest to it.

    `line` and `column` count from 1; both are None where there is no text to point into. `path` is as a person would
    write it (`api_services[1].operations[0].scopes`), empty for the whole file.
    """

    file: str
    line: int | None
    column: int | None
    path: str
    seen: str
    wanted: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        text = f"{place} {self.path}: {self.seen}" if self.path else f"{place}: {self.seen}"
        if self.wanted:
            return escaped(f"{text}, wanted {self.wish}")
        return escaped(f"{text}, did you mean {quoted(self.nearest)}?" if self.nearest else text)

    @property
    def wish(self) -> str:
        """What was wanted, and what is nearest to it where that says more; empty where neither is known."""
        wanted, near = self.wanted or "", quoted(self.nearest or "")
        if not self.nearest or wanted == near:
            return wanted
        return f"{wanted.removesuffix(f' such as {near}')}, did you mean {near}?" if wanted else near


class EnvironmentProblems(ValueError):
    """An environment could not be used. Carries every problem found, in the order of the file."""

    def __init__(self, problems: Iterable[EnvironmentProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def path_text(path: Path) -> str:
    """A path as a person would write it, e.g. `users[0].attributes."first name"`."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            text += ("." if text else "") + (key if BARE.fullmatch(key) else shown(key))
    return text


def parse_path(text: str) -> Path:
    """The path that `path_text` wrote of plain keys, e.g. `all[1].equals`."""
    return tuple(int(index) if index else key for index, key in STEP.findall(text))


def shown(value: Any) -> str:
    """A value as JSON, short and printable."""
    import json

    return _printable(json.dumps(value, ensure_ascii=False, default=str))


def quoted(text: str) -> str:
    """A text of the user in backticks, short, with what a terminal would act on escaped."""
    return f"`{_printable(text)}`"


def _printable(text: str) -> str:
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return escaped(text)


def escaped(text: str) -> str:
    """A text with what a terminal would act on shown by its number instead."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def one_of(names: Iterable[str]) -> str:
    """A choice in words: `a`, `b` or `c`."""
    *others, last = map(quoted, names)
    return f"{', '.join(others)} or {last}" if others else last


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a person most likely meant; None where none is close."""
    from difflib import get_close_matches

    by_lower = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    if close:
        return by_lower[close[0]]
    starts = [lower for lower in by_lower if len(name) > 2 and lower.startswith(name.lower())]
    return by_lower[starts[0]] if len(starts) == 1 else None
