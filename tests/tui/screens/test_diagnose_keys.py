"""What the keys of Diagnose do, one step in and one step back."""

import pytest
from msgspec.structs import replace

from engine.models.given import Given
from tests.support.app import SMALL, WIDE, make_app, paste, scenario, screen_text, shown, type_in, until
from tui.messages import InputsGiven
from tui.render.needs import need_fact
from tui.widgets.diagnose.secret_area import SecretArea
from tui.widgets.diagnose.stage_details import StageDetails
from tui.widgets.diagnose.stage_rail import StageRail
from tui.workbench import Diagnosis, Inputs

EXPIRED = scenario()
SECRET = EXPIRED.text.split("Bearer ")[1].split("'")[0].rpartition(".")[2]


@pytest.fixture
def app(tmp_path):
    return make_app(tmp_path, EXPIRED)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_arrows_choose_enter_opens_escape_returns(app, size):
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("up")
        await shown(pilot, "✓ ")
        assert app.diagnose.results.rail.stage == "service"
        await pilot.press("enter")
        assert isinstance(app.focused, StageDetails)
        await pilot.press("escape")
        assert isinstance(app.focused, StageRail)
        assert app.screen.PLACE == "diagnose"


async def test_escape_never_leaves_the_app_and_says_what_does(app):
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("escape")
        await shown(pilot, "ctrl+q leaves apiwhy")
        assert app.is_running


async def test_f_shows_the_fixes(app):
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("f")
        await shown(pilot, "what would help")
        assert "token /exp: 2026-03-04T09:11:12Z →" in screen_text(app)
        await pilot.press("escape")
        await shown(pilot, "✗ lifetime")


async def test_g_opens_the_guide_at_what_was_found_and_escape_comes_back(app):
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("g")
        await until(pilot, lambda: app.screen.PLACE == "guide", "the guide")
        await shown(pilot, "The access token has expired")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.PLACE == "diagnose", "Diagnose")


async def test_i_opens_the_inputs_and_escape_folds_them(app):
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "i opens the inputs")
        await pilot.press("i")
        await shown(pilot, "Esc to the stages")
        assert isinstance(app.focused, SecretArea)
        await pilot.press("escape")
        await shown(pilot, "i opens the inputs")


async def test_tab_reaches_token_and_response(app):
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("i", "tab")
        assert app.focused is app.diagnose.panel.field("token").area
        await pilot.press("tab")
        assert app.focused is app.diagnose.panel.field("response").area


async def test_ctrl_s_shows_secrets_and_covers_them(app):
    async with app.run_test(size=(200, 40)) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("i")
        await shown(pilot, "ctrl+s shows secrets")
        assert SECRET[:20] not in screen_text(app)
        await pilot.press("ctrl+s")
        await shown(pilot, "secrets shown, ctrl+s covers")
        assert SECRET[:20] in screen_text(app)
        await pilot.press("ctrl+s")
        await shown(pilot, "ctrl+s shows secrets")
        assert SECRET[:20] not in screen_text(app)


async def test_t_tries_the_scenario_of_the_reason_and_u_brings_back_what_it_replaced(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await type_in(pilot, "403")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, StageRail), "the rail")
        reason = app.diagnose.trace.reason
        for back in ("u", "escape"):
            assert "u Bring back yours" not in screen_text(app)
            await pilot.press("t")
            await until(pilot, lambda: app.diagnose.inputs.environment == f"demo:{reason}", "the scenario")
            await shown(pilot, "your request is kept: u brings it back")
            assert app.diagnose.trace.reason == reason
            assert "u Bring back yours" in screen_text(app)
            await pilot.press(back)
            await until(pilot, lambda: app.diagnose.inputs.text == "403", "the text before")
            await until(pilot, lambda: "brings it back" not in screen_text(app), "its verdict")
            assert app.environment is None


async def test_after_several_demos_the_own_request_comes_back_and_where_there_was_none_the_environment(tmp_path):
    app = make_app(tmp_path, Inputs(environment="demo:token.missing"))
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "environment: demo")
        app.try_scenario("token.expired")
        await shown(pilot, "REFUSED at token")
        app.try_scenario("rules.scope_missing")
        await shown(pilot, "REFUSED at rules")
        assert "u Bring back yours" in screen_text(app)
        await pilot.press("u")
        await shown(pilot, "Why was my API call refused?")
        assert app.environment == "demo:token.missing"
        assert isinstance(app.focused, SecretArea)


async def test_c_copies_the_command_of_the_fix_or_else_the_fix_and_says_so(tmp_path, trace):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        app.show_diagnosis(Diagnosis(inputs=EXPIRED, trace=trace))
        await shown(pilot, "c copies the command")
        assert "c Copy fix" in screen_text(app).splitlines()[-1]
        assert "Copy fix" in {command.title for command in app.get_system_commands(app.screen)}
        await pilot.press("c")
        await shown(pilot, "the command was copied")
        assert app.clipboard == trace.fixes[0].command
        app.show_diagnosis(
            Diagnosis(inputs=EXPIRED, trace=replace(trace, fixes=(replace(trace.fixes[0], command=None),)))
        )
        await shown(pilot, "c copies the fix")
        await pilot.press("c")
        await shown(pilot, "the fix was copied")
        assert app.clipboard == "ask the token endpoint for a new access token"
        app.show_diagnosis(Diagnosis(inputs=EXPIRED, trace=replace(trace, fixes=())))
        await until(pilot, lambda: "Copy fix" not in screen_text(app), "nothing to copy")


