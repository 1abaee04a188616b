"""Facts that no capture shows, given by hand."""

import pytest
from msgspec.structs import replace
from textual.app import App

from engine.models.question import Given
from knowledge.scenarios import demo_jwks
from tests.support.app import SMALL, make_app, paste, scenario, screen_text, shown, type_in, until
from tui.facts import FACTS
from tui.screens.facts import FactsScreen
from tui.workbench import Inputs


class Giving(App[None]):
    CSS = "SecretArea { height: 3; } Rows, #facts, #fact-fields { height: auto; } Labels { width: 16; }"

    def __init__(self, inputs):
        super().__init__()
        self.inputs = inputs
        self.given = []

    def on_mount(self) -> None:
        self.push_screen(FactsScreen(self.inputs), self.given.append)


async def test_keys_from_a_file_issuer_and_audience(tmp_path):
    (tmp_path / "keys.json").write_text(demo_jwks())
    app = Giving(Inputs(text="403"))
    async with app.run_test(size=(100, 40)) as pilot:
        await shown(pilot, "source address")
        await type_in(pilot, str(tmp_path / "keys.json"))
        await pilot.press("tab")
        await type_in(pilot, "https")
        await pilot.press("tab")
        await type_in(pilot, "one two")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.given, "the facts")
        assert app.given == [
            Inputs(text="403", jwks=demo_jwks(), given=Given(issuer="https", audiences=("one", "two")))
        ]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([*"gone.json"], "there is no file `gone.json`"),
        (["tab"] * 4 + [*"nowhere"], "source address: `nowhere`, wanted an IP address"),
        (["tab"] * 6 + [*"gone.pem"], "there is no file `gone.pem`"),
    ],
)
async def test_what_cannot_be_used_is_said_below_and_stays(keys, said):
    app = Giving(Inputs())
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press(*keys, "ctrl+r")
        await shown(pilot, said)
        assert app.given == []
        assert keys[-1] in screen_text(app)


async def test_secrets_in_log_lines_are_covered_and_several_lines_stay_several():
    app = Giving(Inputs())
    async with app.run_test(size=(100, 40)) as pilot:
        app.screen.query_one("#fact-evidence").focus()
        await paste(pilot, "first line\nAuthorization: Bearer abcdefghij0123456789klmnop")
        await shown(pilot, "Authorization: Bearer •••")
        assert "abcdefghij" not in screen_text(app)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.given, "the facts")
        assert "abcdefghij0123456789klmnop" in app.given[0].evidence[0]


async def test_what_is_too_long_to_paste_says_to_give_a_file():
    app = Giving(Inputs())
    async with app.run_test(size=(100, 40)) as pilot:
        await paste(pilot, "x" * 20_000)
        await shown(pilot, "too long to paste here, wanted the path of a file")


async def test_a_certificate_from_a_file_and_the_same_again(tmp_path):
    from tests.support.proofs import certificate_pem, certificate_thumbprint

    (tmp_path / "client.pem").write_text(certificate_pem())
    app = Giving(Inputs(text="401"))
    async with app.run_test(size=(100, 40)) as pilot:
        app.screen.query_one("#fact-certificate").focus()
        await type_in(pilot, str(tmp_path / "client.pem"))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.given, "the facts")
    certificate = app.given[0].given.certificate
    assert (certificate.thumbprint, certificate.subject) == (certificate_thumbprint(), "CN=dispatch")
    again = Giving(app.given[0])
    async with again.run_test(size=(100, 40)) as pilot:
        await shown(pilot, "given already")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: again.given, "the facts")
    assert again.given == app.given


async def test_keys_given_before_stay_given(tmp_path):
    app = Giving(Inputs(jwks=demo_jwks()))
    async with app.run_test(size=(100, 40)) as pilot:
        await shown(pilot, "given already")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.given, "the facts")
        assert app.given[0].jwks == demo_jwks()


@pytest.mark.parametrize(("typed", "keys"), [("", demo_jwks()), ("none", None)])
async def test_given_keys_stand_in_no_text_and_none_takes_them_away(typed, keys):
    app = Giving(Inputs(jwks=demo_jwks()))
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "given already; another replaces it")
        await type_in(pilot, typed)
        await pilot.press("enter")
        await until(pilot, lambda: app.given, "the facts")
        assert app.given[0].jwks == keys


@pytest.mark.parametrize("given", [None, demo_jwks()])
async def test_enter_behind_a_path_with_spaces_says_what_is_wrong_beside_the_field_at_80x24(tmp_path, given):
    app = make_app(tmp_path, replace(scenario(), jwks=given))
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("k")
        await shown(pilot, "give facts")
        await type_in(pilot, "no such.json")
        await pilot.press("enter")
        await shown(pilot, "✗ there is no file `no such.json`")
        assert app.focused.id == "fact-jwks"
        await pilot.press("ctrl+u")
        await type_in(pilot, "nor this")
        await pilot.press("enter")
        await shown(pilot, "✗ there is no file `nor this`")


async def test_escape_changes_nothing():
    app = Giving(Inputs())
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("escape")
        await until(pilot, lambda: app.given, "an answer")
        assert app.given == [None]


@pytest.mark.parametrize("wrong", [False, True], ids=["at first", "with a problem said below one"])
async def test_every_name_stands_beside_its_field(tmp_path, wrong):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=(120, 50)) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("k")
        await shown(pilot, "log lines")
        if wrong:
            app.screen.query_one("#fact-source_ip").value = "nowhere"
            await pilot.press("ctrl+r")
            await shown(pilot, "wanted an IP address")
        rows = screen_text(app).splitlines()
        for fact in FACTS:
            assert f" {fact.label} " in rows[app.screen.query_one(f"#fact-{fact.name}").region.y]
