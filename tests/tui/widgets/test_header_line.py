"""The header follows what the app says of its surroundings."""

from tests.support.app import WIDE, make_app, scenario, screen_text, shown


async def test_which_environment_judges_is_said_before_and_after_it_was_read(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        assert screen_text(app).splitlines()[0].endswith("environment: none   offline")
        app.environment = "/somewhere/shop.toml"
        await shown(pilot, "environment: shop   offline")


async def test_the_environments_own_name_is_said_once_it_is_known(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        name = app.diagnose.trace.environment
        assert f"environment: {name} (demo)   offline" in screen_text(app).splitlines()[0]
