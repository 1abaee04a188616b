"""What each statement changes: the message afterwards, and before and after of every change."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policy.edits import BODY as EDITED
from engine.policy.edits import LONGEST, MOST, PAIRS, edit
from engine.policy.messages import Message
from engine.policy.payloads import READERS, PayloadProblem, payload_data, read_payload

BODY: dict[str, Any] = {
    "ID": "123456",
    "amount": "999",
    "owner": {"name": "Ada", "mail": "ada@bank.test", "tags": ["a-1", "b-22"]},
    "cards": [{"no": "1111", "kind": "debit"}, {"no": "2222"}, {"no": "3333"}],
}


def done(code: str, payload: Any, message: Message) -> list[tuple[str, str, Any, Any]]:
    """The changes of a statement as operation, name, before and after."""
    changes = edit(code, read_payload(code, payload_data(payload)), message, "s")
    assert all(change["statement"] == "s" and change["value"] == change["after"] for change in changes)
    return [(change["op"], change["name"], change["before"], change["after"]) for change in changes]


def json_message(body: Any = BODY) -> Message:
    return Message("answer", headers=[], body=copy.deepcopy(body), body_is="json")


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in BODY.items() if name not in names}


@pytest.mark.parametrize(
    ("code", "payload", "after", "changes"),
    [
        ("exclude-attributes", ["amount", "nothing"], without("amount"), [("remove-attribute", "$.amount", "999", None)]),
        ("exclude-attributes", ["owner", "owner.name"], without("owner"),
         [("remove-attribute", "$.owner", BODY["owner"], None), ("remove-attribute", "$.owner.name", "Ada", None)]),
        ("exclude-attributes", ["cards[0]", "cards[2]"], BODY | {"cards": [{"no": "2222"}]},
         [("remove-attribute", "$.cards[0]", {"no": "1111", "kind": "debit"}, None),
          ("remove-attribute", "$.cards[2]", {"no": "3333"}, None)]),
        ("exclude-attributes", ["$..no"], BODY | {"cards": [{"kind": "debit"}, {}, {}]},
         [("remove-attribute", f"$.cards[{place}].no", no, None) for place, no in enumerate(("1111", "2222", "3333"))]),
        ("include-attributes", ["ID", "owner.name"], {"ID": "123456", "owner": {"name": "Ada"}},
         [("remove-attribute", "$.amount", "999", None), ("remove-attribute", "$.cards", BODY["cards"], None),
          ("remove-attribute", "$.owner.mail", "ada@bank.test", None),
          ("remove-attribute", "$.owner.tags", ["a-1", "b-22"], None)]),
        ("include-attributes", ["$"], BODY, []),
        ("include-attributes", [], {}, [("remove-attribute", f"$.{name}", value, None) for name, value in BODY.items()]),
        ("set-attributes", {"$.amount": "0", "$.owner.new": [1]},
         BODY | {"amount": "0", "owner": BODY["owner"] | {"new": [1]}},
         [("set-attribute", "$.amount", "999", "0"), ("set-attribute", "$.owner.new", None, [1])]),
        ("set-attributes", '{"amount": null, "gone": null}', without("amount"), [("remove-attribute", "$.amount", "999", None)]),
        ("set-attributes", {"cards[*].no": "x"}, BODY | {"cards": [{"no": "x", "kind": "debit"}, {"no": "x"}, {"no": "x"}]},
         [("set-attribute", f"$.cards[{place}].no", no, "x") for place, no in enumerate(("1111", "2222", "3333"))]),
        ("regex-replace-attributes", {"path": "$.owner", "regex": r"(\w)-(\d+)", "replace": "$2\\$1$9"},
         BODY | {"owner": BODY["owner"] | {"tags": ["1$1$9", "22$1$9"]}},
         [("set-attribute", "$.owner.tags[0]", "a-1", "1$1$9"), ("set-attribute", "$.owner.tags[1]", "b-22", "22$1$9")]),
        ("regex-replace-attributes", [{"regex": "ADA", "replace": "Bob", "flags": "i"}, {"regex": ".", "replace": "", "flags": "l"}],
         BODY | {"owner": {"name": "Bob", "mail": "Bob@banktest", "tags": ["a-1", "b-22"]}},
         [("set-attribute", "$.owner.name", "Ada", "Bob"), ("set-attribute", "$.owner.mail", "ada@bank.test", "Bob@bank.test"),
          ("set-attribute", "$.owner.mail", "Bob@bank.test", "Bob@banktest")]),
    ],
)  # fmt: skip
def test_what_changes_in_a_body(code: str, payload: Any, after: Any, changes: list[Any]) -> None:
    message = json_message()
    assert done(code, payload, message) == changes
    assert message.body == after


def test_the_example_of_the_vendor() -> None:
    """PingAuthorize documents this replacement."""
    body = {"description": "number '123-45-6789'", "secrets": {"description": "Has an SSN of '987-65-4321'."}}
    message = json_message(body)
    edit("regex-replace-attributes", read_payload("regex-replace-attributes", {
        "path": "$.secrets", "regex": r"\d{3}-\d{2}-(\d{4})", "replace": "###-##-$1",
    }), message, "s")  # fmt: skip
    assert message.body == body | {"secrets": {"description": "Has an SSN of '###-##-4321'."}}


def test_letters_that_are_written_in_two_ways_are_one_where_that_is_wanted() -> None:
    for flags, after in (("", "cafe\u0301"), ("c", "caf!")):
        message = json_message({"a": "cafe\u0301"})
        payload = {"regex": "\u00e9", "replace": "!", "flags": flags}
        edit("regex-replace-attributes", read_payload("regex-replace-attributes", payload), message, "s")
        assert message.body == {"a": after}


@pytest.mark.parametrize(
    ("code", "payload", "after", "changes"),
    [
        ("set-headers", {"x-tenant": "red"}, [("Accept", "a"), ("x-tenant", "red")], [("set-header", "x-tenant", ["blue", "green"], "red")]),
        ("set-headers", '{"Accept": null, "Gone": null}', [("X-Tenant", "blue"), ("x-tenant", "green")],
         [("remove-header", "Accept", "a", None), ("remove-header", "Gone", None, None)]),
        ("set-headers", {"Cookie": "s3cr3t"}, None, [("set-header", "Cookie", None, "•••")]),
    ],
)  # fmt: skip
def test_what_changes_in_the_headers(code: str, payload: Any, after: Any, changes: list[Any]) -> None:
    message = Message("answer", headers=[("X-Tenant", "blue"), ("Accept", "a"), ("x-tenant", "green")])
    assert done(code, payload, message) == changes
    assert after is None or message.headers == after


def test_what_changes_in_the_query() -> None:
    message = Message("request", query=[("limit", "20"), ("Limit", "x"), ("access_token", "s3cr3t")])
    assert done("modify-query", {"limit": 10, "sort": ["a", "b"], "access_token": "n3w"}, message) == [
        ("set-query", "limit", "20", "10"), ("set-query", "sort", None, ["a", "b"]), ("set-query", "access_token", "•••", "•••"),
    ]  # fmt: skip
    assert message.query == [("Limit", "x"), ("limit", "10"), ("sort", "a"), ("sort", "b"), ("access_token", "n3w")]


def test_an_answer_has_no_query() -> None:
    with pytest.raises(PayloadProblem, match="an answer, wanted a request"):
        edit("modify-query", {"limit": ("10",)}, Message("answer"), "s")


def test_what_was_there_before_may_not_be_known() -> None:
    [change] = edit("set-headers", {"X-A": ("1",)}, Message("request"), "s")
    assert (change["before"], change["after"], change["not_known"]) == (None, "1", True)
    [change] = edit("set-attributes", (), Message("request"), "s")
    assert (change["op"], change["not_known"]) == ("set-attributes", True)


@pytest.mark.parametrize("code", ["exclude-attributes", "include-attributes", "regex-replace-attributes"])
def test_without_a_body_there_is_nothing_to_take_out(code: str) -> None:
    assert edit(code, (), Message("request", body_is="empty"), "s") == []


@pytest.mark.parametrize(
    ("payload", "body_is", "said"),
    [
        ({"a": 1}, "empty", "no body, wanted JSON to set an attribute in"),
        ({"a": 1}, "other", "a body that is no JSON, wanted JSON"),
        ({"ID.a": 1}, "json", r"nothing at `\$.ID.a` and no object above it"),
        ({"gone.a": 1}, "json", "no object above it"),
        ({"cards[3]": 1}, "json", "no object above it"),
        ({"$..gone": 1}, "json", "no object above it"),
    ],
)
def test_what_cannot_be_done_changes_nothing(payload: Any, body_is: Any, said: str) -> None:
    message = json_message()
    message.body_is = body_is
    with pytest.raises(PayloadProblem, match=said):
        edit("set-attributes", read_payload("set-attributes", {"amount": 1} | payload), message, "s")
    assert message.body == BODY


def test_of_many_changes_some_are_listed_and_the_others_counted() -> None:
    message = json_message([{"a": place} for place in range(MOST + 7)])
    changes = edit("exclude-attributes", read_payload("exclude-attributes", ["$[*].a"]), message, "s")
    assert len(changes) == MOST + 1
    assert changes[-1] == {"op": "exclude-attributes", "statement": "s", "more": 7}
    assert message.body == [{}] * (MOST + 7)


def test_a_large_body_costs_no_more_than_what_is_shown() -> None:
    message = json_message({"items": [{"id": place, "secret": "x" * 50} for place in range(20_000)]})
    changes = edit("include-attributes", read_payload("include-attributes", ["items[*].id"]), message, "s")
    assert changes[-1]["more"] == 20_000 - MOST
    assert message.body["items"][-1] == {"id": 19_999}


def test_secrets_in_a_body_are_not_shown() -> None:
    body = {"password": "hunter2hunter2", "login": {"client_secret": "s3cr3ts3cr3t"}, "long": "x" * 10 * LONGEST}
    changes = edit("include-attributes", (), json_message(body), "s")
    text = json.dumps(changes)
    assert "hunter2" not in text
    assert "s3cr3t" not in text
    assert len(text) < 3 * LONGEST


def test_a_body_nested_deeply_is_changed_and_shown_in_part() -> None:
    depth = 400
    body = json.loads("[" * depth + "1" + "]" * depth)
    message = json_message()
    message.body = body
    assert edit("exclude-attributes", read_payload("exclude-attributes", ["$[0]"]), message, "s")
    assert message.body == []


TEXT = st.text(alphabet="ab.$[]*'\\\"(1\u00e9\ud800 ", max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


REPLACEMENT = st.fixed_dictionaries({"regex": TEXT, "replace": TEXT}, optional={"path": TEXT, "flags": st.text("ilc")})
PAYLOAD = JSON | st.lists(TEXT, max_size=3) | st.dictionaries(TEXT, JSON, max_size=3) | REPLACEMENT


@settings(max_examples=300)
@given(st.sampled_from(sorted(READERS)), PAYLOAD, JSON)
def test_whatever_payload_and_body_are_it_is_a_change_or_a_problem(code: str, payload: Any, body: Any) -> None:
    message = Message("request", headers=[("A", "b")], query=[("a", "b")], body=copy.deepcopy(body), body_is="json")
    changes: list[dict[str, Any]] = []
    with suppress(PayloadProblem):
        read = read_payload(code, payload)
        changes = edit(code, read, message, "s") if code in (*PAIRS, *EDITED) else []
    assert json.loads(json.dumps(changes)) == changes
    assert message.body == body or [one for one in changes if one["op"].endswith("attribute")]
