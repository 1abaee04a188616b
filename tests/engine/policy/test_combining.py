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
    ANY,
    ANY_DECISION,
    DENY,
    EMPTY,
    INDETERMINATE,
    INDETERMINATE_D,
    INDETERMINATE_DP,
    INDETERMINATE_P,
    NOT_APPLICABLE,
    PERMIT,
    REMEMBERED,
    Semantics,
    combine,
    combine_decisions,
    deciding,
    decision_of,
    plain,
    possible_decisions,
    reached,
    settle,
)

LETTERS = {"P": PERMIT, "D": DENY, "I": INDETERMINATE, "N": NOT_APPLICABLE}
ERRORS = {"p": INDETERMINATE_P, "d": INDETERMINATE_D, "b": INDETERMINATE_DP}
OF: dict[Semantics, str] = {"pingone": "PDIN", "xacml": "PDpdbN"}


def table(semantics: Semantics) -> dict[str, dict[str, str]]:
    """The table of one semantics: what each algorithm wants, by the letters of the children."""
    lines = (Path(__file__).parent / f"combining_vectors_{semantics}.csv").read_text().splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {"" if row["children"] == "-" else row["children"]: row for row in rows}


TABLES = {semantics: table(semantics) for semantics in OF}
NAMES = sorted(ALGORITHMS["pingone"])
ALGORITHM = st.sampled_from(NAMES)
VECTORS = [(semantics, vector) for semantics in OF for vector in TABLES[semantics]]


@st.composite
def children_of(draw: st.DrawFn) -> tuple[Semantics, list[frozenset[str]]]:
    """A semantics, and up to three children with letters of what each may come to."""
    semantics = draw(st.sampled_from(sorted(OF)))
    sets = st.frozensets(st.sampled_from(OF[semantics]), min_size=1)
    return semantics, draw(st.lists(sets, max_size=3))


def sets(text: str) -> list[frozenset[str]]:
    """`P DN` is a permit, then a deny or a not applicable."""
    return [frozenset((LETTERS | ERRORS)[letter] for letter in word) for word in text.split()]


def as_sets(children: list[frozenset[str]]) -> list[frozenset[str]]:
    return sets(" ".join("".join(child) for child in children))


@pytest.mark.parametrize("semantics", OF)
def test_the_tables_have_every_vector_of_up_to_three_children(semantics: Semantics) -> None:
    wanted = {"".join(vector) for count in range(4) for vector in product(OF[semantics], repeat=count)}
    assert set(TABLES[semantics]) == wanted
    assert set(TABLES[semantics][""]) == {"children", *ALGORITHMS[semantics]}


@pytest.mark.parametrize(("semantics", "vector"), VECTORS)
def test_every_vector_of_the_tables(semantics: Semantics, vector: str) -> None:
    row = TABLES[semantics][vector]
    found = {name: combine(name, sets(" ".join(vector)), semantics) for name in NAMES}
    assert found == {name: frozenset({(LETTERS | ERRORS)[row[name]]}) for name in NAMES}


@given(ALGORITHM, children_of())
def test_not_known_is_every_way_of_settling_it(algorithm: str, drawn: tuple[Semantics, list[frozenset[str]]]) -> None:
    """The oracle looks each resolution up in the table; it shares nothing with the code."""
    semantics, children = drawn
    settled = {TABLES[semantics]["".join(vector)][algorithm] for vector in product(*children)}
    assert combine(algorithm, as_sets(children), semantics) == {(LETTERS | ERRORS)[one] for one in settled}


MIGHT_HAVE_BEEN = {"P": "P", "D": "D", "N": "N", "p": "PN", "d": "DN", "b": "PDN"}
KIND = {"P": "p", "D": "d", "PD": "b"}


@pytest.mark.parametrize(
    ("algorithm", "order"), [("deny-overrides", "DPN"), ("permit-overrides", "PDN")], ids=["deny", "permit"]
)
@pytest.mark.parametrize("vector", TABLES["xacml"])
def test_an_error_of_xacml_is_every_decision_that_it_hides(algorithm: str, order: str, vector: str) -> None:
    """Another road to the table: settle each error in every way, combine plain decisions, see what could come out."""
    hidden = product(*(MIGHT_HAVE_BEEN[letter] for letter in vector))
    out = {next(letter for letter in order if letter in (*settled, "N")) for settled in hidden}
    wanted = out.pop() if len(out) == 1 else KIND["".join(letter for letter in "PD" if letter in out)]
    assert TABLES["xacml"][vector][algorithm] == wanted


def test_in_xacml_a_policy_may_apply_and_say_nothing() -> None:
    """Appendix C.9 asks the targets: two policies apply although one of them decides nothing."""
    empty = frozenset({EMPTY})
    assert combine("only-one-applicable", [empty, *sets("P")], "xacml") == {INDETERMINATE_DP}
    assert combine("only-one-applicable", [empty, *sets("N")], "xacml") == {NOT_APPLICABLE}


@pytest.mark.parametrize("semantics", OF)
def test_outside_of_a_tree_decisions_are_plain(semantics: Semantics) -> None:
    assert plain(ANY[semantics]) == ANY_DECISION


@given(ALGORITHM, children_of(), st.sampled_from([1, REMEMBERED]))
def test_what_is_remembered_is_what_is_computed(
    algorithm: str, drawn: tuple[Semantics, list[frozenset[str]]], times: int
) -> None:
    semantics, children = drawn
    decisions = as_sets(children) * times
    wanted = tuple(work(algorithm, decisions, semantics) for work in (combine, deciding, reached))
    assert settle(algorithm, decisions, semantics) == settle(algorithm, decisions, semantics) == wanted


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


@given(ALGORITHM, children_of(), st.data())
def test_what_is_not_reached_changes_nothing(
    algorithm: str, drawn: tuple[Semantics, list[frozenset[str]]], data: st.DataObject
) -> None:
    semantics, children = drawn
    decisions = as_sets(children)
    changed = [
        child
        if is_reached is not False
        else data.draw(st.frozensets(st.sampled_from(sorted(ANY[semantics])), min_size=1))
        for child, is_reached in zip(decisions, reached(algorithm, decisions, semantics), strict=True)
    ]
    assert combine(algorithm, changed, semantics) == combine(algorithm, decisions, semantics)


@given(ALGORITHM, children_of())
def test_deciding_children_are_known_and_give_the_decision(
    algorithm: str, drawn: tuple[Semantics, list[frozenset[str]]]
) -> None:
    semantics, children = drawn
    decisions = as_sets(children)
    decision = decision_of(combine(algorithm, decisions, semantics))
    places = deciding(algorithm, decisions, semantics)
    if decision is None or decision == ALGORITHMS[semantics][algorithm].start:
        assert places == frozenset()
    elif places or all(len(child) == 1 for child in decisions):
        assert combine(algorithm, [decisions[place] for place in sorted(places)], semantics) == {decision}


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
    ("algorithm", "children", "places"),
    [
        ("deny-overrides", "N P d", {1, 2}),
        ("deny-overrides", "p b P", {1}),
        ("permit-overrides", "D p p", {0, 1}),
        ("deny-overrides", "d Pp", set()),
        ("first-applicable", "N p D", {1}),
    ],
)
def test_which_children_decide_in_xacml(algorithm: str, children: str, places: set[int]) -> None:
    assert deciding(algorithm, sets(children), "xacml") == places


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
