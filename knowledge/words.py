"""How texts become words: one function for the index and for what a person types."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.patterns import lazy_regex

_WORD = lazy_regex(r"[^\W_]+(?:[._:\-]+[^\W_]+)*")
_JOINT = lazy_regex(r"[._:\-]+")
_JOINTS_OF_IDS = lazy_regex(r"[._]+")
_DECORATION = lazy_regex(r"^(?:http(?:/[\d.]+)?\s+|status(?:\s+code)?(?:\s*[:=]\s*|\s+)|error(?:\s+code)?\s*[:=]\s*)+")

STOP_WORDS = frozenset(
    """
    a an and any are as at be been but by can do does for from had has have how i if in is it its my of on or our so
    than that the their them then there they this to was we were what when where which who why will with you your
    """.split()  # noqa: SIM905 - a list of fifty quoted words is harder to read
)


def compounds_of(text: str) -> Iterator[str]:
    """Words in lower case, codes such as `invalid_grant`, `token.expired`, `www-authenticate` in one piece."""
    return (match.group() for match in _WORD.finditer(text.casefold()))


def parts_of(compound: str) -> list[str]:
    """The pieces of a code that is written in one; a plain word alone."""
    return _JOINT.split(compound)


def words_of(text: str) -> Iterator[str]:
    """Every word to index: codes in one piece and in parts, without the words that say nothing."""
    for compound in compounds_of(text):
        parts = parts_of(compound)
        yield from (word for word in ({compound, *parts} if len(parts) > 1 else (compound,)) if word not in STOP_WORDS)


def plain_query(query: str) -> str:
    """A query without what surrounds a code where people copy it: quotes, `HTTP/1.1 `, `error=`."""
    text = " ".join(query.strip().strip("`'\"").casefold().split())
    return _DECORATION.sub("", text) or text


def spaced(id: str) -> str:
    """An id as a person says it: `invalid grant`, `token expired`."""
    return _JOINTS_OF_IDS.sub(" ", id.casefold())
