"""Payloads of statements by their code: what each takes, and what is said of one that it cannot use."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from engine.environment.model import StatementCode
from engine.policy.payloads import READERS, PayloadProblem, payload_data, payload_problem, read_payload

REASON = {"status": 451, "message": "no", "detail": "really"}
NO_TABLE = "a payload that is no table, wanted a table or a JSON object"
NO_LIST = "a payload that is no list of texts, wanted the names of attributes"
NO_TEXT = "that is no text, wanted a text, a list of texts or null"


def test_every_code_of_the_environment_file_is_read() -> None:
    assert set(READERS) == set(get_args(StatementCode))


@pytest.mark.parametrize(
    ("code", "payload", "want"),
    [
        ("denied-reason", REASON, None),
        ("denied-reason", '{"status": 403}', None),
        ("denied-reason", {"status": 200}, "status `200`, wanted a number from 400 to 599"),
        ("denied-reason", {"status": True}, "status `True`, wanted a number from 400 to 599"),
        ("denied-reason", {"message": 5}, "`message` that is no text, wanted a text"),
        ("denied-reason", "no", "a payload that is no JSON, wanted an object"),
        ("set-headers", {"X-A": ["1", "2"]}, None),
        ("set-headers", '{"X-A": null}', None),
        ("set-headers", {"X-A": 1}, f"header `X-A` {NO_TEXT}"),
        ("set-headers", ["X-A"], NO_TABLE),
        ("set-headers", "[" * 100_000, "a payload that is no JSON, wanted an object"),
        ("set-headers", None, NO_TABLE),
        ("modify-query", {"limit": 20, "sort": ["a", "b"]}, None),
        ("modify-query", {"limit": True}, f"parameter `limit` {NO_TEXT}"),
        ("exclude-attributes", ["email", "$.a.b"], None),
        ("exclude-attributes", 5, NO_LIST),
        ("include-attributes", ["a", 5], NO_LIST),
        ("include-attributes", ["a[?(@.b)]"],
         "the path `a[?(@.b)]`, wanted one such as `email`, `data.private` or `$.items[*].id`"),
        ("set-attributes", {"$.type": {"any": ["thing"]}}, None),
        ("set-attributes", {"$": 1}, "the path `$`, wanted one of an attribute in the body"),
        ("regex-replace-attributes", {"regex": "[0-9]+", "replace": "•"}, None),
        ("regex-replace-attributes", [{"path": "$.a", "regex": "a", "replacement": "b", "flags": "il"}], None),
        ("regex-replace-attributes", {"regex": "a"}, "no text for `replace`, wanted `regex`, `replace` and perhaps `path`"),
        ("regex-replace-attributes", {"regex": "a", "replace": "", "flags": "x"}, "flags `x`, wanted any of `i`, `l` and `c`"),
        ("auth-challenge", {}, None),
        ("auth-challenge", None, None),
        ("auth-challenge", {"acr_values": ["gold", "silver"], "max_age": 300}, None),
        ("auth-challenge", {"max_age": {}}, "`max_age` that is no text, wanted a text, a number or a list of texts"),
        ("auth-challenge", {"a b": "c"}, "`a b` that is no text, wanted a text, a number or a list of texts"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_payload(code: str, payload: Any, want: str | None) -> None:
    assert payload_problem(code, payload) == want


def test_a_pattern_that_re2_does_not_read() -> None:
    with pytest.raises(PayloadProblem, match=r"the regular expression `\(\?=a\)` \(.*\), wanted one of RE2"):
        read_payload("regex-replace-attributes", {"regex": "(?=a)", "replace": ""})


@pytest.mark.parametrize(
    ("payload", "challenge"),
    [
        ({}, 'Bearer error="insufficient_user_authentication"'),
        ({"scheme": "DPoP", "acr_values": ["gold", "silver"], "max_age": 300},
         'DPoP error="insufficient_user_authentication", acr_values="gold silver", max_age="300"'),
        ({"error": "invalid_token", "realm": 'a"b\\c'}, 'Bearer error="invalid_token", realm="a\\"b\\\\c"'),
    ],
)  # fmt: skip
def test_a_challenge_as_the_caller_reads_it(payload: dict[str, Any], challenge: str) -> None:
    found = read_payload("auth-challenge", payload_data(payload))
    assert (found["status"], found["challenge"]) == (401, challenge)