async def test_slash_finds_a_check(app):
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("slash")
        await shown(pilot, "find a stage or check")
        await pilot.press(*"scopes", "enter")
        await until(pilot, lambda: app.diagnose.results.rail.stage == "rules", "the stage")
        assert isinstance(app.focused, StageRail)


async def test_k_takes_facts_that_no_input_shows(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, EXPIRED.text)
        await shown(pilot, "REFUSED at token")
        await pilot.press("k")
        await shown(pilot, "give facts")
        await pilot.press("tab", "tab", "tab", "tab", "tab")
        await pilot.press(*"2026-03-04T09:00:00Z")
        await pilot.press("enter")
        await until(pilot, lambda: app.diagnose.trace.at == "2026-03-04T09:00:00Z", "another time")
        assert app.diagnose.trace.verdict == "undetermined"
        assert "k gives it" in screen_text(app) or "ctrl+e chooses one" in screen_text(app)


async def test_what_is_given_as_a_whole_is_diagnosed_and_recorded(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        app.diagnose.post_message(InputsGiven(scenario("rules.scope_missing")))
        await shown(pilot, "REFUSED at rules")
        await until(pilot, lambda: app.workbench.store.count().refused == 1, "its event")


async def test_p_goes_round_the_parts_of_a_policy_tree(tmp_path):
    app = make_app(tmp_path, scenario("policy.denied"))
    async with app.run_test(size=(120, 60)) as pilot:
        await shown(pilot, "tree     deciding path")
        assert "p Tree" in screen_text(app)
        for part in ("fails", "all", "deciding path"):
            await pilot.press("p")
            await shown(pilot, f"tree     {part}")
        assert "✗ token.sub" in screen_text(app)
        await pilot.press("up")
        await until(pilot, lambda: app.diagnose.results.rail.stage == "rules", "another stage")
        assert "p Tree" not in screen_text(app)
        assert app.diagnose.check_action("tree", ()) is False


@pytest.mark.parametrize(
    ("size", "said"), [(SMALL, "no env, 2 facts (k)"), (WIDE, "no environment, 2 facts given (k)")]
)
async def test_given_facts_stand_in_the_header_stay_with_a_paste_and_go_with_one_key(tmp_path, size, said):
    app = make_app(tmp_path)
    async with app.run_test(size=size, notifications=True) as pilot:
        await paste(pilot, EXPIRED.text)
        await shown(pilot, "REFUSED")
        await pilot.press("k", "tab")
        await type_in(pilot, "https://login.shop.test")
        await pilot.press("tab")
        await type_in(pilot, "orders")
        await pilot.press("enter")
        await shown(pilot, said)
        await paste(pilot, EXPIRED.text.replace("orders/7", "orders/8"))
        await shown(pilot, "still given beside it: issuer,")
        assert said in screen_text(app)
        assert "K Clear facts" in screen_text(app)
        await pilot.press("K")
        await shown(pilot, "environment: none")
        assert "K Clear facts" not in screen_text(app)
        await pilot.press("u")
        await shown(pilot, said)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_v_shows_what_may_be_told_to_the_caller_c_copies_it_and_v_shows_all_again(app, size):
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "✗ lifetime")
        await pilot.press("v")
        await shown(pilot, "what the caller may be told")
        assert "v Caller's view" in screen_text(app)
        assert "✗ lifetime" not in screen_text(app)
        await pilot.press("up")
        await shown(pilot, "what the caller may be told")
        await pilot.press("c")
        await until(pilot, lambda: "Token expired" in app.clipboard, "the caller's text")
        assert "lifetime" not in app.clipboard
        await pilot.press("down", "v")
        await shown(pilot, "✗ lifetime")


async def test_an_allowed_request_has_nothing_for_a_caller(tmp_path):
    app = make_app(tmp_path, Inputs(text="200"))
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.diagnose.trace, "a verdict")
        assert app.diagnose.trace.verdict != "refused"
        await pilot.press("v")
        await pilot.pause()
        assert "caller may be told" not in screen_text(app)


async def test_k_opens_the_facts_at_the_field_that_the_missing_one_names(tmp_path):
    app = make_app(tmp_path, replace(EXPIRED, environment=None, now=None))
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.diagnose.trace and app.diagnose.trace.needs, "what is missing")
        needed = [need for need in app.diagnose.trace.needs if "--issuer" in need.give or "--jwks" in need.give]
        await until(pilot, lambda: isinstance(app.focused, StageRail), "the rail")
        app.diagnose.results.rail.choose(needed[0].stage)
        await pilot.press("k")
        field = need_fact(app.diagnose.trace, needed[0].stage)
        await until(pilot, lambda: app.focused and app.focused.id == f"fact-{field}", "the field")


async def test_facts_given_beside_an_empty_box_come_back_after_a_demo(tmp_path):
    given = Inputs(given=Given(issuer="https://login.example.test", scopes=("orders.read",)))
    app = make_app(tmp_path, given)
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "2 facts given")
        app.try_scenario("token.missing")
        await shown(pilot, "your facts are kept: u brings them back")
        await pilot.press("u")
        await shown(pilot, "2 facts given")
        assert app.diagnose.inputs == given


async def test_what_could_not_be_read_is_open_again_after_u(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, "no request at all, only words")
        await shown(pilot, "✗ line 1")
        app.try_scenario("token.expired")
        await shown(pilot, "REFUSED at token")
        assert not app.diagnose.panel.display
        await pilot.press("u")
        await shown(pilot, "✗ line 1")
        assert app.diagnose.panel.display
