"""A trace as text for a terminal: the verdict first, then the stages as proof."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from engine.models.checks import FLOWS
from engine.models.trace import AtFrom, Outcome
from engine.reports.text import AT_FROM, COLOURS, GLYPHS, NARROWEST, trace_to_text
from tests.support.world import catalog, judge

ORDERS = "GET https://api.shop.test/orders/7"
SEVERAL = {"claims": {"exp": -3600, "scope": "x"}}


def report(*, colour: bool = False, width: int | None = None, **case: Any) -> str:
    return trace_to_text(judge({"request": ORDERS} | case), catalog(), colour=colour, width=width)


def rows(text: str, label: str) -> list[str]:
    """What stands behind a label, which is written once for all of its rows."""
    found: list[str] = []
    under = ""
    for line in text.splitlines():
        under = line[:18].strip() or under
        if under == label:
            found.append(line[18:])
    return found


def test_the_verdict_and_the_next_step_come_first() -> None:
    lines = report(**SEVERAL).splitlines()
    assert lines[0] == "REFUSED at token: the access token expired 1 hour ago"
    assert [line[:18].strip() for line in lines[1:4]] == ["who can act", "next", ""]
    expired = report(request="GET https://api.shop.test/orders/7", claims={"exp": -3600}).splitlines()
    assert expired[3].split()[:3] == ["command", "curl", "https://login.shop.test/token"]
    assert expired[4] == ""


@pytest.mark.parametrize(
    ("case", "flow"),
    [({}, "resource"), ({"request": "POST https://login.shop.test/token"}, "token"),
     ({"request": "GET https://login.shop.test/authorize"}, "authorization")],
)  # fmt: skip
def test_every_stage_stands_there_with_its_glyph(case: dict[str, Any], flow: str) -> None:
    text = report(**case)
    shown = re.findall(rf"^  [{''.join(GLYPHS.values())}] (\w+)", text, re.MULTILINE)
    assert tuple(shown) == FLOWS[flow]


def test_what_failed_is_shown_with_its_proof() -> None:
    text = report(**SEVERAL)
    shown = dict(re.findall(r"^  [✓✗?–] (\w+) +(.*)$", text, re.MULTILINE))
    assert shown["token"] == "exp 2026-03-04T09:11:12Z, wanted later than 2026-03-04T10:10:12Z    token.expired  proved"
    assert shown["rules"] == "scope x, wanted `orders.read`    rules.scope_missing  proved"
    assert (shown["service"], shown["gateway"]) == ("Orders", "not captured")


def test_what_stands_below_the_stages() -> None:
    text = report(**SEVERAL)
    assert rows(text, "also") == ["rules.scope_missing"]
    assert rows(text, "predicted") == ['401  Bearer error="invalid_token", error_description="Token expired"']
    assert rows(text, "told caller") == ["Token expired"]
    assert rows(text, "captured") == []
    assert rows(text, "fix")[0].endswith("proved: then nothing refuses it")
    assert rows(text, "judged at") == ["2026-03-04T10:11:12Z (--now), environment shop"]
    assert rows(text, "more") == ["apiwhy guide token.expired"]


def test_alternatives_are_marked_and_so_is_what_widens_access() -> None:
    text = report(request="GET https://api.shop.test/orders/own/ben")
    assert rows(text, "fix") == [
        "call it for `ada`: `https://api.shop.test/orders/own/ada`    proved: then nothing refuses it"
    ]
    assert [row.endswith("; it lets more through than this request") for row in rows(text, "or")] == [True]


def test_the_answer_to_nothing_is_not_told() -> None:
    assert rows(report(), "told caller") == []


def test_what_the_answer_adds() -> None:
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    text = report(claims={"jti": "t-1"}, response={"status": 401, "headers": headers})
    assert rows(text, "captured") == ["predicted allowed, captured 401: they differ"]
    assert [row.rpartition("    ")[2] for row in rows(text, "may explain")] == ["token.revoked", "token.key_rotated"]
    assert "token.refused  observed" in text


def test_what_is_missing_and_what_nearly_matched() -> None:
    assert rows(report(keys=False), "needs")[0].startswith("the keys of `https://login.shop.test`: --jwks FILE")
    assert "`s` is missing in `order`" in rows(report(request="GET https://api.shop.test/order/7"), "near miss")[0]
    assert rows(report(environment=False), "judged at")[0].endswith("no environment")
    assert any("in the future" in row for row in rows(report(claims={"iat": 600}), "assumed"))


def test_without_colour_no_control_sequence_is_sent_and_foreign_ones_never_are() -> None:
    evil = {
        "claims": {"aud": "\x1b[31mred\x07\u202e", "scope": "x"},
        "request": "GET https://api.shop.test/orders/%1b]0;x",
    }
    plain = report(**evil)
    assert plain.replace("\n", "").isprintable()
    assert "\\x1b[31mred" in plain
    coloured = report(colour=True, **evil)
    assert re.sub(r"\x1b\[[\d;]+m", "", coloured) == plain
    assert set(re.findall(r"\x1b\[([\d;]+)m", coloured)) <= {"0", *COLOURS.values(), "1;32", "1;33"}


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_lines_are_wrapped_where_a_width_is_given(width: int) -> None:
    lines = report(width=width, **SEVERAL).splitlines()
    assert all(len(line) <= max(width, NARROWEST) or " " not in line.strip() for line in lines[1:])
    assert " ".join(" ".join(lines).split()).count("rules.scope_missing") == report(**SEVERAL).count(
        "rules.scope_missing"
    )


def test_every_outcome_and_origin_of_time_has_words() -> None:
    assert set(GLYPHS) == set(COLOURS) == set(get_args(Outcome))
    assert set(AT_FROM) == set(get_args(AtFrom))


OWN = "GET https://api.shop.test/orders/own/bob"


def test_below_a_policy_that_refuses_stands_the_path_that_decided() -> None:
    lines = report(request=OWN).splitlines()
    place = next(number for number, line in enumerate(lines) if line.strip().startswith("✗ policy"))
    assert [line[18:] for line in lines[place + 1 : place + 4]] == [
        "DENY  policy Own only, nothing in it permits  (deny-unless-permit)",
        "  NOT_APPLICABLE  rule the owner  (permit)",
        '    ✗ token.sub = "ada" (claim sub)  equals  path.owner = "bob" (path owner)',
    ]
    assert "rule the owner" not in report(request="GET https://api.shop.test/orders/own/ada")


def test_below_a_response_policy_that_refuses_stands_its_own_path() -> None:
    own = {"name": "own", "effect": "permit", "when": {"attribute": "response.body./owner", "equals": "ada"}}
    changes = {
        "policies/2": {"name": "Out", "combine": "deny-unless-permit", "rules": [own]},
        "api_services/0/response_policy": "Out",
    }
    lines = report(set=changes, response={"status": 200, "body": '{"owner": "bob"}'}).splitlines()
    place = next(number for number, line in enumerate(lines) if line.strip().startswith("✗ response"))
    assert [line[18:] for line in lines[place + 1 : place + 4]] == [
        "DENY  policy Out, nothing in it permits  (deny-unless-permit)",
        "  NOT_APPLICABLE  rule own  (permit)",
        '    ✗ response.body./owner = "bob" (response body /owner)  equals  "ada"',
    ]


@pytest.mark.parametrize("width", [60, 70, 80])
def test_a_tree_is_wrapped_under_itself(width: int) -> None:
    text = report(request=OWN, width=width)
    assert all(len(line) <= width for line in text.splitlines()[1:])
    assert 'path.owner = "bob" (path owner)' in " ".join(text.split())


def test_what_statements_change_is_said() -> None:
    changes = {
        "statements/1": {"name": "tenant", "code": "set-headers", "payload": {"X-Tenant": "shop"}},
        "policies/0/statements": ["tenant"],
    }
    text = report(request="GET https://api.shop.test/orders/own/ada", set=changes)
    assert rows(text, "changes") == ['set header X-Tenant: nothing → "shop", by tenant']
