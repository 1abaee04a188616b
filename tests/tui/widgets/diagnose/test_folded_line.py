"""The folded inputs: one line, opened by a key that it names, or by a click."""

from tests.support.app import SMALL, make_app, scenario, screen_text, shown


async def test_it_says_what_was_pasted_and_how_to_open_it(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "REFUSED")
        row = screen_text(app).splitlines()[-3]
        assert row.startswith(" curl · GET · 1 header · token eyJhbGci…•••")
        assert row.endswith("i inputs")
        await pilot.click("FoldedLine")
        await shown(pilot, "Esc stages")
        assert "ctrl+s shows secrets" in screen_text(app)
