"""Before anything is sent the app asks, and what was agreed to is sent and no more. With a real issuer on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.app import make_app, screen_text, shown, until
from tests.support.issuer import INTROSPECT, JWKS, OPAQUE, OPENID, Issuer, running_issuer, write_credential
from tests.support.world import NOW, good_claims, sign
from tui.app import ApiwhyApp
from tui.contacts import Contact
from tui.render.lines import text_of
from tui.screens.online import OnlineScreen, contact_rows
from tui.workbench import Inputs

CALL = "curl https://api.shop.test/orders/7 -H 'Authorization: Bearer {}'"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as running:
        yield running


def app_with(folder: Path, issuer: Issuer, token: str, more: str = "") -> ApiwhyApp:
    login = f'[[issuers]]\nname = "login"\nissuer = "{issuer.name}"\ncredential = "shop"\n{more}'
    service = '[[api_services]]\nname = "Orders"\nbase_urls = ["https://api.shop.test/orders"]\nissuer = "login"\naudience = "orders"\n'
    (folder / "shop.toml").write_text(f'name = "shop"\n{login}{service}')
    write_credential(issuer)
    return make_app(
        folder, Inputs(text=CALL.format(token), environment=str(folder / "shop.toml"), now=NOW), record=False
    )


def test_what_is_sent_where_is_listed_with_the_token_apart() -> None:
    contacts = [
        Contact("login.test", "its keys", "the issuer `login`"),
        Contact("login.test", "x", "`y`", sends_token=True),
    ]
    rows = [text_of(row.left) for row in contact_rows(contacts)]
    assert rows == [
        "a request goes to login.test", "for its keys", "named by the issuer login", "",
        "this request's access token goes to login.test", "for x", "named by y",
    ]  # fmt: skip


async def test_keys_are_fetched_after_a_yes(tmp_path: Path, issuer: Issuer) -> None:
    app = app_with(tmp_path, issuer, sign(good_claims(iss=issuer.name)))
    async with app.run_test(size=(110, 34)) as pilot:
        await shown(pilot, "o Online")
        assert "offline" in screen_text(app)
        await pilot.press("o")
        await shown(pilot, f"a request goes to {issuer.host}")
        assert issuer.asked == []
        await pilot.press("enter")
        await shown(pilot, "ALLOWED")
        assert issuer.paths == [OPENID, JWKS]
        assert "   online" in screen_text(app)


async def test_nothing_is_sent_after_a_no(tmp_path: Path, issuer: Issuer) -> None:
    app = app_with(tmp_path, issuer, sign(good_claims(iss=issuer.name)))
    async with app.run_test(size=(110, 34)) as pilot:
        await shown(pilot, "o Online")
        await pilot.press("o")
        await shown(pilot, "use the network?")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, OnlineScreen), "the dialog to go")
        assert (issuer.asked, app.workbench.online) == ([], None)
        assert "offline" in screen_text(app)


async def test_a_token_is_sent_once_and_the_next_one_is_asked_for_again(tmp_path: Path, issuer: Issuer) -> None:
    more = f'token_type = "opaque"\nintrospection_url = "{issuer.origin}{INTROSPECT}"\n'
    app = app_with(tmp_path, issuer, OPAQUE, more)
    async with app.run_test(size=(110, 34)) as pilot:
        await shown(pilot, "o Online")
        await pilot.press("o")
        await shown(pilot, f"this request's access token goes to {issuer.host}")
        await pilot.press("enter")
        await shown(pilot, "REFUSED at token")
        assert [one.form["token"] for one in issuer.asked] == [OPAQUE]
        app.take_paste(CALL.format("another-opaque-1"))
        await shown(pilot, "UNDETERMINED")
        assert [one.form["token"] for one in issuer.asked] == [OPAQUE]
        await pilot.press("o")
        await shown(pilot, "this request's access token goes to")


async def test_without_an_issuer_there_is_nobody_to_ask(tmp_path: Path) -> None:
    app = make_app(tmp_path, Inputs(text=CALL.format(sign(good_claims())), now=NOW), record=False)
    async with app.run_test(size=(110, 34), notifications=True) as pilot:
        await shown(pilot, "o Online")
        await pilot.press("o")
        await shown(pilot, "nobody to ask")


async def test_what_goes_wrong_is_said_beside_the_stages(tmp_path: Path, issuer: Issuer) -> None:
    issuer.answers[OPENID] = (404, {})
    app = app_with(tmp_path, issuer, sign(good_claims(iss=issuer.name)))
    async with app.run_test(size=(120, 44)) as pilot:
        await shown(pilot, "o Online")
        await pilot.press("o")
        await shown(pilot, "use the network?")
        await pilot.press("enter")
        await until(pilot, lambda: app.workbench.online is not None and app.workbench.online.notices, "the notice")
        await shown(pilot, "no discovery document of")
