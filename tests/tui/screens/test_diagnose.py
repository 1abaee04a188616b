"""Diagnose through its keyboard, on the real engine: what comes in, what is shown, what is recorded."""

import json
import re
import shutil
from datetime import UTC, datetime
from threading import Event

import pytest
from msgspec.structs import replace

from tests.support.app import SMALL, WIDE, make_app, paste, scenario, screen_text, shown, type_in, until
from tests.tui.test_workbench import EXAMPLES
from tui.cli.environment.deploy import run as run_deploy
from tui.messages import Diagnosed
from tui.widgets.diagnose.input_panel import FIELDS
from tui.widgets.diagnose.secret_area import SecretArea
from tui.widgets.diagnose.stage_rail import StageRail
from tui.workbench import Inputs

EXPIRED = scenario()
SIGNATURE = EXPIRED.text.split("Bearer ")[1].split("'")[0].rpartition(".")[2]
SHOP = """
name = "shop"
[[issuers]]
name = "login"
issuer = "https://login.shop.test"
jwks = "bad.jwks.json"
algorithms = ["RS256"]
[[api_services]]
name = "Orders"
base_urls = ["https://api.shop.test/orders"]
issuer = "login"
audience = "orders"
"""
HAR_ENTRY = {
    "startedDateTime": "2026-03-04T10:11:12Z",
    "request": {"method": "GET", "url": "https://api.shop.test/orders/7", "headers": [], "httpVersion": "HTTP/1.1"},
    "response": {"status": 401, "headers": [], "content": {}, "statusText": ""},
}


def events(app):
    return app.workbench.store.count().events


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_paste_is_diagnosed_recorded_and_folded(tmp_path, size):
    app = make_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await paste(pilot, EXPIRED.text)
        await shown(pilot, "REFUSED at token")
        text = screen_text(app)
        assert "You can fix this. Next: ask the token endpoint for a new access token." in text
        assert "curl · GET · 1 header · token eyJhbGci…•••" in text
        assert SIGNATURE[:12] not in text
        assert isinstance(app.focused, StageRail)
        assert max(len(row) for row in text.splitlines()) <= size[0]
        await until(pilot, lambda: events(app) == 1, "one event")


async def test_at_80x24_verdict_rail_details_and_folded_inputs_have_their_rows(tmp_path):
    app = make_app(tmp_path, EXPIRED)
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "1 event · 1 refused")
        rows = screen_text(app).splitlines()
        assert len(rows) == 24
        assert rows[1].startswith(" REFUSED at token.expired: the access token expired")
        assert rows[2].startswith(" You can fix this. Next: ")
        assert rows[6].startswith(" ✗ token     failed  ▸▏")
        assert rows[5][22] == "▏"
        assert rows[21].startswith(" curl · GET")
        assert rows[22].startswith(" audit ")
        assert rows[23].startswith(" Enter Checks")


async def test_at_80x24_a_long_verdict_is_whole_in_a_second_line(tmp_path):
    app = make_app(tmp_path, scenario("rules.group_missing"))
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "Z  ✗ rules.group_missing")
        rows = screen_text(app).splitlines()
        assert rows[1:3] == [
            " REFUSED at rules.group_missing: the user `priya.nair` is in no group that may",
            "   call Fill a prescription",
        ]
        assert rows[3].startswith(" User administrator: add the user `priya.nair` to the group `pharmacists`")
        assert rows[4].startswith("   ")
        assert rows[5].startswith(" ✓ request ")
        assert len(rows) == 24


async def test_typing_diagnoses_without_recording_and_keeps_the_cursor(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await type_in(pilot, "invalid_grant")
        await shown(pilot, "REFUSED at grant")
        assert isinstance(app.focused, SecretArea)
        assert "Esc to the stages" in screen_text(app)
        assert events(app) == 0


async def test_enter_behind_a_word_asks_and_records(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await type_in(pilot, "403")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, StageRail), "the rail")
        assert "status" in screen_text(app)
        await until(pilot, lambda: events(app) >= 1, "an event")


