"""How a change of one field is said: each kind of field, both ways."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from engine.environment.change_words import (
    Change,
    Field,
    amount,
    changed,
    counted_effects,
    grants,
    known,
    limits,
    named,
    status,
    switch,
    term,
    told,
    wants,
)

LIMITS = limits("{who} only {x}", "{who} also {x}", "{who} not {x}", "{who} open")
GRANTS = grants("{who} may {x}", "{who} may not {x}")
KNOWN = known("{who} may {x}", "{who} may not {x}", "what {who} may")
WANTS = wants("{who} wants {x}", "{who} wants no {x}")
NAMED = named("{who} by {x}", "{who} not by {x}", "{who} by {x}, not {old}")
SWITCH = switch(("narrows", "{who} on"), ("widens", "{who} off"))
STATUS = status("{who} counts", "{who} is {x}")


@pytest.mark.parametrize(
    ("tell", "before", "after", "said"),
    [
        (LIMITS, (), ("a", "b"), [("narrows", "it only `a` or `b`")]),
        (LIMITS, None, ("a",), [("narrows", "it only `a`")]),
        (LIMITS, ("a",), (), [("widens", "it open")]),
        (LIMITS, ("a", "b"), ("b", "c"), [("widens", "it also `c`"), ("narrows", "it not `a`")]),
        (LIMITS, ("a", "b"), ("b", "a"), []),
        (LIMITS, "a", ("a", 7), [("widens", "it also `7`")]),
        (GRANTS, (), ("a",), [("widens", "it may `a`")]),
        (GRANTS, ("a",), (), [("narrows", "it may not `a`")]),
        (KNOWN, None, ("a",), [("differs", "what it may is known now")]),
        (KNOWN, ("a",), None, [("differs", "what it may is no longer known")]),
        (KNOWN, ("a",), (), [("narrows", "it may not `a`")]),
        (WANTS, ("a",), ("a", "b"), [("narrows", "it wants `b`")]),
        (WANTS, ("a",), None, [("widens", "it wants no `a`")]),
        (NAMED, None, "p", [("narrows", "it by `p`")]),
        (NAMED, "p", None, [("widens", "it not by `p`")]),
        (NAMED, "p", "q", [("differs", "it by `q`, not `p`")]),
        (SWITCH, False, True, [("narrows", "it on")]),
        (SWITCH, True, False, [("widens", "it off")]),
        (STATUS, "inactive", "active", [("widens", "it counts")]),
        (STATUS, "active", "deleted", [("narrows", "it is deleted")]),
        (STATUS, "inactive", "deleted", []),
        (amount("life"), 1, 2, [("widens", "life of it is now 2, before 1")]),
        (amount("life"), 2, 1, [("narrows", "life of it is now 1, before 2")]),
        (amount("life"), None, 1, [("differs", "life of it is now 1, before not set")]),
        (term("kind"), "a", ("b", "c"), [("differs", "kind of it is now `b`, `c`, before `a`")]),
        (changed("{who} changed"), 1, 2, [("differs", "it changed")]),
    ],
)  # fmt: skip
def test_a_change(tell, before, after, said):
    assert list(tell("it", before, after)) == said


def test_names_with_braces_are_names():
    assert list(GRANTS("{x}", (), ("{who}",))) == [("widens", "{x} may `{who}`")]


def test_only_fields_that_changed_are_told():
    old, new = SimpleNamespace(a=1, b="x", c=True), SimpleNamespace(a=1, b="y", c=False)

    assert list(told((Field("a", amount("a")), Field("b", term("b")), Field("c", SWITCH)), "here", "it", old, new)) == [
        Change("differs", "here", "b of it is now `y`, before `x`"), Change("widens", "here", "it off"),
    ]  # fmt: skip


def test_changes_are_counted_by_what_they_do() -> None:
    found = [Change(effect, "", "") for effect in ("differs", "narrows", "widens", "narrows")]
    assert counted_effects(found) == "1 widens access, 2 narrows access, 1 may do either"
    assert counted_effects([]) == ""
