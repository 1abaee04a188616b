"""Tables written into an environment file: what is there keeps its comments and its order."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as some

from engine.environment.importing.reading import Comment
from engine.environment.importing.writing import write_tables
from engine.environment.loader import load_environment
from tests.support.sources import ROOT

MEMES = (ROOT / "tests" / "data" / "examples" / "meme-game.toml").read_text("utf-8")
TEXTS = some.text(max_size=12)
VALUES = some.recursive(
    some.booleans() | some.integers(-(2**40), 2**40) | TEXTS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
ROWS = some.lists(some.fixed_dictionaries({"name": TEXTS}, optional={"attributes": VALUES, "scopes": some.lists(TEXTS)}), max_size=3, unique_by=lambda row: row["name"])  # fmt: skip


@given(some.fixed_dictionaries({"name": TEXTS, "resources": ROWS, "policies": ROWS}))
def test_what_is_written_reads_back(tables):
    assert tomllib.loads(write_tables(tables)) == tables


@given(ROWS, ROWS)
def test_written_into_a_file_it_reads_back_with_what_was_there(before, more):
    text = write_tables({"name": "a", "resources": before} if before else {"name": "a"})
    merged = {row["name"]: row for row in before}
    for row in more:
        merged[row["name"]] = {**merged.get(row["name"], {}), **row}

    assert tomllib.loads(write_tables({"resources": more}, text)).get("resources", []) == list(merged.values())


def test_writing_twice_changes_nothing_more():
    tables = {"api_services": [{"name": "Shop", "base_urls": ["https://shop.test"], "issuer": "sso"}]}
    once = write_tables(tables, MEMES)

    assert write_tables(tables, once) == once


def test_comments_and_order_stay():
    changed = write_tables(
        {
            "api_services": [
                {"name": "Meme Game", "operations": [
                    {"name": "Answer", "groups": ["players"]}, {"name": "Vote", "paths": ["/vote"]},
                ]},
                {"name": "Shop", "base_urls": ["https://shop.test"], "issuer": "sso"},
            ],
            "clients": [{"id": "game-web", "status": "inactive"}],
        },
        MEMES,
    )  # fmt: skip
    lines = changed.splitlines()

    assert [line for line in MEMES.splitlines() if line not in lines] == ['  groups = ["players", "moderators"]']
    loaded = load_environment(changed, file="changed")
    assert [one.name for one in loaded.api_services] == ["Meme Game", "Scoreboard", "Prototype", "Shop"]
    assert [one.name for one in loaded.api_services[0].operations] == ["Read answers", "Answer", "Administer", "Vote"]
    assert loaded.api_services[0].operations[1].groups == ("players",)
    assert loaded.client_by_id["game-web"].status == "inactive"


def test_a_name_of_two_users_does_not_make_them_one():
    text = write_tables({"users": [{"id": "1", "name": "Kim"}]}, 'name = "a"\n')

    assert len(tomllib.loads(write_tables({"users": [{"id": "2", "name": "Kim"}]}, text))["users"]) == 2


def test_a_long_list_has_an_element_a_line():
    text = write_tables({"scopes": [f"scope-number-{number}" for number in range(20)]})

    assert len(text.splitlines()) == 22


def test_foreign_text_stays_text():
    name = 'x"\n[[users]]\nid = "root"\u2028'

    assert tomllib.loads(write_tables({"name": name, "users": [{"id": name}]})) == {
        "name": name,
        "users": [{"id": name}],
    }


def test_comments_stand_in_rows_that_are_new():
    tables = {"issuers": [{"name": "a", "issuer": "https://a.test"}], "clients": [{"id": "c"}]}
    comments = (Comment("issuers", "a", "issuer", "a guess"), Comment("clients", "c", "groups", "not given"))
    written = write_tables(tables, comments=comments)

    assert 'issuer = "https://a.test" # a guess\n' in written
    assert 'id = "c"\n# not given\n' in written
    assert write_tables(tables, written, comments) == written


def test_a_row_that_is_off_is_written_once_as_comments():
    off = [("users", {"id": "kim", "groups": None}, "groups\nnot given")]
    written = write_tables({"name": "x"}, off=off)

    assert written == 'name = "x"\n\n# groups\\u000anot given\n#[[users]]\n#id = "kim"\n'
    assert write_tables({"name": "x"}, written, off=off) == written
    assert "#" not in write_tables({"users": [{"id": "kim"}]}, off=off)