async def test_ctrl_r_asks_from_the_text_field(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await type_in(pilot, "403")
        await shown(pilot, "REFUSED")
        assert events(app) == 0
        await pilot.press("ctrl+r")
        await until(pilot, lambda: events(app) >= 1, "an event")


async def test_letters_and_digits_are_typed_in_a_text_field(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("3", "f", "g", "question_mark")
        await pilot.pause()
        assert app.diagnose.panel.field("text").value == "3fg?"
        assert app.screen.PLACE == "diagnose"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"log": {"entries": [', "the HAR ends"),
        ("no such thing as this", "wanted a paste that begins such as `curl"),
    ],
)
async def test_a_bad_input_is_said_next_to_its_box_and_stays(tmp_path, text, said):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, text)
        await shown(pilot, "✗ line 1")
        assert said in " ".join(screen_text(app).split())
        assert app.diagnose.panel.field("text").value == text
        assert isinstance(app.focused, SecretArea)
        assert events(app) == 0


async def test_a_half_typed_text_is_said_quietly(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await type_in(pilot, "get me")
        await shown(pilot, "? line 1")
        assert "✗" not in screen_text(app)


async def test_an_empty_box_says_what_is_wanted(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+r")
        await shown(pilot, "✗ the box is empty, wanted a request")


async def test_an_edit_that_cannot_be_read_keeps_what_was_shown(tmp_path):
    app = make_app(tmp_path, EXPIRED)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("i", "x")
        await shown(pilot, "NOT READ")
        assert "✗ token" in screen_text(app)
        await pilot.press("backspace")
        await shown(pilot, "REFUSED at token")


async def test_emptying_the_box_begins_anew(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await type_in(pilot, "403")
        await shown(pilot, "REFUSED")
        await pilot.press("backspace", "backspace", "backspace")
        await shown(pilot, "Why was my API call refused?")


async def test_a_paste_replaces_token_response_and_time_but_not_the_environment(tmp_path):
    app = make_app(tmp_path, EXPIRED)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        environment = app.environment
        await pilot.press("i")
        app.diagnose.panel.field("token").focus_box()
        await paste(pilot, "opaque-token-of-nobody-1234567890")
        await pilot.pause()
        app.diagnose.panel.field("text").focus_box()
        await paste(pilot, "curl https://api.shop.test/orders/7")
        await until(pilot, lambda: app.diagnose.trace.reason == "token.missing", "another verdict")
        inputs = app.diagnose.inputs
        assert (inputs.token, inputs.response, inputs.now, inputs.environment) == ("", "", None, environment)


async def test_a_paste_outside_the_boxes_is_a_new_request(tmp_path):
    app = make_app(tmp_path, EXPIRED)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token: the access token expired")
        await paste(pilot, "curl https://api.shop.test/orders/7")
        await until(pilot, lambda: app.diagnose.trace.reason == "token.missing", "another verdict")


async def test_a_har_with_several_requests_opens_replay_and_is_held_beside_the_box(tmp_path):
    text = json.dumps({"log": {"version": "1.2", "entries": [HAR_ENTRY] * 3, "comment": "x" * 20_000}})
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, text)
        await until(pilot, lambda: app.screen.PLACE == "replay", "Replay")
        await pilot.press("escape")
        await shown(pilot, "Why was my API call refused?")
        assert app.diagnose.inputs.text == ""


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_escape_from_replay_leads_back_to_the_request_before_the_har(tmp_path, size):
    app = make_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await paste(pilot, EXPIRED.text)
        await shown(pilot, "REFUSED at token")
        await paste(pilot, json.dumps({"log": {"version": "1.2", "entries": [HAR_ENTRY] * 3}}))
        await until(pilot, lambda: app.screen.PLACE == "replay" and app.screen.is_done, "Replay")
        await pilot.press("escape")
        await shown(pilot, "curl · GET · 1 header")
        assert isinstance(app.focused, StageRail)
        assert app.diagnose.inputs.text == EXPIRED.text
        await pilot.press("2", "enter")
        await until(pilot, lambda: app.screen.PLACE == "diagnose", "a row")
        await shown(pilot, "i opens the inputs" if size == WIDE else "i inputs")
        await pilot.press("u")
        await until(pilot, lambda: app.diagnose.inputs.text == EXPIRED.text, "the request before")


async def test_a_paste_over_what_could_not_be_read_replaces_it(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, "no such log line 401")
        await shown(pilot, "✗ line 1")
        await paste(pilot, "nor is this one 403")
        await until(pilot, lambda: app.diagnose.inputs.text == "nor is this one 403", "the second alone")
        await pilot.press("escape", "u")
        await until(pilot, lambda: app.diagnose.inputs.text == "no such log line 401", "the first again")


async def test_a_piece_pasted_into_a_text_that_is_typed_goes_to_the_cursor(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await type_in(pilot, "curl -H 'X: ")
        await shown(pilot, "? ")
        await paste(pilot, "a-piece")
        await until(pilot, lambda: app.diagnose.inputs.text == "curl -H 'X: a-piece", "both")


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_another_environment_and_undo_choose_the_stage_that_refuses(tmp_path, size):
    app = make_app(tmp_path, EXPIRED)
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "REFUSED at token")
        await paste(pilot, "curl https://api.shop.test/orders/7")
        await until(pilot, lambda: app.diagnose.trace.reason == "token.missing", "another verdict")
        await pilot.press("home")
        assert app.diagnose.results.rail.stage == "request"
        await pilot.press("u")
        await until(pilot, lambda: app.diagnose.trace.reason == "token.expired", "the verdict before")
        assert app.diagnose.results.rail.stage == "token"
        await pilot.press("home")
        app.environment = None
        await until(pilot, lambda: app.diagnose.trace.environment is None, "a verdict without environment")
        assert app.diagnose.results.rail.stage == "request"  # the reason is the same


async def test_a_har_with_one_request_is_diagnosed(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, json.dumps({"log": {"version": "1.2", "entries": [HAR_ENTRY]}}))
        await shown(pilot, "captured 401: nothing could be predicted")


async def test_another_environment_judges_the_same_text_again(tmp_path):
    app = make_app(tmp_path, EXPIRED)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        assert app.diagnose.trace.environment is not None
        app.environment = None
        await until(pilot, lambda: app.diagnose.trace.environment is None, "a verdict without environment")
        assert "no environment, 1 fact given (k)" in screen_text(app)  # the time of the demo


async def test_what_comes_too_late_is_not_shown(tmp_path):
    app = make_app(tmp_path, EXPIRED)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        stale = app.workbench.diagnose(scenario("rules.scope_missing"))
        app.diagnose.post_message(Diagnosed(stale, asked=True))
        await pilot.pause()
        assert app.diagnose.trace.reason == "token.expired"


async def test_a_bug_of_the_engine_is_said_and_takes_nothing_away(tmp_path, monkeypatch):
    app = make_app(tmp_path)

    def broken(inputs):
        raise RuntimeError("out of order")

    monkeypatch.setattr(app.workbench, "diagnose", broken)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, "403")
        await shown(pilot, "apiwhy itself failed: RuntimeError: out of order")
        assert app.diagnose.panel.field("text").value == "403"


async def test_what_takes_long_is_said_and_keys_pressed_meanwhile_do_not_land_in_the_text(tmp_path, monkeypatch):
    app = make_app(tmp_path)
    diagnose, answer = app.workbench.diagnose, Event()
    monkeypatch.setattr(app.workbench, "diagnose", lambda inputs: answer.wait(20) and diagnose(inputs))
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, EXPIRED.text)
        await shown(pilot, f"reading text, {len(EXPIRED.text)} bytes …")
        await pilot.press("f", "x")
        answer.set()
        await shown(pilot, "REFUSED at token")
        assert app.diagnose.panel.field("text").value == EXPIRED.text
        assert isinstance(app.focused, StageRail)


async def test_nothing_is_recorded_where_that_was_asked(tmp_path):
    app = make_app(tmp_path, EXPIRED, record=False)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        assert events(app) == 0


@pytest.mark.parametrize("field", ["response", "token"])
async def test_what_is_wrong_with_response_or_token_stands_beside_its_box(tmp_path, field):
    app = make_app(tmp_path, EXPIRED)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        await pilot.press("i", *(["tab"] if field == "token" else ["tab", "tab"]))
        await paste(pilot, "curl https://api.shop.test/orders/7" if field == "token" else "what is this")
        await shown(pilot, f"✗ {field}")
        panel = app.diagnose.panel
        assert [name for name in FIELDS if panel.field(name).has_class("-problem")] == [field]
        assert app.focused is panel.field(field).area


async def test_keys_that_could_not_be_read_are_said(tmp_path):
    (tmp_path / "bad.jwks.json").write_text("[1]")
    (tmp_path / "shop.toml").write_text(SHOP)
    app = make_app(tmp_path, replace(EXPIRED, environment=str(tmp_path / "shop.toml")))
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "notice   shop.toml:6:1 issuers[0].jwks: `bad.jwks.json` is not a")
        assert "also    not known: 1 stage lacks a fact" in screen_text(app)
        assert "then this no longer refuses it" in screen_text(app)


