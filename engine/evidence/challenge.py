"""`WWW-Authenticate` by the grammar of RFC 9110 section 11.6.1, lenient where servers really are wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
PARAMETER = re.compile(rf'\s*({TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"=][^\s,"]*))\s*(?:,|$)')
SCHEME = re.compile(rf"\s*({TOKEN})(?:\s+|\s*(?=,)|$)")
TOKEN68 = re.compile(r"([A-Za-z0-9._~+/-]+=*)\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge: its scheme in lower case and its parameters, names in lower case."""

    scheme: str
    parameters: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """A parameter's value, quotes and escapes removed."""
        return self.parameters.get(name)


def parse_challenges(text: str) -> tuple[Challenge, ...]:
    """Every challenge of a header value; what cannot be read is passed over up to the next comma."""
    challenges: list[Challenge] = []
    place = 0
    while place < len(text):
        parameter = PARAMETER.match(text, place)
        if parameter and challenges:
            challenges[-1].parameters.setdefault(*_pair(parameter))
            place = parameter.end()
            continue
        scheme = SCHEME.match(text, place)
        if scheme is None or scheme.end() == place:
            comma = text.find(",", place)
            place = len(text) if comma < 0 else comma + 1
            continue
        challenges.append(Challenge(scheme[1].lower()))
        place = _skip_token68(text, scheme.end())
    return tuple(challenges)


def _skip_token68(text: str, place: int) -> int:
    if PARAMETER.match(text, place):
        return place
    token = TOKEN68.match(text, place)
    return token.end() if token else place


def _pair(match: re.Match[str]) -> tuple[str, str]:
    quoted, bare = match[2], match[3]
    value = bare if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    return match[1].lower(), value
