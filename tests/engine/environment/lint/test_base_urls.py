"""Base URLs of different services in one another's way."""

from __future__ import annotations

import pytest

from tests.support.lint import found, marked, severities

FINDINGS = {
    "base_urls.shadowed",
    "api_services.prefix_shared",
}
CASES = [
    (
        "a base URL below another, whichever stands first; at a segment only",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://api.test/a/b"]
issuer = "sso"
[[api_services]]
name = "B"
base_urls = ["https://API.test:443/a/"]  # finds: base_urls.shadowed
issuer = "sso"
[[api_services]]
name = "C"
base_urls = ["https://api.test/ab"]
issuer = "sso"
[[api_services]]
name = "D"
base_urls = ["http://api.test/a/c"]
issuer = "sso"
""",
    ),
    (
        "below a base URL of the same service nothing is lost",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://api.test/a", "https://api.test/a/b"]
issuer = "sso"
""",
    ),
    (
        "different issuers under one path; on one host is not under one path",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[issuers]]
name = "partner"
issuer = "https://partner.test"
kind = "external"
[[api_services]]
name = "A"
base_urls = ["https://api.test/shop/a"]
issuer = "sso"
[[api_services]]
name = "B"
base_urls = ["https://api.test/shop/b"]  # finds: api_services.prefix_shared
issuer = "partner"
[[api_services]]
name = "C"
base_urls = ["https://api.test/other"]
issuer = "partner"
[[api_services]]
name = "D"
base_urls = ["https://api.test/shop/d"]
issuer = "sso"
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


@pytest.mark.parametrize(
    ("path", "severity"), [("shop", "warning"), ("api", "note"), ("v2", "note"), ("v2/shop", "warning")]
)
def test_a_path_of_words_that_say_nothing_is_worth_a_note(path, severity):
    text = f"""
name = "x"
issuers = [{{ name = "a", issuer = "https://a.test" }}, {{ name = "b", issuer = "https://b.test" }}]
[[api_services]]
name = "A"
base_urls = ["https://api.test/{path}/one"]
issuer = "a"
[[api_services]]
name = "B"
base_urls = ["https://api.test/{path}/two"]
issuer = "b"
"""

    assert severities(text, "api_services.prefix_shared") == [severity]
