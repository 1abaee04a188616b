"""The rail: arrows choose a stage, Enter opens it, and the choice survives another diagnosis."""

from msgspec.structs import replace
from textual.app import App, ComposeResult

from tests.support.app import screen_text
from tui.messages import StageOpened, StagePicked
from tui.widgets.diagnose.stage_rail import StageRail


class Rail(App[None]):
    def __init__(self, trace):
        super().__init__()
        self.trace = trace
        self.heard = []

    def compose(self) -> ComposeResult:
        yield StageRail()

    def on_mount(self) -> None:
        self.rail.show(self.trace, keep=False)
        self.rail.focus()

    @property
    def rail(self) -> StageRail:
        return self.query_one(StageRail)

    def on_stage_picked(self, event: StagePicked) -> None:
        self.heard.append(("picked", event.stage))

    def on_stage_opened(self, event: StageOpened) -> None:
        self.heard.append(("opened", event.stage))


async def test_the_stage_that_decided_is_chosen_first(trace):
    app = Rail(trace)
    async with app.run_test(size=(50, 12)):
        assert app.rail.stage == "token"
        assert "✗ token      expired" in screen_text(app)
        assert "also    nothing else would refuse it" in screen_text(app)


async def test_keys_move_and_open(trace):
    app = Rail(trace)
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.press("down", "down", "enter", "home", "up", "end", "down")
        assert app.heard == [
            ("picked", "operation"), ("picked", "rules"), ("opened", "rules"), ("picked", "request"),
            ("picked", "request"), ("picked", "response"), ("picked", "response"),
        ]  # fmt: skip


async def test_a_click_chooses(trace):
    app = Rail(trace)
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.click(StageRail, offset=(4, 6))
        await pilot.click(StageRail, offset=(4, 11))
        assert app.heard == [("picked", "policy")]


async def test_another_diagnosis_keeps_the_stage_or_starts_anew(trace):
    app = Rail(trace)
    async with app.run_test(size=(50, 12)):
        app.rail.choose("rules")
        app.rail.show(trace, keep=True)
        assert app.rail.stage == "rules"
        app.rail.show(replace(trace, steps=trace.steps[:4]), keep=True)
        assert app.rail.stage == "token"
        app.rail.show(trace, keep=False)
        assert app.rail.stage == "token"


async def test_before_the_first_trace_it_is_empty_and_deaf():
    app = App()
    async with app.run_test(size=(50, 12)) as pilot:
        rail = StageRail()
        await app.mount(rail)
        rail.focus()
        await pilot.press("down", "enter")
        assert rail.stage == ""
        assert screen_text(app).strip() == ""
