"""The pictures are of the app as it is: each is taken again and compared. `make screenshots` writes them."""

from __future__ import annotations

import re

import pytest

from screenshots.make import FOLDER, PICTURES, take_soon
from screenshots.svg import png_of, settled


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_a_picture_shows_the_app_as_it_is(picture):
    committed = (FOLDER / f"{picture.name}.svg").read_text("utf-8")

    taken = await take_soon(picture)

    assert words_of(taken) == words_of(committed)
    assert taken == committed


def test_every_picture_is_there_twice_and_nothing_else():
    names = {path.name for path in FOLDER.iterdir() if path.suffix in (".svg", ".png")}

    assert names == {f"{picture.name}.{kind}" for picture in PICTURES for kind in ("svg", "png")}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_no_picture_asks_the_network_for_anything(picture):
    svg = (FOLDER / f"{picture.name}.svg").read_text("utf-8")

    assert re.findall(r"url\((?!#)[^)]*\)|href=|@import|@font-face", svg) == []
    assert re.findall(r"https?://(?!www\.w3\.org)[\w.]+(?=[^<]*\{)", svg) == []


def test_a_picture_is_written_as_png():
    svg = (FOLDER / "diagnose.svg").read_text("utf-8")

    assert png_of(svg).startswith(b"\x89PNG\r\n")


def test_what_changes_from_run_to_run_is_settled():
    drawn = '<style>@font-face { src: url("https://fonts.test/a") }\n .terminal-12-r1 { font-family: Fira Code, monospace; }</style>\n\n'

    assert settled(drawn.replace("12", "99")) == settled(drawn)
    assert "fonts.test" not in settled(drawn)


def words_of(svg: str) -> list[str]:
    """The texts of a picture in their order: a difference in them is easier to read than one in coordinates."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)
