"""When Enter means "diagnose", and when a pasted text is a whole input."""

import pytest

from tui.render.request import is_finished, looks_whole


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("403", True),
        ("invalid_grant", True),
        ("  eyJhbGciOi.e30.x  ", True),
        ("curl https://api.shop.test/orders", True),
        ("$ curl 'https://api.shop.test' -H \"A: b\"", True),
        ("curl https://api.shop.test \\", False),
        ("curl 'https://api.shop.test", False),
        ("curl -H \"A: it's", False),
        ("curl -d 'a\\", False),
        ('curl -d "say \\"hi\\""', True),
        ("curl https://a.test \\\n -H 'A: b'", True),
        ("curl https://a.test \\\n -H 'A: b' \\", False),
        ("GET /orders HTTP/1.1", False),
        ("403\n", True),
        ("403\nForbidden", False),
        ("", False),
        ("  ", False),
    ],
)
def test_enter_asks_where_a_text_is_finished_by_itself(text, finished):
    assert is_finished(text) is finished


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("curl https://api.shop.test", True),
        ('{"log": {', True),
        ("POST /orders HTTP/1.1\nHost: a.test", True),
        ("HTTP/1.1 403 Forbidden", True),
        ("two\nlines", True),
        ("api.shop.test", False),
        ("Bearer eyJhbGciOi.e30.x", False),
        ("orders.read", False),
    ],
)
def test_a_piece_of_a_request_is_not_a_whole_input(text, whole):
    assert looks_whole(text) is whole
