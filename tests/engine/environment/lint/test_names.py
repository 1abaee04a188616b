"""Names that a service shares with a resource, and scopes that are not named after their service."""

from __future__ import annotations

import pytest

from tests.support.lint import found, marked

FINDINGS = {
    "api_services.name_taken",
    "api_services.resource_made",
    "resources.scope_name",
}
CASES = [
    (
        "a service may share its name with its own resource",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[resources]]
name = "Orders"
audience = "orders"
[[api_services]]
name = "Orders"
base_urls = ["https://a.test"]
issuer = "sso"
resource = "Orders"
""",
    ),
    (
        "the later of two that share a name, whichever table it is",
        """
[[api_services]]
name = "Orders"
base_urls = ["https://a.test"]
issuer = "sso"
audience = "x"
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[resources]]
name = "Orders"  # finds: api_services.name_taken
audience = "orders"
""",
    ),
    (
        "a managed service without a resource; one of an external issuer needs none",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[issuers]]
name = "partner"
issuer = "https://partner.test"
kind = "external"
[[api_services]]  # finds: api_services.resource_made
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services]]
name = "B"
base_urls = ["https://b.test"]
issuer = "partner"
""",
    ),
    (
        "scopes by the service's name, whatever follows",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[resources]]
name = "r"
audience = "r"
scopes = [
  "meme-game",
  "meme-game:write",
  "meme-game.read",
  "Meme-Game",  # finds: resources.scope_name
  "meme-games",
]
[[resources]]
name = "nobody's"
audience = "n"
scopes = ["x"]
[[api_services]]
name = "Meme Game"
base_urls = ["https://a.test"]
issuer = "sso"
resource = "r"
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)
