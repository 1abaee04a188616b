"""The endpoint of a POST that no environment names: by what the form carries and by the code of the answer."""

from __future__ import annotations

import pytest

from engine.unnamed_endpoints import endpoint_by_answer, endpoint_by_form, is_shared_error
from tests.support.world import make_request

POST = "POST https://other.test/x"


@pytest.mark.parametrize(
    ("body", "code", "endpoint"),
    [
        ("token=abc", "invalid_client", "introspection"),
        ("token=abc&token_type_hint=access_token", "unsupported_token_type", "revocation"),
        ("token=abc&grant_type=x", "invalid_client", "token"),
        ("client_id=a&response_type=code&redirect_uri=https%3A%2F%2Fa.test%2Fcb", "invalid_redirect_uri", "par"),
        ("client_id=a&request=x", "invalid_request_object", "par"),
        ('{"redirect_uris":["https://a.test/cb"]}', "invalid_redirect_uri", "registration"),
        ("{}", "invalid_client_metadata", "registration"),
        ("client_id=a&scope=b", "invalid_scope", "device_authorization"),
        ("client_id=a&scope=b", "unsupported_grant_type", "token"),
        ("client_id=a&client_secret=b&code=c", "invalid_client", "token"),
        ("", "invalid_client", "token"),
    ],
)
def test_form_and_code_tell_the_endpoint(body: str, code: str, endpoint: str) -> None:
    assert endpoint_by_answer(make_request(POST, {}, body), f'{{"error": "{code}"}}') == endpoint


@pytest.mark.parametrize("body", ["", "token=abc&page=2", "scope=b", '{"name":"x"}', "client_id=a&page=2"])
def test_a_form_of_no_endpoint_tells_nothing(body: str) -> None:
    assert endpoint_by_form(make_request(POST, {}, body)) is None


def test_words_of_a_description_tell_that_a_grant_type_was_wanted() -> None:
    request = make_request(POST, {}, "client_id=a&scope=b")
    said = '{"error":"invalid_request","error_description":"Missing form parameter: grant_type"}'
    assert endpoint_by_answer(request, said) == "token"


@pytest.mark.parametrize(
    ("body", "answer", "shared"),
    [
        ("token=abc", '{"error":"invalid_request"}', True),
        ("name=abc", '{"error":"invalid_request"}', False),
        ("token=abc", '{"error":"not_found"}', False),
        ("code=abc", '{"error":"invalid_request"}', False),
    ],
)
def test_an_error_that_others_answer_too_counts_beside_a_form_of_its_own(body: str, answer: str, shared: bool) -> None:
    assert is_shared_error(make_request(POST, {}, body), answer) is shared
