"""The policy tree: what decides is opened, each comparison shows both values."""

from tui.render.lines import text_of
from tui.render.policy import SHOWS, next_show, policy_rows, tree_title


def condition(test, outcome, left, right):
    return {
        "test": test, "outcome": outcome,
        "left": {"attribute": "token.sub", "value": left, "from": "claim sub"}, "right": {"value": right, "from": "policy"},
    }  # fmt: skip


def rule(name, decision, *, decides, **more):
    return {"kind": "rule", "name": name, "effect": "permit", "decision": decision, "decides": decides, **more}


TREE = {
    "kind": "policy", "name": "Orders", "combine": "first-applicable", "decision": "DENY", "decides": True,
    "children": [
        rule("others", "NOT_APPLICABLE", decides=False, condition=condition("equals", "false", "ada", "bob")),
        rule(
            "owners", "DENY", decides=True,
            condition={"all": [], "outcome": "unknown", "children": [
                condition("equals", "true", "ada", "ada"),
                {"not": {}, "outcome": "false", "children": [condition("contains", "true", "ada", "a")]},
            ]},
            statements=[{"name": "notice", "fired": True}, {"name": "silent", "fired": False}],
        ),
    ],
}  # fmt: skip


def drawn(show="deciding path"):
    return [text_of(row.left) for row in policy_rows(TREE, show)]


def test_by_itself_it_is_the_path_that_decided():
    assert drawn() == [
        "DENY  policy Orders",
        "  DENY  rule owners",
        "    ? all of",
        '      ✓ token.sub = "ada" (claim sub)  equals  "ada"',
        "      ✗ not",
        '        ✓ token.sub = "ada" (claim sub)  contains  "a"',
        "    statement notice",
    ]


def test_in_full_every_branch_is_opened():
    text = drawn("all")

    assert '    ✗ token.sub = "ada" (claim sub)  equals  "bob"' in text
    assert "    statement silent, not fired" in text


def test_how_it_combines_stands_at_the_right_edge():
    assert [text_of(row.right) for row in policy_rows(TREE, "all")][:3] == ["first-applicable", "permit", ""]


def test_a_branch_that_could_not_be_decided_says_so():
    assert text_of(policy_rows({"kind": "policy", "name": "x", "decision": None})[0].left) == "not known  policy x"


def test_the_key_goes_round_all_parts_of_the_tree_and_its_title_says_which_is_shown():
    shown = ["deciding path"]
    while len(shown) <= len(SHOWS):
        shown.append(next_show(shown[-1]))
    assert shown == ["deciding path", "fails", "all", "deciding path"]
    assert text_of(tree_title("fails").left) == "tree     fails"
    assert text_of(tree_title("fails").right) == "p deciding path, all"
