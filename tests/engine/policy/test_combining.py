"""Combining: a table written from the document, and brute force over every way of settling what is not known."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policy.combining import (
    ALGORITHMS,
    ANY_DECISION,
    DENY,
    INDETERMINATE,
    NOT_APPLICABLE,
    PERMIT,
    combine,
    combine_decisions,
    deciding,
    decision_of,
    possible_decisions,
    reached,
)

LETTERS = {"P": PERMIT, "D": DENY, "I": INDETERMINATE, "N": NOT_APPLICABLE}
LINES = (Path(__file__).parent / "combining_vectors.csv").read_text().splitlines()
TABLE = {
    "" if row["children"] == "-" else row["children"]: row
    for row in csv.DictReader(line for line in LINES if not line.startswith("#"))
}
ALGORITHM = st.sampled_from(sorted(ALGORITHMS))
CHILDREN = st.lists(st.frozensets(st.sampled_from(sorted(LETTERS)), min_size=1), max_size=3)


def sets(text: str) -> list[frozenset[str]]:
    """`P DN` is a permit, then a deny or a not applicable."""
    return [frozenset(LETTERS[letter] for letter in word) for word in text.split()]


def test_the_table_has_every_vector_of_up_to_three_children() -> None:
    assert set(TABLE) == {"".join(vector) for count in range(4) for vector in product(LETTERS, repeat=count)}
    assert set(TABLE[""]) == {"children", *ALGORITHMS}


@pytest.mark.parametrize("vector", TABLE)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_vector_of_the_table(algorithm: str, vector: str) -> None:
    assert combine(algorithm, sets(" ".join(vector))) == {LETTERS[TABLE[vector][algorithm]]}


@given(ALGORITHM, CHILDREN)
def test_not_known_is_every_way_of_settling_it(algorithm: str, children: list[frozenset[str]]) -> None:
    """The oracle looks each resolution up in the table; it shares nothing with the code."""
    settled = {TABLE["".join(vector)][algorithm] for vector in product(*children)}
    assert combine(algorithm, sets(" ".join("".join(child) for child in children))) == {LETTERS[one] for one in settled}


@pytest.mark.parametrize(
    ("algorithm", "want"),
    [
        ("deny-overrides", "DP"), ("permit-overrides", "P"), ("first-applicable", "DP"),
        ("only-one-applicable", "I"), ("deny-unless-permit", "P"), ("permit-unless-deny", "DP"),
    ],
)  # fmt: skip
def test_hundreds_of_open_children_with_one_permit_at_the_end(algorithm: str, want: str) -> None:
    children = [*sets("DN") * 500, *sets("P P")]
    assert combine(algorithm, children) == {LETTERS[letter] for letter in want}


@given(ALGORITHM, CHILDREN, st.data())
def test_what_is_not_reached_changes_nothing(
    algorithm: str, children: list[frozenset[str]], data: st.DataObject
) -> None:
    decisions = sets(" ".join("".join(child) for child in children))
    changed = [
        child
        if is_reached is not False
        else data.draw(st.frozensets(st.sampled_from(sorted(ANY_DECISION)), min_size=1))
        for child, is_reached in zip(decisions, reached(algorithm, decisions), strict=True)
    ]
    assert combine(algorithm, changed) == combine(algorithm, decisions)


@given(ALGORITHM, CHILDREN)
def test_deciding_children_are_known_and_give_the_decision(algorithm: str, children: list[frozenset[str]]) -> None:
    decisions = sets(" ".join("".join(child) for child in children))
    decision = decision_of(combine(algorithm, decisions))
    places = deciding(algorithm, decisions)
    if decision is None or decision == ALGORITHMS[algorithm].start:
        assert places == frozenset()
    else:
        assert combine(algorithm, [decisions[place] for place in sorted(places)]) == {decision}


@pytest.mark.parametrize(
    ("algorithm", "children", "places"),
    [
        ("deny-overrides", "P D D", {1}),
        ("deny-overrides", "P I P", {1}),
        ("deny-overrides", "N N", set()),
        ("deny-overrides", "DN D", {1}),
        ("permit-overrides", "D I P", {2}),
        ("first-applicable", "N I P", {1}),
        ("first-applicable", "PN P", {1}),
        ("first-applicable", "PN D", set()),
        ("only-one-applicable", "N P", {1}),
        ("only-one-applicable", "P N D", {0, 2}),
        ("deny-unless-permit", "D N", set()),
        ("deny-unless-permit", "D P", {1}),
        ("permit-unless-deny", "P P", set()),
    ],
)
def test_which_child_decides(algorithm: str, children: str, places: set[int]) -> None:
    assert deciding(algorithm, sets(children)) == places


@pytest.mark.parametrize(
    ("algorithm", "children", "want"),
    [
        ("deny-overrides", "P D P", (True, True, False)),
        ("deny-overrides", "I DN D P", (True, True, None, False)),
        ("permit-overrides", "D P N", (True, True, False)),
        ("first-applicable", "N I P", (True, True, False)),
        ("first-applicable", "PN N P", (True, None, None)),
        ("only-one-applicable", "P P P", (True, True, True)),
        ("deny-unless-permit", "D P N", (True, True, False)),
        ("permit-unless-deny", "D P", (True, False)),
    ],
)
def test_which_children_are_reached(algorithm: str, children: str, want: tuple[bool | None, ...]) -> None:
    assert reached(algorithm, sets(children)) == want


@pytest.mark.parametrize(
    ("rules", "service", "operation", "want"),
    [
        (None, None, None, PERMIT),
        (None, frozenset(), frozenset(), PERMIT),
        (PERMIT, None, None, PERMIT),
        (PERMIT, INDETERMINATE, None, INDETERMINATE),
        (PERMIT, INDETERMINATE, DENY, DENY),
        (DENY, PERMIT, PERMIT, DENY),
        (None, NOT_APPLICABLE, None, NOT_APPLICABLE),
        (PERMIT, NOT_APPLICABLE, None, PERMIT),
        (None, {PERMIT, DENY}, DENY, DENY),
        (None, {PERMIT, NOT_APPLICABLE}, PERMIT, PERMIT),
        (None, {PERMIT, DENY}, PERMIT, None),
        (PERMIT, {None}, None, None),
        (DENY, {None}, None, DENY),
    ],
)
def test_the_decision_on_a_request(
    rules: str | None, service: str | set[str | None] | None, operation: str | None, want: str | None
) -> None:
    assert combine_decisions(rules, service, operation) == want


def test_what_a_request_may_still_come_to() -> None:
    assert possible_decisions(PERMIT, {PERMIT, DENY}, None) == {PERMIT, DENY}
    assert possible_decisions({None}) == ANY_DECISION
