"""Where curl commands begin, and what is undone before they are read."""

from __future__ import annotations

import pytest

from engine.captures.curl_text import COMMAND, NEXT_ON_LINE, counted, undo_text_damage


@pytest.mark.parametrize(
    "text",
    [
        "curl x",
        "  curl x",
        "$ curl x",
        "% curl x",
        "> curl x",
        "\u276f curl x",
        "root@box:/srv# curl x",
        "[ada@box game]$ curl x",
        "sudo -x\ncurl x",
        "time sudo curl x",
        "A=1 B='2 3' curl x",
        "/usr/local/bin/curl x",
        "curl.exe x",
        "curl\\\n x",
        "curl",
    ],
)
def test_a_command_is_found(text: str) -> None:
    found = COMMAND.search(text)
    assert found is not None
    assert found["curl"] in ("curl", "curl.exe", "/usr/local/bin/curl")


@pytest.mark.parametrize(
    "text", ["curly x", "use curl x", "curl: (6) no", "# curl x", "libcurl x", "#\\curl x", "echo 'a\ncurling'"]
)
def test_no_command(text: str) -> None:
    assert COMMAND.search(text) is None


@pytest.mark.parametrize("joiner", ["; ", " && ", " || ", "&"])
def test_a_further_command_on_the_line(joiner: str) -> None:
    assert NEXT_ON_LINE.match(f"{joiner}curl x") is not None


def test_a_body_with_plain_quotes_keeps_its_typographic_ones() -> None:
    text = "curl -d '“x”' https://api.example.test/"
    assert undo_text_damage(text) == (text, [])


def test_counted_lines_show_too_little_to_hold_a_secret() -> None:
    assert counted(["PASSWORDS_AND_MORE=hunter2", "x"]) == "2 lines (the first begins with `PASSWORDS_AN`)"
