"""The audit strip: one line on a small screen, a panel on a tall one, and it grows with a key."""

from tests.support.app import SMALL, WIDE, make_app, scenario, screen_text, shown
from tui.widgets.audit_strip import AuditStrip


async def test_on_24_rows_it_is_one_line_above_the_footer(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "1 event · 1 refused")
        assert screen_text(app).splitlines()[-2].startswith(" audit   ")
        assert "✗ token.expired" in screen_text(app).splitlines()[-2]


async def test_on_40_rows_it_has_a_title_and_the_events(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "live · 1 event · 1 refused")
        title, event = screen_text(app).splitlines()[-3:-1]
        assert title.startswith(" ─ audit ─")
        assert "✗ token.expired" in event
        assert "denied due to an invalid OAuth access token" in event


async def test_a_key_grows_it(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "REFUSED")
        before = app.screen.query_one(AuditStrip).size.height
        await pilot.press("a")
        await pilot.pause()
        assert app.screen.query_one(AuditStrip).size.height > before
