"""Pick the environment that judges."""

import pytest

from engine.adapters.recent import read_recent, remember
from tests.support.app import SMALL, WIDE, make_app, paste, scenario, screen_text, shown, until
from tui.inputs import Inputs
from tui.widgets.diagnose.stage_details import StageDetails
from tui.widgets.diagnose.stage_rail import StageRail

SHOP = """
name = "little-shop"
[[issuers]]
name = "login"
issuer = "https://login.shop.test"
[[api_services]]
name = "Orders"
base_urls = ["https://api.shop.test/orders"]
issuer = "login"
audience = "orders"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "shop.toml").write_text(SHOP)
    (tmp_path / "broken.toml").write_text('name = "x"\nissuer = 7\n')
    (tmp_path / "notes.txt").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def pick(pilot, *keys):
    await pilot.press("ctrl+e")
    await shown(pilot, "judge against which environment?")
    await pilot.press(*keys)


async def test_a_file_judges_and_is_remembered(folder):
    app = make_app(folder)
    async with app.run_test(size=WIDE) as pilot:
        await pick(pilot, *"sho")
        await shown(pilot, "shop.toml")
        await pilot.press("enter")
        await until(pilot, lambda: app.environment == str(folder / "shop.toml"), "the environment")
        assert read_recent() == (str(folder / "shop.toml"),)
        await paste(pilot, scenario().text)
        await shown(pilot, "environment: little-shop")
        await pick(pilot)
        await shown(pilot, "judges now: ")


async def test_a_file_that_cannot_be_read_is_not_taken_and_says_where_it_is_wrong(folder):
    app = make_app(folder)
    async with app.run_test(size=WIDE) as pilot:
        await pick(pilot, *"brok")
        await shown(pilot, "broken.toml")
        await pilot.press("enter")
        await shown(pilot, "✗ ")
        assert "broken.toml:2:" in " ".join(screen_text(app).split())
        assert app.environment is None


async def test_recent_ones_the_demo_and_none_are_offered(folder):
    remember(str(folder / "shop.toml"))
    app = make_app(folder, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pick(pilot)
        await shown(pilot, str(folder)[:15])
        text = screen_text(app)
        assert "the demo" in text
        assert "notes.txt" not in text
        await pilot.press(*"none", "enter")
        await until(pilot, lambda: app.environment is None, "no environment")
        await shown(pilot, "no environment, 1 fact given (k)")


async def test_the_demo_can_judge_a_request_of_ones_own(folder):
    app = make_app(folder)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, "curl https://api.shop.test/orders/7")
        await shown(pilot, "UNDETERMINED")
        await pick(pilot, *"the", "space", *"demo", "enter")
        await shown(pilot, "REFUSED at token")
        assert app.environment.startswith("demo:")


async def test_escape_changes_nothing(folder):
    app = make_app(folder)
    async with app.run_test(size=WIDE) as pilot:
        await pick(pilot, "escape")
        await until(pilot, lambda: "which environment" not in screen_text(app), "the dialog gone")
        assert app.environment is None


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_once_it_is_picked_or_left_the_stages_have_the_keys_again(folder, size):
    app = make_app(folder, scenario())
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "REFUSED at token")
        await pick(pilot, "escape")
        await until(pilot, lambda: isinstance(app.focused, StageRail), "the stages")
        await pick(pilot, *"none", "enter")
        await until(pilot, lambda: app.diagnose.trace.environment is None, "another verdict")
        assert isinstance(app.focused, StageRail)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, StageDetails), "the checks")
        await pilot.press("escape", "i")
        await pick(pilot, *"demo", "enter")
        await until(pilot, lambda: app.diagnose.trace.environment == "shop", "another verdict")
        await until(pilot, lambda: isinstance(app.focused, StageRail), "the stages")


async def test_what_is_odd_about_the_one_that_judges_is_said(folder):
    path = folder / "shop.toml"
    path.write_text(path.read_text().replace("[[issuers]]", '[[issuers]]\njwks = "gone.json"', 1))
    app = make_app(folder, Inputs(text="403", environment=str(path)))
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: app.diagnose.trace, "a verdict")
        await pick(pilot)
        await shown(pilot, "notice")
        assert "gone.json" in screen_text(app)
        await pilot.press(*"nowhere", "enter")
        await shown(pilot, f"✗ {folder}"[:30])
