"""Patterns that are compiled when they are first used, beside those of `re`."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.patterns import lazy_regex
from tests.support.sources import ROOT, modules

SOURCE = r"(?P<letter>[a-c])(\d*)"


@given(st.text("abc019 \n", max_size=8))
def test_every_method_does_what_the_compiled_pattern_does(text: str) -> None:
    lazy, wanted = lazy_regex(SOURCE, re.I), re.compile(SOURCE, re.I)
    for name in ("match", "search", "fullmatch"):
        found, other = getattr(lazy, name)(text), getattr(wanted, name)(text)
        assert (found and found.span()) == (other and other.span())
    assert lazy.findall(text) == wanted.findall(text)
    assert [one.span() for one in lazy.finditer(text)] == [one.span() for one in wanted.finditer(text)]
    assert lazy.sub("-", text) == wanted.sub("-", text)
    assert lazy.subn("-", text, 1) == wanted.subn("-", text, 1)
    assert lazy.split(text) == wanted.split(text)


def test_what_is_asked_rarely_is_there_too() -> None:
    lazy, wanted = lazy_regex(SOURCE, re.S), re.compile(SOURCE, re.S)
    assert (lazy.pattern, lazy.flags, lazy.groups) == (wanted.pattern, wanted.flags, wanted.groups)
    assert lazy.groupindex == wanted.groupindex
    assert lazy_regex(rb"a+").search(b"baa")[0] == b"aa"


def test_it_is_compiled_at_its_first_use_and_once() -> None:
    broken = lazy_regex("(")
    assert broken.pattern == "("
    with pytest.raises(re.error):
        broken.match("x")
    good = lazy_regex("x")
    assert good.match is good.match


def patterns_in(value: object) -> list[re.Pattern[str]]:
    if isinstance(value, tuple | list):
        return [found for one in value for found in patterns_in(one)]
    return [value] if type(value) is type(lazy_regex("")) else []


def users() -> list[str]:
    """The modules that have patterns of this kind."""
    texts = {path: (ROOT / path).read_text("utf-8") for path in modules()}
    return [".".join(path.with_suffix("").parts) for path, text in texts.items() if "import lazy_regex" in text]


@pytest.mark.parametrize("module", users())
def test_each_of_ours_can_be_compiled(module: str) -> None:
    found = [one for value in vars(import_module(module)).values() for one in patterns_in(value)]
    assert found or module == "engine.evidence.signatures"  # makes them of the guide's rows
    for one in found:
        re.compile(one.pattern, one.flags)
