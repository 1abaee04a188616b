"""Foreign JSON is read member by member; what nobody asked for is named by its JSON path."""

from __future__ import annotations

import pytest

from engine.environment.importing.reading import ImportProblem, Node, Notes, kind_of, parse_document, unique


def read(document: object) -> tuple[Node, Notes]:
    notes = Notes()
    return Node(document, "$", notes), notes


def said(notes: Notes) -> list[str]:
    return [str(one) for one in notes.unsaid]


def test_what_nobody_asked_for_is_named_also_inside():
    root, notes = read(
        {"name": "a", "x y": 1, "inner": {"kept": True, "left": []}, "rows": [{"a": "b"}, {"a": "c"}, 7]}
    )

    assert (root.text("name"), root.node("inner").flag("kept")) == ("a", True)
    assert [row.path for row in root.nodes("rows")] == ["$.rows[0]", "$.rows[1]"]
    root.close()

    assert said(notes) == [
        "$.rows[2]: saw a number, wanted an object; left out",
        '$["x y"]: not understood, left out',
        "$.inner.left: not understood, left out",
        "$.rows[0].a: not understood, left out; 1 more such",
    ]


@pytest.mark.parametrize(
    ("read_as", "value", "found", "seen"),
    [
        ("text", 7, None, "saw a number, wanted a text"),
        ("text", "  ", None, ""),
        ("number", True, None, "saw true, wanted a whole number"),
        ("number", 1.5, None, "saw a number, wanted a whole number"),
        ("number", 3, 3, ""),
        ("flag", "yes", None, "saw a text, wanted true or false"),
        ("texts", "a", None, "saw a text, wanted a list"),
        ("texts", ["a", None], ["a"], "saw null, wanted a text"),
        ("nodes", {}, [], "saw an object, wanted a list"),
    ],
)
def test_a_member_of_another_type_is_named_and_counts_as_absent(read_as, value, found, seen):
    root, notes = read({"key": value})

    assert getattr(root, read_as)("key") == found
    assert seen in "".join(said(notes))
    assert bool(said(notes)) is bool(seen)


def test_a_skipped_member_is_not_named():
    root, notes = read({"_links": {}, "b": {"c": 1}})
    root.skip("_links", "b")
    root.close()

    assert said(notes) == []


def test_what_is_dropped_is_not_named_nor_what_is_in_it():
    root, notes = read({"inner": {"a": {"b": 1}}, "other": 1})
    root.node("inner").node("a")
    root.node("inner").drop()
    root.close()

    assert said(notes) == ["$.other: not understood, left out"]


def test_an_object_with_very_many_members_is_named_in_a_few_lines():
    root, notes = read({f"key{number}": 1 for number in range(100)})
    root.close()

    assert len(said(notes)) == 13
    assert said(notes)[-1] == "$: 88 more members not understood, left out"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "saw nothing"),
        ("openapi: 3.1.0", "saw no JSON at line 1, column 1"),
        ("[" * 100_000, "too deep"),
    ],
)
def test_what_is_no_document(text, problem):
    with pytest.raises(ImportProblem, match=problem):
        parse_document(text)


def test_half_a_character_is_replaced():
    assert parse_document('{"a\\ud800": "\\udfff"}') == {"a\ufffd": "\ufffd"}


def test_names_are_unique():
    taken = {"orders"}

    assert [unique("orders", taken), unique("orders", taken), unique("other", taken)] == [
        "orders 2",
        "orders 3",
        "other",
    ]


def test_every_kind_of_value_has_words():
    assert [kind_of(one) for one in (None, True, False, "", 1.0, [], {})] == [
        "null", "true", "false", "a text", "a number", "a list", "an object",
    ]  # fmt: skip
