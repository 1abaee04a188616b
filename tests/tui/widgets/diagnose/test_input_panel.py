"""The three inputs together."""

from textual.app import App, ComposeResult

from tests.support.app import screen_text
from tui.widgets.diagnose.input_panel import FIELDS, InputPanel


class Panel(App[None]):
    CSS = "InputPanel { layout: vertical; } InputField, Rows, #beside { height: auto; } SecretArea { height: 3; } \
        HeldPaste, .field-problem { display: none; } .-problem .field-problem { display: block; }"

    def compose(self) -> ComposeResult:
        yield InputPanel()

    def on_mount(self) -> None:
        self.panel.stand_alone(False)

    @property
    def panel(self) -> InputPanel:
        return self.query_one(InputPanel)


async def test_each_input_has_its_own_text():
    app = Panel()
    async with app.run_test(size=(80, 24)) as pilot:
        app.panel.put(text="curl https://a.test", token="opaque", response="HTTP/1.1 403 Forbidden")
        await pilot.pause()
        assert [app.panel.field(name).value for name in FIELDS] == [
            "curl https://a.test", "opaque", "HTTP/1.1 403 Forbidden",
        ]  # fmt: skip
        assert "HTTP/1.1 403 Forbidden" in screen_text(app)


async def test_a_problem_stands_below_its_own_input_only():
    app = Panel()
    async with app.run_test(size=(80, 24)) as pilot:
        app.panel.say_problem("text", "first problem", loud=True)
        app.panel.say_problem("response", "second problem", loud=False)
        await pilot.pause()
        assert "first problem" not in screen_text(app)
        assert "? second problem" in screen_text(app)
        app.panel.clear_problems()
        await pilot.pause()
        assert "second problem" not in screen_text(app)


async def test_secrets_of_all_inputs_are_shown_and_covered_together():
    app = Panel()
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.panel.has_secrets
        app.panel.put(text="curl https://a.test -u ada:correcthorse1battery", token="s3cr3tOpaqueT0ken9876")
        await pilot.pause()
        assert app.panel.has_secrets
        assert app.panel.reveal() is True
        await pilot.pause()
        assert "correcthorse1battery" in screen_text(app)
        assert "s3cr3tOpaqueT0ken9876" in screen_text(app)
        assert app.panel.reveal() is False
        await pilot.pause()
        assert "correcthorse" not in screen_text(app)
        assert "s3cr3t" not in screen_text(app)
