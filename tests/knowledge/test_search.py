from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import Index, build_index, is_one_edit


def entry(name: str, **fields: object) -> dict[str, object]:
    """A table as the build dumps it, with what a case does not care for left empty."""
    empty = {"title": "", "summary": "", "meaning": "", "troubleshoot": [], "related": []}
    rows = {"where": [], "causes": [], "not_this": [], "references": []}
    return {"id": name, **empty, **rows, **fields}


ENTRIES = [
    entry("kettle.cold", title="The kettle is cold", meaning="Nobody has switched it on."),
    entry("teapot", title="A pot", summary="Good for tea, not for the kettle.", aliases=["tea pot"]),
    entry("418", title="I'm a teapot", where=[{"status": 418, "note": "the kettle says so"}]),
    entry("cup", title="A cup", where=[{"status": 418, "error": "cup_empty"}], servers_send=["cup is empty"]),
]


@pytest.fixture(scope="module")
def index() -> Index:
    words, postings = build_index(ENTRIES)
    return Index(words, postings, len(ENTRIES))


def names(index: Index, query: str) -> list[str]:
    found = sorted(index.search(query), key=lambda one: (-one.covered, -one.score))
    return [str(ENTRIES[one.number]["id"]) for one in found]


@pytest.mark.parametrize(
    ("query", "wanted", "sentence"),
    [
        ("kettle", ["kettle.cold", "teapot"], "an id weighs more than a summary; a mere mention is left out then"),
        ("switched", ["kettle.cold"], "a mention counts where nothing is about it"),
        ("418", ["418", "cup"], "a status finds its entry, then what occurs with it"),
        ("cup_empty", ["cup"], "an error code is found where it occurs"),
        ("ket", ["kettle.cold", "teapot"], "the last word may be unfinished"),
        ("ketle", ["kettle.cold", "teapot"], "one letter may be missing"),
        ("kettel", ["kettle.cold", "teapot"], "two neighbours may be swapped"),
        ("cold kettle", ["kettle.cold"], "entries with all the words leave those with half of them out"),
        ("the kettle is", ["kettle.cold", "teapot"], "words that say nothing do not count"),
        ("kettle-cold", ["kettle.cold"], "a code written another way is found by its parts"),
        ("xyzzy", [], "what stands nowhere finds nothing"),
        ("", [], "nothing finds nothing"),
    ],
)
def test_search(index, query, wanted, sentence):
    assert names(index, query) == wanted, sentence


def test_short_words_are_not_guessed_at(index):
    assert names(index, "cpu") == []


def test_postings_are_flat_pairs_with_the_heaviest_first():
    words, postings = build_index(ENTRIES)
    assert words == sorted(words)
    flat = postings[words.index("kettle")]
    weights = flat[1::2]
    assert sorted(flat[::2]) == [0, 1, 2]
    assert weights == sorted(weights, reverse=True)


def edits_of(word: str) -> set[str]:
    """The textbook way: every word that one edit makes, over the letters that the words below use."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    dropped = {head + tail[1:] for head, tail in halves if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    replaced = {head + letter + tail[1:] for head, tail in halves if tail for letter in "abc"}
    added = {head + letter + tail for head, tail in halves for letter in "abc"}
    return (dropped | swapped | replaced | added) - {word}


WORDS = st.text(alphabet="abc", min_size=1, max_size=6)


@given(WORDS, WORDS)
def test_one_edit_is_what_making_every_edit_finds(left, right):
    assert is_one_edit(left, right) == (right in edits_of(left))


@given(st.lists(st.text(alphabet="abc", min_size=5, max_size=8), min_size=1, max_size=20, unique=True), st.data())
def test_every_misspelling_of_a_word_finds_it(words, data):
    entries = [entry(word) for word in words]
    index = Index(*build_index(entries), len(entries))
    word = data.draw(st.sampled_from(words))
    typo = data.draw(st.sampled_from(sorted(edit for edit in edits_of(word) if len(edit) >= 5)))
    if any(other.startswith(typo) for other in words):
        return
    assert words.index(word) in {one.number for one in index.search(typo)}


def test_another_number_is_another_code_and_no_misspelling():
    entries = [entry("invalid_grant", aliases=["AADSTS70008"]), entry("oauth2")]
    index = Index(*build_index(entries), len(entries))
    assert [index.search(query) for query in ("AADSTS70009", "AADSTS7008", "AADSTS700081", "oauth3")] == [
        [],
        [],
        [],
        [],
    ]
    assert [one.number for query in ("AADTSS70008", "ouath2", "AADSTS7000") for one in index.search(query)] == [0, 1, 0]