async def test_a_diagnosis_of_the_audit_does_not_change_which_environment_is_shown(tmp_path):
    app = make_app(tmp_path, EXPIRED)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "1 event · 1 refused")
        app.environment = None
        await until(pilot, lambda: app.diagnose.trace.environment is None, "a verdict without environment")
        await pilot.press("4")
        await until(pilot, lambda: app.screen.PLACE == "audit" and app.screen.chosen, "the event")
        await pilot.press("enter", "enter")
        await shown(pilot, "verified when captured against shop")
        assert app.diagnose.trace.environment == "shop"
        assert "environment: none" in screen_text(app).splitlines()[0]


@pytest.fixture
def game(tmp_path):
    """The example's environment, in a folder of the test, and a request that it allows."""
    shutil.copytree(EXAMPLES / "keys", tmp_path / "keys")
    file = shutil.copy(EXAMPLES / "meme-game.toml", tmp_path / "meme-game.toml")
    text = (EXAMPLES / "requests" / "allowed.txt").read_text("utf-8")
    return file, Inputs(text=text, environment=str(file), now=datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC))


def narrow(file):
    file.write_text(file.read_text("utf-8").replace('"meme-game:write"] }', '"meme-game:admin"] }'), "utf-8")


async def test_a_changed_environment_judges_again_by_itself(tmp_path, game):
    file, inputs = game
    app = make_app(tmp_path, inputs)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await shown(pilot, "ALLOWED")
        await pilot.press("down")
        focused, recorded = app.focused, events(app)
        narrow(file)
        await shown(pilot, "REFUSED at rules")
        await shown(pilot, "the environment changed on disk")
        assert app.focused is focused
        assert events(app) == recorded


