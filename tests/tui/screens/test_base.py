"""What every numbered screen has."""

import pytest

from tests.support.app import SMALL, WIDE, make_app, screen_text, shown, until
from tui.places import PLACES
from tui.widgets.audit_strip import AuditStrip


@pytest.mark.parametrize("size", [SMALL, WIDE])
@pytest.mark.parametrize("place", PLACES[:3], ids=lambda place: place.name)
async def test_header_audit_strip_and_footer_stand_on_every_screen(tmp_path, place, size):
    app = make_app(tmp_path, start=place.name)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: place.name == app.screen.PLACE, place.name)
        await shown(pilot, "F1 Help   ctrl+p All")
        rows = screen_text(app).splitlines()
        assert all(f"{one.number} {one.title[:3]}" in rows[0] for one in PLACES)
        assert "audit" in "\n".join(rows[-4:])
        assert len(rows) == size[1]
        assert max(map(len, rows)) <= size[0]


async def test_a_grows_the_audit_and_a_capital_shrinks_it(tmp_path):
    app = make_app(tmp_path, start="guide")
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.screen.PLACE == "guide", "the guide")
        await pilot.press("a")
        await until(pilot, lambda: app.screen.query_one(AuditStrip).size.height > 5, "a panel")
        await pilot.press("A")
        await until(pilot, lambda: app.screen.query_one(AuditStrip).size.height == 1, "a line")
