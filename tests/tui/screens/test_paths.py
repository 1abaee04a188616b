"""Pick a file by its path: folders are entered, what cannot be taken is said, what was typed stays."""

import pytest
from textual.app import App
from textual.widgets import Input

from tests.support.app import screen_text, shown, until
from tui.screens.paths import PathScreen
from tui.screens.pick import Choice


class OnlyText(PathScreen):
    def wanted(self, path):
        return path.endswith(".txt")

    def take_file(self, path):
        if path.endswith("good.txt"):
            self.dismiss(path)
        else:
            self.say(f"`{path}` is no good")


class Picking(App[None]):
    CSS = "#dialog-problem { height: auto; } .dialog { height: 16; }"

    def __init__(self):
        super().__init__()
        self.picked = []

    def on_mount(self) -> None:
        self.push_screen(OnlyText("a file", [Choice("none", "none", "no file")]), self.picked.append)


@pytest.fixture
def tree(tmp_path, monkeypatch):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "good.txt").write_text("x" * 1500)
    (tmp_path / "bad.txt").write_text("")
    (tmp_path / "other.bin").write_text("")
    monkeypatch.chdir(tmp_path)


async def test_folders_and_wanted_files_are_listed_with_sizes(tree):
    app = Picking()
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, "inner/")
        assert "bad.txt" in screen_text(app)
        assert "0 bytes" in screen_text(app)
        assert "other.bin" not in screen_text(app)
        assert "no file" in screen_text(app)


async def test_enter_goes_into_a_folder_and_takes_a_file(tree):
    app = Picking()
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, "inner/")
        await pilot.press(*"inn")
        await until(pilot, lambda: "bad.txt" not in screen_text(app), "fewer choices")
        await pilot.press("enter")
        await shown(pilot, "1.5 KB")
        assert app.screen.query_one(Input).value == "inner/"
        await pilot.press("enter")
        await until(pilot, lambda: app.picked, "a file")
        assert app.picked == ["inner/good.txt"]


async def test_a_path_that_is_not_listed_can_be_taken_as_it_is_and_is_said_to_be_no_good(tree):
    app = Picking()
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press(*"gone.bin")
        await shown(pilot, "take this path as it is")
        await pilot.press("enter")
        await shown(pilot, "✗ `gone.bin` is no good")
        assert app.screen.query_one(Input).value == "gone.bin"
        await pilot.press("backspace")
        await until(pilot, lambda: "no good" not in screen_text(app), "the problem gone")


async def test_another_choice_needs_no_file(tree):
    app = Picking()
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, "inner/")
        await pilot.press(*"no", "enter")
        await until(pilot, lambda: app.picked, "the choice")
        assert app.picked == ["none"]
