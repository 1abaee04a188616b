"""What is remembered, for whom, and for how long."""

from __future__ import annotations

from engine.memo import KEPT, by_identity, keep


class Thing:
    """Compared by identity, as environments and catalogs are."""

    def __init__(self, name: str) -> None:
        self.name = name


def test_the_same_object_is_made_once_and_another_one_of_the_same_name_again() -> None:
    made: list[str] = []
    remembered = by_identity(lambda thing: made.append(thing.name) or len(made))
    first, second = Thing("a"), Thing("a")
    assert [remembered(first), remembered(first), remembered(second), remembered(first)] == [1, 1, 2, 1]
    assert made == ["a", "a"]


def test_the_oldest_is_forgotten_when_there_are_too_many() -> None:
    made: list[str] = []
    remembered = by_identity(lambda thing: made.append(thing.name) or thing.name)
    things = [Thing(str(number)) for number in range(KEPT + 1)]
    for thing in things:
        remembered(thing)
    remembered(things[-1])
    assert len(made) == KEPT + 1
    remembered(things[0])
    assert made[-1] == "0"


def test_all_is_forgotten_where_there_would_be_too_many() -> None:
    held: dict[str, int] = {}
    assert [keep(held, name, number, 2) for number, name in enumerate("abc")] == [0, 1, 2]
    assert held == {"c": 2}


def test_what_was_used_last_is_kept() -> None:
    made: list[str] = []
    remembered = by_identity(lambda thing: made.append(thing.name) or thing.name)
    things = [Thing(str(number)) for number in range(KEPT + 1)]
    for thing in things[:KEPT]:
        remembered(thing)
    remembered(things[0])
    remembered(things[KEPT])
    remembered(things[0])
    assert made == [thing.name for thing in things]
