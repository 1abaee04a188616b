"""Options added to a draft, one by one."""

from __future__ import annotations

import pytest

from engine.captures.curl_draft import EFFECTS, SHOWN, Draft, Value


def given(*steps: tuple[str, str]) -> Draft:
    draft = Draft()
    for effect, text in steps:
        EFFECTS[effect](draft, Value(text, (), f"--{effect}"))
    return draft


def test_data_is_kept_in_pieces_with_what_joins_them() -> None:
    draft = given(("data", "a"), ("json", "b"), ("data-raw", "@c"))
    assert draft.data == ["a", "", "b", "&", "@c"]
    assert not draft.data_hidden


@pytest.mark.parametrize(("effect", "text"), [("data", "@f"), ("json", "@f"), ("data-urlencode", "n@f")])
def test_a_file_hides_the_data(effect: str, text: str) -> None:
    draft = given((effect, text))
    assert (draft.data, draft.data_hidden, draft.data_in_file) == ([], True, True)


def test_a_variable_hides_the_fact_that_it_stands_in() -> None:
    draft = Draft()
    EFFECTS["header"](draft, Value("Authorization: $T", ("T",), "-H"))
    EFFECTS["agent"](draft, Value("$A", ("A", "T"), "-A"))
    assert (draft.hidden, draft.unexpanded) == ({"authorization", "headers"}, ["T", "A"])


def test_what_is_unused_is_named_once() -> None:
    draft = given(("header", "none"), ("header", "none"))
    assert [remark.kind for remark in draft.remarks] == ["unused"]


def test_a_file_of_options_hides_everything_but_the_url() -> None:
    assert given(("config", "f")).hidden == SHOWN - {"url"}