async def test_what_changed_while_another_screen_was_shown_is_judged_on_the_way_back_and_flips(tmp_path, game):
    file, inputs = game
    app = make_app(tmp_path, inputs)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "ALLOWED")
        await pilot.press("3")
        await until(pilot, lambda: app.screen.PLACE == "guide", "the guide")
        narrow(file)
        await pilot.press("1")
        await shown(pilot, "REFUSED at rules")
        await pilot.press("5")
        await shown(pilot, "1 of 1 recent request would")
        assert "allowed → refused (rules.scope_missing)" in " ".join(screen_text(app).split())


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_broken_environment_leaves_the_request_and_what_was_found_before(tmp_path, game, size):
    file, inputs = game
    whole = file.read_text("utf-8")
    app = make_app(tmp_path, inputs)
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "ALLOWED")
        file.write_text(whole.replace("base_urls", "base_url", 1), "utf-8")
        await shown(pilot, "ENVIRONMENT NOT READ: the environment `meme-game` cannot be read")
        said = " ".join(screen_text(app).split())
        assert re.search(r"meme-game\.toml:\d+:\d+ api_services\[0\]\.base_url: unknown key", said)
        assert "What follows is of before" in said
        assert not app.diagnose.panel.display
        assert app.focused is app.diagnose.results.rail
        await pilot.press("ctrl+r")
        await pilot.pause(0.1)
        await until(pilot, lambda: app.focused is app.diagnose.results.rail, "the stages")
        await pilot.press("3")
        await until(pilot, lambda: app.screen.PLACE == "guide", "the guide")
        file.write_text(whole, "utf-8")
        await pilot.press("1")
        await shown(pilot, "ALLOWED")
        assert "NOT READ" not in screen_text(app)


async def test_a_request_asked_of_a_broken_environment_is_judged_and_recorded_once_it_is_mended(tmp_path, game):
    file, inputs = game
    whole = file.read_text("utf-8")
    file.write_text(whole.replace("base_urls", "base_url", 1), "utf-8")
    app = make_app(tmp_path, inputs)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "the environment `meme-game` cannot be read")
        file.write_text(whole, "utf-8")
        await shown(pilot, "ALLOWED")
        await until(pilot, lambda: events(app) == 1, "the event")


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_which_copy_judges_is_said_and_where_the_file_decides_otherwise_both_verdicts(
    tmp_path, game, size, monkeypatch
):
    file, inputs = game
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "data"))
    assert run_deploy([str(file)]) == 0
    app = make_app(tmp_path, inputs)
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "meme-game (deployed" if size is WIDE else "ALLOWED")
        narrow(file)
        await shown(pilot, "! Judged as deployed")
        said = " ".join(screen_text(app).partition("request")[0].split())
        assert "and decides otherwise once it is deployed: refused at rules (rules.scope_missing" in said
        assert run_deploy([str(file)]) == 0
        await shown(pilot, "REFUSED at rules")
        assert "Judged as deployed" not in screen_text(app).partition("✓ request")[0]
