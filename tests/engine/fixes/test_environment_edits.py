"""Fixes that change one value of the environment: a deployment, a status, an issuer's spelling."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import to_builtins

from engine.fixes.environment_edits import MAKERS, environment_fix
from engine.models.question import Known
from tests.support.world import catalog, judge, question_of

CASES: list[tuple[dict[str, Any], str, str, Any, Any, str]] = [
    ({"request": "GET https://api.shop.test/drafts/7", "claims": {"aud": "drafts"}},
     "service.never_deployed", "/api_services/2/deployment", "never", "deployed", "deploy the API service Drafts"),
    ({"request": "GET https://api.shop.test/orders", "claims": {"sub": "eve"}},
     "token.user_inactive", "/users/1/status", "inactive", "active", "activate the user `eve`, then ask for a new token"),
    ({"request": "GET https://api.shop.test/orders", "claims": {"client_id": "old-web"}},
     "token.client_inactive", "/clients/1/status", "inactive", "active", "activate the client `old-web`, then ask for a new token"),
    ({"request": "GET https://api.shop.test/orders", "claims": {"iss": "https://login.shop.test/"}},
     "token.issuer_mismatch", "/issuers/0/issuer", "https://login.shop.test", "https://login.shop.test/",
     "set the issuer of `login` to `https://login.shop.test/`, as its tokens spell it"),
]  # fmt: skip


OWNERS = {"token.issuer_mismatch": "api_administrator"}
"""The token names the issuer right: it is the settings that are misspelt."""


@pytest.mark.parametrize(
    ("case", "reason", "path", "before", "after", "change"), CASES, ids=[case[1] for case in CASES]
)
def test_the_edit_says_where_and_what(
    case: dict[str, Any], reason: str, path: str, before: Any, after: Any, change: str
) -> None:
    (fix,) = judge(case).fixes
    (edit,) = fix.edits
    owner = OWNERS.get(reason, catalog().reason(reason).owner)
    assert (fix.reasons, fix.change, fix.owner) == ((reason,), change, owner)
    assert (edit.target, edit.path, edit.from_, edit.to) == ("environment", path, before, after)
    assert fix.assuming


def test_every_reason_with_an_edit_has_a_case() -> None:
    assert {case[1] for case in CASES} == set(MAKERS)


def test_the_environment_itself_is_left_as_it_was() -> None:
    question = question_of(CASES[0][0])
    assert question.environment is not None
    before = to_builtins(question.environment)
    judge(CASES[0][0])
    assert to_builtins(question.environment) == before


@pytest.mark.parametrize("reason", sorted(MAKERS))
def test_where_nothing_is_known_nothing_is_proposed(reason: str) -> None:
    question = question_of({"request": "GET https://api.shop.test/orders"})
    assert environment_fix(question, Known(), reason) is None
    assert (
        environment_fix(question_of({"request": "GET https://a.test/", "environment": False}), Known(), reason) is None
    )
    assert environment_fix(question, Known(), "token.expired") is None
