"""Open a file as if it had been pasted."""

from tests.support.app import WIDE, make_app, scenario, screen_text, shown, until


async def test_a_file_is_diagnosed_and_recorded(tmp_path, monkeypatch):
    (tmp_path / "request.txt").write_text(scenario().text)
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+o")
        await shown(pilot, "open a request, a HAR, a response or a log")
        await pilot.press(*"req")
        await shown(pilot, "request.txt")
        await pilot.press("enter")
        await shown(pilot, "REFUSED at token")
        await until(pilot, lambda: app.workbench.store.count().events == 1, "its event")


async def test_a_file_that_is_not_there_is_said_and_the_path_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+o", *"gone", "enter")
        await shown(pilot, "there is no file `gone`")
        await pilot.press("escape")
        await until(pilot, lambda: "there is no file" not in screen_text(app), "the dialog gone")
        assert "Why was my API call refused?" in screen_text(app)


async def test_it_opens_from_another_screen_and_leads_to_diagnose(tmp_path, monkeypatch):
    (tmp_path / "code.txt").write_text("403")
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path, start="guide")
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.screen.PLACE == "guide", "the guide")
        await pilot.press("ctrl+o", *"code")
        await shown(pilot, "code.txt")
        await pilot.press("enter")
        await shown(pilot, "REFUSED")
        assert app.screen.PLACE == "diagnose"
