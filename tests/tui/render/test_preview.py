"""A token preview as rows, and the request that is right for a refused call."""

from datetime import UTC, datetime

from engine.environment.loader import load_environment
from engine.issuing.preview import PreviewAsk, preview_token
from engine.models.trace import TokenRequest
from tests.support.world import catalog
from tests.tui.test_workbench import EXAMPLES
from tui.render.lines import layout, text_of
from tui.render.preview import chain_rows, command_line, preview_rows

GAME = load_environment((EXAMPLES / "meme-game.toml").read_text("utf-8"), file="meme-game.toml")
NOW = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)


def rows_of(**asked):
    preview = preview_token(GAME, PreviewAsk(**asked), catalog=catalog(), now=NOW)
    return preview_rows(preview, catalog())


def texts(rows, width=90):
    return [text_of(spans).rstrip() for spans, _ in layout(rows, width)]


def test_a_token_that_is_issued_is_green_and_shows_its_claims():
    rows = rows_of(client="game-web", user="user.0", grant_type="authorization_code", scopes=("meme-game",))

    assert rows[0].left[0].role == "passed"
    assert texts(rows)[0].startswith("ISSUED: game-web gets the token")
    assert any("aud: meme-game" in one for one in texts(rows))


def test_a_refusal_is_red_and_its_stage_has_its_glyph():
    rows = rows_of(client="game-web", user="user.0", grant_type="authorization_code", scopes=("nope",))
    marked = [row for row in rows if any(span.text == "✗" and span.role == "failed" for span in row.left)]

    assert rows[0].left[0].role == "failed"
    assert text_of(marked[0].left).split()[:2] == ["✗", "scope"]


def test_labels_are_quiet_and_what_they_say_hangs_behind_them():
    rows = rows_of(client="game-web", user="user.0", grant_type="authorization_code", scopes=("meme-game",))
    asked = next(row for row in rows if text_of(row.left).lstrip().startswith("asked"))

    assert [span.role for span in asked.left if span.text.strip() == "asked"] == ["dim"]
    first, second, *_ = texts([asked], 60)
    assert second.index(second.strip()[0]) == first.index("client")


def test_the_right_request_is_said_with_its_command():
    request = TokenRequest(
        server="s", endpoint="https://s.test/token", grant_type="client_credentials", scopes=("a",), parameters={},
        url=None, command="curl https://s.test/token", verdict="refused", reason="scope.unknown", owner="token_issuer",
        summary="s would refuse a token for `a`", change="let s know `a`", because="it was never asked for",
    )  # fmt: skip

    assert texts(chain_rows(request)) == [
        "the token       it was never asked for",
        "the right one   s would refuse a token for `a`",
        "token issuer    let s know `a`",
        "request         curl https://s.test/token",
        "",
    ]


def test_the_command_names_only_what_was_filled_in():
    assert list(command_line("a", "", "password", "", "x.toml")) == [
        "apiwhy", "token-preview", "--client", "a", "--grant", "password", "--environment", "x.toml",
    ]  # fmt: skip
