"""The one resource of a server, and how it is written."""

from __future__ import annotations

import pytest

from tests.support.lint import found, marked, severities

FINDINGS = {
    "authorization_servers.one_resource",
    "authorization_servers.audience_not_absolute",
}
CASES = [
    (
        "absolute URIs",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "1"
issuer = "sso"
audience = "https://a.test"
token_endpoint = "https://l.test/1"
[[authorization_servers]]
name = "2"
issuer = "sso"
audience = "urn:a:b"
token_endpoint = "https://l.test/2"
[[authorization_servers]]
name = "3"
issuer = "sso"
audience = "a"  # finds: authorization_servers.audience_not_absolute
token_endpoint = "https://l.test/3"
[[authorization_servers]]
name = "4"
issuer = "sso"
audience = "/a"  # finds: authorization_servers.audience_not_absolute
token_endpoint = "https://l.test/4"
[[authorization_servers]]
name = "5"
issuer = "sso"
audience = "https://a.test#b"  # finds: authorization_servers.audience_not_absolute
token_endpoint = "https://l.test/5"
[[authorization_servers]]
name = "6"
issuer = "sso"
audience = "https://"  # finds: authorization_servers.audience_not_absolute
token_endpoint = "https://l.test/6"
""",
    ),
    (
        "one endpoint with two audiences",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "1"
issuer = "sso"
audience = "https://a.test"
token_endpoint = "https://l.test/t"
[[authorization_servers]]
name = "2"
issuer = "sso"
audience = "https://b.test"  # finds: authorization_servers.one_resource
token_endpoint = "https://l.test/t"
[[authorization_servers]]
name = "3"
issuer = "sso"
audience = "https://a.test"
token_endpoint = "https://l.test/t"
""",
    ),
    (
        "a resource that no server of its issuer stands for",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[resources]]
name = "R"
issuer = "sso"
audience = "https://r.test"  # finds: authorization_servers.one_resource
[[resources]]
name = "free"
audience = "https://f.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


@pytest.mark.parametrize(
    ("top", "kind", "severity"),
    [
        ("", "managed", "note"),
        ("", "external", "warning"),
        ('semantics = "xacml"', "managed", "warning"),
    ],
)
def test_where_a_scope_chooses_the_audience_it_is_a_note(top, kind, severity):
    text = f"""
name = "x"
{top}
issuers = [{{ name = "i", issuer = "https://l.test", kind = "{kind}" }}]
resources = [{{ name = "R", issuer = "i", audience = "https://r.test" }}]
authorization_servers = [{{ name = "T", issuer = "i", audience = "https://a.test" }}]
"""

    assert severities(text, "authorization_servers.one_resource") == [severity]
