"""The issuer of a token endpoint, where its URL has the shape of a vendor whose issuers follow from it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

GUESSED = "guessed from the token URL: put the `iss` of a real token here"


class Shape(NamedTuple):
    """URLs of one vendor's endpoints, and the issuer as a template of the groups of the pattern."""

    vendor: str
    pattern: re.Pattern[str]
    issuer: str


SHAPES = (
    Shape("Google", re.compile(r"https://oauth2\.googleapis\.com/token|https://accounts\.google\.com/o/oauth2/.*"),
          "https://accounts.google.com"),
    Shape("Entra ID", re.compile(
        r"(https://login\.microsoftonline\.com/(?!common/|organizations/|consumers/)[^/]+)/oauth2/v2\.0/\w+"
    ), r"\1/v2.0"),
    Shape("Entra ID", re.compile(
        r"https://login\.microsoftonline\.com/(?!common/|organizations/|consumers/)([^/]+)/oauth2/\w+"
    ), r"https://sts.windows.net/\1/"),
    Shape("Okta", re.compile(r"(https://[^/]+/oauth2/[^/]+)/v1/\w+"), r"\1"),
    Shape("Okta", re.compile(r"(https://[^/]+\.(?:okta|oktapreview|okta-emea)\.com)/oauth2/v1/\w+"), r"\1"),
    Shape("PingOne", re.compile(r"(https://[^/]+/(?:[^/]+/)?as)/(?:token|authorize)"), r"\1"),
    Shape("Keycloak", re.compile(r"(https://[^/]+/(?:.+/)?realms/[^/]+)/protocol/openid-connect/.+"), r"\1"),
    Shape("Auth0", re.compile(r"(https://[^/]+\.auth0\.com/)(?:oauth/token|authorize)"), r"\1"),
)  # fmt: skip
"""What the vendors document of their endpoints and issuers; the first that fits counts."""


def issuer_of(url: str) -> tuple[str, str] | None:
    """The issuer that a token or authorization URL tells, and whose shape it has; None where it tells none."""
    plain = re.split(r"[?#]", url)[0]
    for shape in SHAPES:
        found = shape.pattern.fullmatch(plain)
        if found is not None:
            return found.expand(shape.issuer), shape.vendor
    return None


def guessed_issuer(url: str) -> str:
    """What an issuer may be where nothing tells: the host of the URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
