"""The app around its screens: numbers, the way back, demos, colours, and nothing sent anywhere."""

import socket

import pytest

from tests.support.app import SMALL, WIDE, make_app, paste, scenario, screen_text, shown, until
from tui.places import PLACES
from tui.widgets.search_field import SearchField
from tui.workbench import Inputs


async def test_numbers_open_screens_or_go_back_to_them_and_escape_goes_one_back(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await shown(pilot, "REFUSED")
        for number, place in (("3", "guide"), ("4", "audit"), ("1", "diagnose")):
            await pilot.press(number)
            await until(pilot, lambda place=place: place == app.screen.PLACE, place)
        await pilot.press("escape")
        await shown(pilot, "ctrl+q leaves apiwhy")
        for key, place in (("3", "guide"), ("2", "replay"), ("escape", "guide"), ("escape", "diagnose")):
            await pilot.press(key)
            await until(pilot, lambda place=place: place == app.screen.PLACE, place)


async def test_a_screen_keeps_its_state(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("down", "3")
        await until(pilot, lambda: app.screen.PLACE == "guide", "the guide")
        await pilot.press("1")
        await shown(pilot, "REFUSED")
        assert app.diagnose.results.rail.stage == "operation"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
async def test_it_can_begin_anywhere(tmp_path, place):
    app = make_app(tmp_path, start=place.name)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: place.name == app.screen.PLACE, place.name)


async def test_a_dialog_is_left_with_the_key_that_opened_it_and_gives_way_to_another(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        for key, title in (("ctrl+d", "try an example"), ("ctrl+o", "open a request, a HAR"), ("f1", "help")):
            await pilot.press(key)
            await shown(pilot, title)
        await pilot.press("f1", "ctrl+e")
        await shown(pilot, "judge against which environment?")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: len(app.screen_stack) == 1, "no dialog")
        assert app.screen.PLACE == "diagnose"


async def test_escape_closes_the_audit_panel_on_the_screen_that_opened_it(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("2")
        await until(pilot, lambda: app.screen.PLACE == "replay", "the replay")
        await pilot.press("a")
        await until(pilot, lambda: app.audit_open, "the panel")
        await pilot.press("escape")
        await until(pilot, lambda: app.audit_open is None, "no panel")
        assert app.screen.PLACE == "replay"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.PLACE == "diagnose", "where one came from")


async def test_a_demo_is_picked_by_typing(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+d")
        await shown(pilot, "try an example")
        await pilot.press(*"scope", "enter")
        await shown(pilot, "REFUSED at rules")
        assert app.environment == "demo:rules.scope_missing"


async def test_an_environment_without_inputs_is_said_and_nothing_is_diagnosed(tmp_path):
    app = make_app(tmp_path, Inputs(environment="demo:token.expired"))
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "environment: demo")
        assert "Why was my API call refused?" in screen_text(app)


async def test_light_and_dark(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        assert app.current_theme.dark
        app.action_colours()
        await pilot.pause()
        assert not app.current_theme.dark
        app.action_colours()
        assert app.current_theme.dark


async def test_without_colour_words_and_glyphs_say_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        colours = {
            segment.style.color.triplet
            for row in app.screen._compositor.render_strips()
            for segment in row.apply_filter(app._filters[-1], app.screen.background_colors[1])
            if segment.style and segment.style.color and segment.style.color.triplet
        }
        assert app.no_color
        assert all(colour.red == colour.green == colour.blue for colour in colours)
        assert "✗ token" in screen_text(app)


async def test_no_socket_is_opened(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: opened.append(address))
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("g")
        await until(pilot, lambda: app.screen.PLACE == "guide", "the guide")
        assert opened == []


async def test_a_request_of_a_capture_opens_in_diagnose_and_escape_returns(tmp_path):
    app = make_app(tmp_path, start="audit")
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.screen.PLACE == "audit", "the audit")
        app.show_diagnosis(app.workbench.diagnose(scenario()))
        await shown(pilot, "REFUSED at token")
        assert app.screen.PLACE == "diagnose"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.PLACE == "audit", "the audit again")


@pytest.mark.parametrize("place", ["replay", "guide", "audit"])
async def test_a_paste_anywhere_is_diagnosed_also_out_of_a_search(tmp_path, place):
    app = make_app(tmp_path, start=place)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: place == app.screen.PLACE, place)
        await paste(pilot, "curl https://api.shop.test/orders/7")
        await shown(pilot, "UNDETERMINED")
        assert app.screen.PLACE == "diagnose"
        await until(pilot, lambda: app.workbench.store.count().events, "its event")
        assert app.workbench.store.count().events == 1
        if place != "replay":
            await pilot.press({"guide": "3", "audit": "4"}[place], "slash")
            await until(pilot, lambda: isinstance(app.focused, SearchField), "the search")
            await paste(pilot, "401")
            assert app.focused.value == "401"
            await paste(pilot, "HTTP/1.1 403 Forbidden\n\n")
            await until(pilot, lambda: app.screen.PLACE == "diagnose", "Diagnose")
            await shown(pilot, "response · answer 403")


async def test_how_to_leave_is_said_where_there_is_nothing_else_and_in_the_help(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "ctrl+q Quit")
        await pilot.press("f1")
        await shown(pilot, "ctrl+q leaves apiwhy")


async def test_a_fault_of_ours_ends_in_one_line_that_shows_nothing_of_what_was_pasted(tmp_path, capsys):
    class PlantedError(Exception):
        pass

    def fail():
        pasted = "Bearer planted-secret-0123456789"
        raise PlantedError(pasted)

    app = make_app(tmp_path, scenario())

    async def run():
        async with app.run_test(size=WIDE) as pilot:
            await shown(pilot, "REFUSED")
            app.call_later(fail)
            await pilot.pause()

    with pytest.raises(PlantedError):
        await run()
    app._print_error_renderables()
    said = capsys.readouterr().err
    assert "apiwhy: this is a fault of apiwhy: PlantedError (test_app.py:" in said
    assert "planted-secret" not in said
