from __future__ import annotations

import pytest

from engine.redaction.layers import apply
from engine.redaction.urls import (
    exact_form_spans,
    exact_url_spans,
    form_spans,
    is_form,
    parameter_spans,
    user_info_spans,
)  # fmt: skip


def test_parameters_of_urls_in_a_text() -> None:
    text = 'got "https://a.test/?a=1&code=x" and /cb#id_token=y&amp;token=z'
    assert apply(text, parameter_spans(text)) == 'got "https://a.test/?a=1&code=•••" and /cb#id_token=•••&amp;token=•••'


def test_one_url_ends_nowhere_before_its_end() -> None:
    url = "https://a.test/p?code=a b'\"c&x=1#token=d e"
    assert apply(url, exact_url_spans(url)) == "https://a.test/p?code=•••&x=1#token=•••"


def test_a_number_that_is_an_error_code_stays() -> None:
    url = "https://login.test/error?code=50058"
    assert not list(exact_url_spans(url))


def test_passwords_and_tokens_before_the_host() -> None:
    text = "https://ada:a:b@c@a.test https://a.test:8443/x@y https://ada@a.test https://u:$PASS@a.test"
    assert apply(text, user_info_spans(text)) == (
        "https://ada:•••@a.test https://a.test:8443/x@y https://ada@a.test https://u:$PASS@a.test"
    )


def test_forms() -> None:
    assert apply("x code=a&b=1", form_spans("x code=a&b=1")) == "x code=•••&b=1"
    assert apply("code=a b&c=1", exact_form_spans("code=a b&c=1")) == "code=•••&c=1"


@pytest.mark.parametrize(
    ("text", "form"), [("a=1&b=2", True), ("a=", True), ("a b=1", False), ("{}", False), ("x", False)]
)
def test_what_reads_as_a_form(text: str, form: bool) -> None:
    assert is_form(text) is form
