"""What a glance at a replay tells: counts, progress, what is awaited."""

from textual.app import App

from engine.replay.rows import Row, summarise
from tests.support.app import screen_text
from tui.judging import Batch
from tui.render.replay import waiting_rows
from tui.widgets.replay.replay_summary import ReplaySummary

ROW = Row(
    index=0, at="2026-03-04T10:11:12Z", method="GET", url="https://api.shop.test/", host="api.shop.test", captured="401",
    verdict="refused", stage="token", reason="token.expired", agreement="same", foreign=False,
)  # fmt: skip


def batch(done, total):
    return Batch((ROW,), summarise([ROW] * done), done, total, 2.0)


class OneSummary(App):
    """An app with nothing but a summary, on a screen of a given height."""

    CSS = "Rows { height: auto; }"

    def compose(self):
        yield ReplaySummary()

    def on_mount(self):
        self.screen.add_class("-short")


async def test_it_counts_and_says_how_far_it_is():
    app = OneSummary()
    async with app.run_test(size=(110, 8)) as pilot:
        app.query_one(ReplaySummary).say("ticket.har", batch(4, 8))
        await pilot.pause()
        first, bars = screen_text(app).splitlines()[:2]
        assert first.startswith("ticket.har   4 requests")
        assert "50 %" in first
        assert bars == "refused at   token ━━━━ 4"
        app.query_one(ReplaySummary).say("ticket.har", batch(8, 8))
        await pilot.pause()
        assert "%" not in screen_text(app)


async def test_it_says_what_is_awaited_and_where_it_was_stopped():
    app = OneSummary()
    async with app.run_test(size=(110, 8)) as pilot:
        app.query_one(ReplaySummary).say_other(waiting_rows("reading ticket.har"))
        await pilot.pause()
        assert screen_text(app).splitlines()[0] == "reading ticket.har …"
        app.query_one(ReplaySummary).say("ticket.har", batch(4, 8), stopped=True)
        await pilot.pause()
        assert "stopped after 4 of 8" in screen_text(app)


async def test_that_it_was_stopped_shows_however_long_the_name_is():
    app = OneSummary()
    async with app.run_test(size=(80, 8)) as pilot:
        app.query_one(ReplaySummary).say(f"{'ticket' * 9}.har", batch(4, 8), stopped=True)
        await pilot.pause()
        rows = screen_text(app).splitlines()
        assert rows[0].startswith("ticketticket")
        assert rows[1] == "stopped after 4 of 8  ctrl+r judges all"
        assert rows[2].startswith("refused at")
