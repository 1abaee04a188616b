"""The rows of an environment's outline, and where findings stand in it."""

from tests.tui.render.test_environment import GAME, ITEMS, finding, item, texts
from tui.checked import Checked
from tui.render.environment import page_rows
from tui.render.environment_outline import findings_at, item_row, shown_items


def test_a_finding_stands_at_the_innermost_thing_and_marks_what_is_folded_above_it():
    service, operation = item("Meme Game", "API service"), item("Answer")
    inner = finding("api_services[0].operations[1].scopes", "error")
    assert findings_at(operation, [inner]) == [inner]
    assert findings_at(service, [inner]) == []

    folded = {one.item.name: one.worst for one in shown_items(ITEMS, {("api_services",)}, [inner])}
    opened = {one.item.name: one.worst for one in shown_items(ITEMS, {("api_services",), service.place}, [inner])}
    assert (folded["API services"], folded["Meme Game"]) == ("", "error")
    assert (opened["Meme Game"], opened["Answer"]) == ("", "error")


def test_of_several_findings_the_worst_marks_and_leads():
    found = [finding("users[0]", "note"), finding("users[0].groups", "error"), finding("users[0].id", "warning")]
    page = texts(page_rows(item("Users").children[0], Checked(environment=GAME, findings=tuple(found))))

    assert [one[0] for one in page if one[:2] in ("✗ ", "! ", "· ")] == ["✗", "!", "·"]
    (row,) = [one for one in shown_items(ITEMS, {("users",)}, found) if one.item.path == ("users", 0)]
    assert row.worst == "error"
    assert texts([item_row(row, width=60, here=False)], 60)[0].endswith("✗")
