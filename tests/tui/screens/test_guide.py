"""Guide through its keyboard: search, read, follow links, back and forward, out with one key."""

import pytest

from tests.support.app import SMALL, WIDE, make_app, press_at_once, scenario, screen_text, shown, type_in, until
from tui.widgets.guide.entry_page import EntryPage
from tui.widgets.guide.guide_list import GuideList
from tui.widgets.search_field import SearchField


async def open_guide(pilot):
    """The guide, from the empty Diagnose screen."""
    await pilot.press("escape", "3")
    await shown(pilot, "HTTP statuses")


async def search(pilot, text):
    """Types into the search, from anywhere in the guide."""
    await pilot.press("slash")
    await type_in(pilot, text)


def page_of(app):
    """The entry whose page is shown."""
    return app.screen.entry and app.screen.entry.id


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_it_opens_on_the_tree_and_says_what_to_press(tmp_path, size):
    app = make_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await open_guide(pilot)
        text = screen_text(app)
        for said in ("OAuth and OpenID Connect", "▾ Reasons", "▸ gateway", "Decisions", "Result codes", "/ Search"):
            assert said in text
        assert isinstance(app.focused, GuideList)
        assert max(len(row) for row in text.splitlines()) <= size[0]


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_search_shows_the_best_page_as_one_types(tmp_path, size):
    app = make_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await open_guide(pilot)
        await search(pilot, "token exp")
        await shown(pilot, "The moment in the token's `exp` claim has")
        assert page_of(app) == "token.expired"
        await pilot.press("down")
        await until(pilot, lambda: page_of(app) == "token.expiry_missing", "the second hit")
        assert isinstance(app.focused, SearchField)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, EntryPage), "the page")
        assert page_of(app) == "token.expiry_missing"


async def test_a_search_without_hits_says_so_and_escape_takes_it_away(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_guide(pilot)
        await search(pilot, "qqqq")
        await shown(pilot, "nothing on `qqqq`")
        await pilot.press("escape")
        await until(pilot, lambda: "nothing on" not in screen_text(app), "the plain tree")
        assert isinstance(app.focused, GuideList)
        assert app.screen.field.value == ""


async def test_the_tree_unfolds_and_folds(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await open_guide(pilot)
        await pilot.press("enter")
        await shown(pilot, "401  Unauthorized")
        await pilot.press("down", "down")
        assert page_of(app) == "400"
        await pilot.press("left", "left")
        await until(pilot, lambda: "401  Unauthorized" not in screen_text(app), "the folded group")
        await pilot.press("right")
        await shown(pilot, "401  Unauthorized")


async def test_links_are_followed_by_keyboard_and_back_and_forward_return(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await open_guide(pilot)
        await search(pilot, "token.expired")
        await pilot.press("enter", "tab")
        chosen = app.screen.page.chosen
        await pilot.press("enter")
        await until(pilot, lambda: page_of(app) == "401", "the page of the first link")
        await pilot.press("backspace")
        await until(pilot, lambda: page_of(app) == "token.expired", "the page before")
        assert app.screen.page.chosen == chosen
        await pilot.press("f")
        await until(pilot, lambda: page_of(app) == "401", "the page after")
        await pilot.press("f")
        assert page_of(app) == "401"


async def test_every_link_can_be_reached_and_the_page_scrolls_to_it(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_guide(pilot)
        await search(pilot, "invalid_grant")
        await pilot.press("enter", "tab")
        first, count = app.screen.page.chosen, len(app.screen.page._links)
        for _ in range(count):
            await pilot.press("right")
            page = app.screen.page
            place = page._page.places()[page.chosen]
            assert page.scroll_offset.y <= place < page.scroll_offset.y + page.size.height
        assert app.screen.page.chosen == first
        await pilot.press("shift+tab")
        assert app.screen.page.chosen == (first - 1) % count


async def test_an_address_is_copied_and_never_opened(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await open_guide(pilot)
        await search(pilot, "401")
        await pilot.press("enter", "tab")
        addresses = [arguments[0].startswith("https") for _, arguments in app.screen.page._links]
        await press_at_once(pilot, *["tab"] * ((addresses.index(True) - app.screen.page.chosen) % len(addresses)))
        await pilot.press("enter")
        await shown(pilot, "the address was copied")
        assert app.clipboard.startswith("https://")
        assert page_of(app) == "401"


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_from_a_diagnosis_it_opens_on_its_entry_and_leaves_with_one_key(tmp_path, size):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "REFUSED at token")
        await pilot.press("g")
        await shown(pilot, "In your request")
        assert "✗ token: the access token expired" in screen_text(app)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: page_of(app) == "401", "another page")
        await pilot.press("escape")
        await shown(pilot, "REFUSED at token")
        await pilot.press("g")
        await until(pilot, lambda: app.current_mode == "guide" and page_of(app) == "token.expired", "the entry again")
        await pilot.press("escape")
        await shown(pilot, "REFUSED at token")


async def test_a_page_opened_from_the_list_goes_back_to_it_and_then_out(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_guide(pilot)
        await search(pilot, "403")
        await pilot.press("enter", "escape")
        await until(pilot, lambda: isinstance(app.focused, GuideList), "the list")
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "diagnose", "the screen before")


async def test_a_reason_can_be_tried_and_a_status_cannot(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await open_guide(pilot)
        await search(pilot, "401")
        await pilot.press("enter")
        assert "t Try it" not in screen_text(app)
        await search(pilot, "rules.scope_missing")
        await pilot.press("enter")
        await shown(pilot, "t Try it")
        await pilot.press("t")
        await shown(pilot, "REFUSED at rules")


async def test_a_page_is_copied_as_markdown(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await open_guide(pilot)
        await search(pilot, "invalid_grant")
        await pilot.press("enter", "y")
        await shown(pilot, "the page was copied")
        assert app.clipboard.startswith("# invalid")


async def test_an_entry_that_the_guide_lacks_is_searched_for(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        app.open_guide("expired tokens")
        await until(pilot, lambda: app.current_mode == "guide" and page_of(app) is not None, "what is near")
        assert app.screen.field.value == "expired tokens"
        await pilot.press("escape", "escape")
        await until(pilot, lambda: app.current_mode == "diagnose", "the screen before")


async def test_its_first_screenful_names_every_key_that_acts(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await open_guide(pilot)
        await pilot.press("f1")
        await shown(pilot, "Every status, OAuth error, reason")
        for key in ("/", "Tab", "Backspace", "Enter"):
            assert key in screen_text(app)


async def test_a_finding_is_tried_in_environment_and_a_behaviour_in_diagnose(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        app.open_guide("scopes.twice")
        await until(pilot, lambda: app.current_mode == "guide" and page_of(app) == "scopes.twice", "the finding")
        await pilot.press("t")
        await shown(pilot, "Environment")
        await until(pilot, lambda: app.current_mode == "environment", "the environment")
        await shown(pilot, "judges now")
        await shown(pilot, "scopes.twice")
        assert app.environment == "demo:scopes.twice"
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "guide", "the guide again")
        app.open_guide("access_policy.asked_once")
        await until(pilot, lambda: page_of(app) == "access_policy.asked_once", "the behaviour")
        await pilot.press("t")
        await until(pilot, lambda: app.current_mode == "diagnose", "the diagnosis")
        await shown(pilot, "ALLOWED")


async def test_a_finding_without_a_scenario_is_not_tried(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        app.open_guide("issuers.twice")
        await until(pilot, lambda: app.current_mode == "guide" and page_of(app) == "issuers.twice", "the finding")
        assert "t Try it" not in screen_text(app)
