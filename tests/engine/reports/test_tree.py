"""A policy tree in lines: decisions, branches, both values of each comparison and where each came from."""

from __future__ import annotations

from typing import Any

import pytest

from engine.reports.tree import MARKS, tree_lines


def condition(test: str, outcome: str, left: dict[str, Any], right: Any = 1, **more: Any) -> dict[str, Any]:
    return {"test": test, "outcome": outcome, "left": left, "right": {"value": right, "from": "policy"}, **more}


def side(name: str, value: Any = None, source: str | None = None, **more: Any) -> dict[str, Any]:
    return {"attribute": name, "value": value, "from": source, **more}


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (condition("at_least", "true", side("user.level", 2, "directory, user ada")),
         "user.level = 2 (directory, user ada)  at least  1"),
        (condition("in", "true", side("token.region", "eu", "default"), ["eu"]), 'token.region = "eu" (default)  in  ["eu"]'),
        (condition("equals", "indeterminate", side("token.region", source="token", absent=True), error="…"),
         "token.region is absent (token)  equals  1: an error, since there is no default"),
        (condition("equals", "indeterminate", side("token.a", ["x"], "claim a"), error="cannot compare"),
         'token.a = ["x"] (claim a)  equals  1: cannot compare'),
        (condition("equals", "not_known", side("user.a", not_known=True)), "user.a is not known  equals  1"),
        ({"test": None, "outcome": "not_known", "error": "no comparator"}, "a condition: no comparator"),
    ],
)  # fmt: skip
def test_a_comparison(node: dict[str, Any], text: str) -> None:
    [_, line] = tree_lines({"kind": "rule", "name": "r", "decision": "DENY", "condition": node})
    assert line.text == text
    wanted = {"true": "✓", "false": "✗", "indeterminate": "!", "not_known": "?"}
    assert MARKS[line.outcome or "passed"] == wanted[node["outcome"]]


@pytest.mark.parametrize(
    ("node", "decision", "text"),
    [
        ({"decision": "DENY", "combine": "deny-unless-permit"}, "DENY", "policy p, nothing in it permits"),
        ({"decision": "DENY", "combine": "deny-overrides"}, "DENY", "policy p"),
        ({"decision": "INDETERMINATE", "might_be": "DP"}, "INDETERMINATE{DP}", "policy p"),
        ({"decision": None}, "not known", "policy p"),
        ({"decision": "DENY", "seen": "scope a", "wanted": "`b`", "from": "claim scope"}, "DENY",
         "policy p: scope a (claim scope), wanted `b`"),
        ({"decision": "PERMIT", "seen": "scope a"}, "PERMIT", "policy p: scope a"),
        ({"decision": None, "error": "policy `p` cannot be judged"}, "not known", "policy p, policy `p` cannot be judged"),
        ({"decision": "DENY", "reached": False}, "DENY", "policy p, not reached"),
        ({"decision": "DENY", "reached": None}, "DENY", "policy p, perhaps not reached"),
    ],
)  # fmt: skip
def test_a_node(node: dict[str, Any], decision: str, text: str) -> None:
    [line] = tree_lines({"kind": "policy", "name": "p", **node})
    assert (line.decision, line.text) == (decision, text)


STATEMENTS = [{"name": "notice", "fired": True}, {"name": "silent", "fired": False}]


@pytest.mark.parametrize(
    ("show", "said"), [("all", ["statement notice", "statement silent, not fired"]), ("fails", ["statement notice"])]
)
def test_statements_that_fired_and_in_full_the_others(show: Any, said: list[str]) -> None:
    lines = tree_lines({"kind": "policy", "name": "p", "decision": "DENY", "statements": STATEMENTS}, show)
    assert [line.text for line in lines[1:]] == said
