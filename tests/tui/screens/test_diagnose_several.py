"""A capture of several requests is for Replay; what was there before comes back."""

from tests.support.app import WIDE, make_app, paste, scenario, screen_text, shown, until
from tests.tui.test_workbench import EXAMPLES

HAR = (EXAMPLES / "ticket-sanitised.har").read_text("utf-8")


async def test_a_capture_opens_replay_and_what_was_diagnosed_stands_again_behind_it(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        await pilot.press("i")
        await paste(pilot, HAR)
        await until(pilot, lambda: app.screen.PLACE == "replay", "Replay")
        await pilot.press("1")
        await shown(pilot, "REFUSED at token")
        assert "HAR with" not in screen_text(app)


async def test_beside_a_token_a_capture_is_said_and_not_opened_by_typing(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, HAR)
        await until(pilot, lambda: app.screen.PLACE == "replay" and app.screen.is_done, "Replay")
        assert app.screen.rows.count
