"""Changes of the request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import pipeline
from engine.fixes.applying import edited
from engine.fixes.sent import change_address, change_header, change_method, change_time, change_url, fresh
from engine.models.question import Known, Question
from tests.support.world import AT, NOW, question_of


def world(request: str, **case: Any) -> tuple[Question, Known]:
    question = question_of({"request": request, **case})
    return question, pipeline.find(question).known


@pytest.mark.parametrize(
    ("url", "values", "wanted"),
    [
        ("https://api.shop.test/orders/own/ben?x=1", {"path.owner": "ada"}, "https://api.shop.test/orders/own/ada?x=1"),
        ("https://api.shop.test/orders/own/own", {"path.owner": "a b/c"}, "https://api.shop.test/orders/own/a%20b%2Fc"),
        ("HTTPS://API.shop.test:443/orders/own/ben", {"path.owner": "ada"}, "https://api.shop.test/orders/own/ada"),
        ("//api.shop.test/orders/own/ben", {"path.owner": "ada"}, "https://api.shop.test/orders/own/ada"),
        ("https://api.shop.test/orders?a=1&m=x&m=y", {"request.query.m": "z"}, "https://api.shop.test/orders?a=1&m=z"),
        ("https://api.shop.test/orders/own/ben", {"path.owner": "ada", "request.query.m": "a b"}, "https://api.shop.test/orders/own/ada?m=a%20b"),
    ],
)  # fmt: skip
def test_a_url_with_other_values(url: str, values: dict[str, str], wanted: str) -> None:
    question, known = world(f"GET {url}")
    change = change_url(question, known, values)
    assert change is not None
    [edit] = change.edits
    assert (edit.path, edit.from_, edit.to) == ("/url", url, wanted)
    request = edited(question, change.edits).exchange.request
    assert request is not None
    assert request.url == wanted


@pytest.mark.parametrize("values", [{"path.nobody": "x"}, {"path.owner": ""}])
def test_what_is_no_parameter_of_the_path_cannot_be_another(values: dict[str, str]) -> None:
    assert change_url(*world("GET https://api.shop.test/orders/own/ben"), values) is None
    assert change_url(question_of({"beside": "x"}), Known(), values) is None


def test_headers_methods_and_addresses() -> None:
    question, known = world(
        "GET https://api.shop.test/orders", headers={"X-Forwarded-For": "192.0.2.1"}, source_ip="10.1.1.1"
    )
    header = change_header(question, "X-Tenant", "eu")
    assert header is not None
    assert [(edit.path, edit.from_, edit.to) for edit in header.edits] == [("/headers/X-Tenant", None, "eu")]
    assert change_header(question, "Authorization", "x") is None
    assert change_header(question, "X", "a\nb") is None
    method = change_method(question, known, "POST")
    assert method is not None
    assert [(edit.from_, edit.to) for edit in method.edits] == [("GET", "POST")]
    assert change_method(question, known, "not a method") is None
    address = change_address(question, "203.0.113.1", "an address in `203.0.113.0/24`")
    assert [(edit.path, edit.to) for edit in address.edits] == [
        ("/source_ip", "203.0.113.1"),
        ("/headers/X-Forwarded-For", None),
    ]


def test_another_time_comes_with_a_token_that_is_valid_then() -> None:
    question, known = world("GET https://api.shop.test/orders")
    soon, later = (change_time(question, known, NOW + timedelta(hours=hours)) for hours in (0, 5))
    assert [edit.path for edit in soon.edits] == ["/time"]
    assert [(edit.path, edit.to) for edit in later.edits] == [
        ("/time", "2026-03-04T15:11:12Z"),
        ("/exp", AT + 6 * 3600),
    ]
    assert edited(question, later.edits).now == NOW + timedelta(hours=5)


@pytest.mark.parametrize(
    ("claims", "edits"),
    [
        ({"exp": AT + 9, "nbf": AT}, []),
        ({"exp": AT}, [("/exp", AT + 3600)]),
        ({"exp": AT + 9, "nbf": AT + 1}, [("/nbf", AT)]),
        ({"exp": "soon"}, []),
    ],
)
def test_a_fresh_token(claims: dict[str, Any], edits: list[tuple[str, int]]) -> None:
    assert [(edit.path, edit.to) for edit in fresh(claims, AT)] == edits
