"""Pick one of a list by typing, arrows and Enter."""

import pytest
from textual.app import App

from knowledge.records import ScenarioSummary
from tests.support.app import screen_text, shown, until
from tests.support.world import catalog
from tui.screens.pick import COMMONEST, Choice, PickScreen, scenario_choices, stage_choices

CHOICES = [
    Choice("one", "token.expired", "A token kept past its life"),
    Choice("two", "rules.scope_missing", "A scope that was not granted"),
    Choice("three", "[red]not markup[/]", "\x1b[31mshown"),
]


class Picking(App[None]):
    def __init__(self):
        super().__init__()
        self.picked = []

    def on_mount(self) -> None:
        self.push_screen(PickScreen("pick one", CHOICES), self.picked.append)


@pytest.mark.parametrize(
    ("keys", "picked"),
    [
        (["enter"], "one"),
        (["down", "enter"], "two"),
        (["s", "c", "o", "p", "e", "enter"], "two"),
        (["up", "enter"], "three"),
        (["escape"], None),
    ],
)
async def test_keys(keys, picked):
    app = Picking()
    async with app.run_test(size=(100, 20)) as pilot:
        await shown(pilot, "token.expired")
        await pilot.press(*keys)
        await until(pilot, lambda: app.picked, "a choice")
        assert app.picked == [picked]


async def test_every_typed_word_must_occur_and_nothing_found_says_so():
    app = Picking()
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press(*"token life".replace(" ", "_").split("_")[0], "space", *"life")
        await until(pilot, lambda: "rules.scope_missing" not in screen_text(app), "one choice")
        assert "token.expired" in screen_text(app)
        await pilot.press("x")
        await shown(pilot, "nothing fits; Backspace widens it again")
        await pilot.press("enter")
        await pilot.pause()
        assert app.picked == []


async def test_foreign_text_is_neither_markup_nor_control_sequence():
    app = Picking()
    async with app.run_test(size=(100, 20)) as pilot:
        await shown(pilot, "[red]not markup[/]")
        assert "\\x1b[31mshown" in screen_text(app)


def test_choices_of_a_trace_begin_with_their_stage(trace):
    choices = stage_choices(trace)

    assert choices[0].id == "request request.line"
    assert Choice("token token.lifetime", "token: lifetime", "the access token expired 1 hour ago") in choices


def test_choices_of_scenarios():
    refusal = ScenarioSummary("token.expired", "A token kept past its life", "")
    finding = ScenarioSummary("scopes.twice", "One scope at two resources", "", "finding")
    behaviour = ScenarioSummary("user.assigned_by_group", "Assigned as one of the staff", "", "behaviour")

    assert scenario_choices([finding, behaviour, refusal]) == [
        Choice("token.expired", "token.expired", "A token kept past its life"),
        Choice("user.assigned_by_group", "user.assigned_by_group", "behaviour: Assigned as one of the staff"),
        Choice("scopes.twice", "scopes.twice", "finding: One scope at two resources"),
    ]


def test_the_commonest_demos_come_first_and_each_is_there():
    scenarios = catalog().scenarios
    ids = [choice.id for choice in scenario_choices(scenarios)]
    assert tuple(ids[: len(COMMONEST)]) == COMMONEST
    assert sorted(ids) == sorted(scenario.reason for scenario in scenarios)
