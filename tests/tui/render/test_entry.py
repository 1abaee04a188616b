"""A page of the guide as rows, with the links that the keyboard follows."""

import pytest

from knowledge.catalog import load_catalog
from tui.render.entry import FOLLOW, entry_rows, kind_words, links_of, start_rows, with_chosen
from tui.render.lines import layout, text_of

CATALOG = load_catalog()
IDS = frozenset(head.id for heads in CATALOG.families().values() for head in heads)


def rows_of(entry, bound=None):
    return entry_rows(CATALOG.entry(entry), IDS.__contains__, bound)


def drawn(rows, width=76):
    return [text_of(spans).rstrip() for spans, _ in layout(rows, width)]


def targets(rows):
    return [arguments[0] for _, arguments in links_of(rows)]


def test_a_page_begins_with_its_id_its_kind_and_its_title():
    head, title, blank, summary = drawn(rows_of("token.expired"))[:4]

    assert head.startswith("token.expired  ")
    assert head.endswith("  reason · token stage")
    assert (title, blank) == ("The access token has expired", "")
    assert summary.startswith("The moment in the token's `exp` claim has passed")


def test_what_the_request_shows_comes_first(trace):
    lines = drawn(rows_of("token.expired", trace))

    assert lines[lines.index("In your request") + 1].startswith("  ✗ token: the access token expired")
    assert lines.index("In your request") < lines.index("Meaning")
    assert "In your request" not in drawn(rows_of("token.expired"))


def test_links_are_places_causes_likenesses_references_and_relations():
    entry = CATALOG.entry("token.expired")
    found = targets(rows_of("token.expired"))

    assert {"401"} | {row.id for row in entry.not_this} | set(entry.related) <= set(found)
    assert {cause.reason for cause in entry.causes if cause.reason} <= set(found)
    assert {row.url for row in entry.references} <= set(found)


@pytest.mark.parametrize("entry", sorted(IDS))
def test_every_link_of_the_guide_leads_somewhere_and_no_line_overflows(entry):
    rows = rows_of(entry)

    assert all(target in IDS or target.startswith("https://") for target in targets(rows))
    assert {action for action, _ in links_of(rows)} <= {FOLLOW}
    assert max(len(text) for text in drawn(rows, 46)) <= 46


def test_a_chosen_link_is_marked_and_only_that():
    rows = rows_of("token.expired")
    marked = [span.text for row in with_chosen(rows, 2) for span in row.left if span.role == "cursor"]

    assert marked == [targets(rows)[2]]
    assert with_chosen(rows, None) == rows
    assert targets(with_chosen(rows, 2)) == targets(rows)


def test_who_owns_a_fix_stands_beside_it():
    lines = drawn(rows_of("token.expired"), 110)

    assert any(line.startswith("    fix    ") and line.endswith("gateway operator") for line in lines)


def test_what_kind_of_entry_it_is():
    assert kind_words(CATALOG.entry("401")) == "HTTP status"
    assert kind_words(CATALOG.entry("grant.invalid")) == "reason · grant stage"


def test_before_a_page_is_opened_it_says_what_there_is_and_what_to_press():
    lines = drawn(start_rows(CATALOG.families()))

    assert f"{len(CATALOG.families()['reason']):>4}  Reasons" in lines
    assert any(line.startswith("/     searches") for line in lines)
