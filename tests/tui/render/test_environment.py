"""The rows of the Environment screen: outline, pages, findings, flips."""

from types import SimpleNamespace

import pytest

from engine.environment.loader import load_environment
from engine.environment.outline import outline, walk
from engine.environment.setup_path import setup_paths
from engine.models.exchange import Problem
from tests.tui.test_workbench import EXAMPLES
from tui.checked import Checked, Flip
from tui.render.environment import (
    condition_lines,
    finding_rows,
    flip_rows,
    page_rows,
    start_rows,
    value_text,
)
from tui.render.lines import layout, text_of

GAME = load_environment((EXAMPLES / "meme-game.toml").read_text("utf-8"), file="meme-game.toml")
ITEMS = outline(GAME)


def item(name, kind=None):
    return next(one for one in walk(ITEMS) if one.name == name and kind in (None, one.kind))


def texts(rows, width=70):
    return [text_of(spans).rstrip() for spans, _ in layout(rows, width)]


def finding(path, severity="warning", **said):
    known = {"summary": f"odd {path}", "fix": "mend it", "entry": "environment.odd", "line": 7}
    return SimpleNamespace(path=path, severity=severity, **(known | said))


def test_an_operation_says_what_the_file_says_of_it():
    page = texts(page_rows(item("Answer"), Checked(environment=GAME, lines={item("Answer").path: 57})))

    assert page[0].split() == ["Answer", "operation", "·", "line", "57"]
    assert "scopes     all of meme-game, meme-game:write" in page
    assert "delegated  yes" in page


def test_a_policy_shows_its_rules_and_who_uses_it_and_a_rule_its_condition():
    policy = texts(page_rows(item("Own answers only"), Checked(environment=GAME)))
    rule = texts(page_rows(item("closed for maintenance"), Checked(environment=GAME)))

    assert "rules" in policy
    assert "used by" in policy
    assert any(one.startswith("  the player is the owner") for one in policy)
    assert any(one.startswith("  Answer  operation") for one in policy)
    assert [one.strip() for one in rule if "request.time" in one] == [
        "request.time at least 2026-03-05T00:00:00Z",
        "request.time less than 2026-03-05T02:00:00Z",
    ]


def test_a_reference_is_a_link_to_what_it_names():
    rows = page_rows(item("Answer"), Checked(environment=GAME))
    links = {span.text: span.action for row in rows for span in row.left if span.action}

    number = [one.name for one in GAME.policies].index("Own answers only")
    assert links["Own answers only"] == ("screen.follow", (f"policies[{number}]",))


def test_the_first_page_counts_what_there_is_and_lists_all_findings():
    page = texts(start_rows(Checked(environment=GAME, file="g.toml", findings=(finding("clients[0]"),))), 100)

    assert "3 API services · 5 policies · 1 authorization server" in " ".join(page)
    assert any("odd clients[0]" in one for one in page)
    assert "  clients[0]  line 7" in page
    assert any("environment.odd" in one for one in page)


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        (Checked(), "No environment"),
        (Checked(file="x", problems=(Problem(where="x:3:1", seen="`nam`", wanted="name"),)), "✗ x:3:1"),
        (Checked(environment=GAME), "looking for mistakes in it …"),
        (Checked(environment=GAME, findings=()), "✓ no mistake found"),
    ],
)
def test_the_first_page_of_other_states(checked, said):
    assert said in texts(start_rows(checked))


def test_flips_say_what_was_and_what_would_be():
    flips = [
        Flip(number=0, request="GET /a", before="allowed", after="refused (rules.scope_missing)"),
        Flip(number=1, request="GET /b", before="allowed", after="allowed"),
    ]

    assert texts(flip_rows(flips)) == [
        "",
        "since it changed: 1 of 2 recent requests would be decided otherwise",
        "  GET /a  allowed → refused (rules.scope_missing)",
    ]
    assert flip_rows(None) == []


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"attribute": "token.scope", "contains": "a"}, ["token.scope contains a"]),
        ({"attribute": "user.age", "default": 0, "at_least": 18}, ["user.age, else 0 at least 18"]),
        ({"attribute": "request.weekday", "zone": "Europe/Rome", "in": ["monday"]}, ["request.weekday in Europe/Rome in monday"]),
        ({"not": {"attribute": "a", "equals": {"attribute": "b"}}}, ["not", "  a equals b"]),
        ({"any": [{"attribute": "a", "equals": True}, {"attribute": "b", "not_in": []}]}, ["any of", "  a equals yes", "  b not in none"]),
    ],
)  # fmt: skip
def test_conditions_are_read_a_line_a_test(condition, said):
    assert list(condition_lines(condition)) == said


def test_keys_that_stand_in_the_file_are_counted_and_not_shown():
    assert value_text({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}) == "1 key, inline"


def test_no_finding_is_said():
    assert texts(finding_rows((), linked=True)) == ["✓ no mistake found"]


def test_a_service_says_how_far_it_is_set_up():
    checked = Checked(environment=GAME, setup=setup_paths(GAME))
    page = texts(page_rows(item("Prototype", "API service"), checked))

    assert "setup" in page
    assert any(one.startswith(f"  next  {checked.setup[2].leads.step}: ") for one in page)
    assert any(one.startswith("  ✓ ") for one in page)


def test_what_a_copy_of_the_file_hides_is_hidden_on_every_page():
    text = (EXAMPLES.parents[1] / "engine" / "environment" / "secrets.toml").read_text("utf-8")
    environment = load_environment(text, file="secrets")
    pages = [
        texts(page_rows(one, Checked(environment=environment)), 200) for one in walk(outline(environment)) if one.table
    ]
    shown = "\n".join(row for page in pages for row in page)

    assert "request.header.x-api-key, else  equals •••" in shown or "request.header.x-api-key equals •••" in shown
    assert [secret for secret in ("APIKEYCOND99", "PIN4477", "swordfish", "weak-1", "kelp-1") if secret in shown] == []
    assert "response.body./code equals ACCESS_FAILED" in shown
