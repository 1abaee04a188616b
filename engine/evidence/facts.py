"""What can be looked up of an answer or a log line: every value with the path at which it stands, in one walk.

Paths: `error.details.reason` for members of a JSON body (places in lists are left out), `header.server`,
`challenge.error` (and `challenge.@scheme`, `challenge.@whole`), `redirect.error`, `response.status`, `response.empty`,
`request.url`, `request.ends` (the last character of its path), and `@raw` for a text that is no JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from msgspec import Struct

from engine.evidence.challenge import parse_challenges
from engine.evidence.errors import query_of
from engine.models.exchange import Request, Response, all_headers
from knowledge.patterns import lazy_regex

Fact = tuple[str, str]
MOST_ELEMENTS = 200
MOST_FACTS, LONGEST_TEXT, DEEPEST = 2000, 64_000, 40
"""Members of a body, characters of a text, and depth of members that are looked at."""
_PAIR = lazy_regex(r"(?<![\w.@-])([A-Za-z_@][\w.@-]{1,60})=(?:\"([^\"]{0,2000})\"|([^\s,;\"]{1,300}))")
_ELEMENT = lazy_regex(r"<([A-Za-z][\w:.-]{0,60})>([^<]{1,600})</\1>")
_FLAGS = lazy_regex(
    r"\bHTTP/[\d.]{1,3}\" (\d{3}) ([A-Z][A-Za-z,]{1,60}|-)(?: ([a-z_]+(?:\[[^\]]*\]|\{[^}]*\})?))?(?: |$)"
)


class Facts(Struct, frozen=True):
    """The facts of one answer (`place` response) or one log line (`log`), and the status where one is known.

    `raw` is the text as it stands; it is looked up word by word only where it is no JSON.
    """

    place: str
    facts: tuple[Fact, ...]
    raw: str = ""
    status: int | None = None


def facts_of_response(response: Response, request: Request | None) -> Facts:
    """Everything that a captured answer says."""
    facts = [*_of_text(response.body or "")]
    facts += (
        (f"header.{name.lower()}", part) for name, value in response.headers for part in _header_values(name, value)
    )
    for challenge in parse_challenges(", ".join(all_headers(response.headers, "www-authenticate"))):
        facts.append(("challenge.@scheme", challenge.scheme))
        facts += ((f"challenge.{name}", value) for name, value in challenge.parameters.items())
    facts += (("challenge.@whole", value.strip()) for value in all_headers(response.headers, "www-authenticate"))
    location = response.header("location") or ""
    for query in (query_of(location), location.partition("#")[2]):
        facts += ((f"redirect.{name}", value) for name, value in parse_qsl(query)[:40])
    if response.status is not None:
        facts.append(("response.status", str(response.status)))
    if not (response.body or "").strip():
        facts.append(("response.empty", "yes"))
    if request is not None and request.url:
        facts += [("request.url", request.url), ("request.ends", request.url.partition("?")[0][-1:])]
    return Facts("response", tuple(facts), _beginning(response.body or ""), response.status)


def facts_of_line(line: str) -> Facts:
    """Everything that a log line says: its JSON, its `name=value` pairs, Envoy's flags, and the line itself."""
    start = line.find("{")
    facts = [("@raw", _beginning(line))]
    value = _json(line[start:]) if start >= 0 else None
    if isinstance(value, dict):
        facts += _leaves(value)
    facts += (
        (found[1], found[2] if found[2] is not None else found[3]) for found in _PAIR.finditer(line[:LONGEST_TEXT])
    )
    flagged = _FLAGS.search(line[:LONGEST_TEXT])
    if flagged is not None:
        facts += [("response_code", flagged[1]), ("response_flags", flagged[2])]
    facts += [*_of_envoy(facts)]
    return Facts("log", tuple(facts), _beginning(line))


def _of_envoy(facts: list[Fact]) -> Iterator[Fact]:
    """Each flag of a list by itself, and the class of a status, as `4xx`."""
    for path, value in facts:
        name = path.rpartition(".")[2].lower()
        if name in ("response_flags", "response_flag", "responseflags"):
            yield from (("response_flags", part) for part in value.split(","))
        elif name == "response_code" and value[:1].isdigit():
            yield ("response_class", f"{value[0]}xx")


def _of_text(text: str) -> Iterator[Fact]:
    """The members of a JSON text, the elements of a marked-up one, and the text itself where it is no JSON."""
    value = _json(text)
    if isinstance(value, dict | list):
        yield from _leaves(value)
        return
    form = parse_qsl(text[:LONGEST_TEXT]) if "=" in text and not set(" <\n") & set(text[:LONGEST_TEXT].strip()) else []
    yield from form[:40]
    short = _beginning(text)
    if short.lstrip().startswith("<"):
        yield from ((found[1], found[2].strip()) for found in islice(_ELEMENT.finditer(short), MOST_ELEMENTS))
    if short.strip():
        yield ("@raw", short.strip())


def _beginning(text: str) -> str:
    """As much of a text as is looked at, up to a blank: no word is cut, since half a secret would not be recognised."""
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT].rpartition(" ")[0]


def _json(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _leaves(value: Any) -> list[Fact]:
    """Every value with its path, those of the outer members first; places in lists are no part of it."""
    found: list[Fact] = []
    level: list[tuple[str, Any]] = [("", value)]
    for _ in range(DEEPEST):
        deeper: list[tuple[str, Any]] = []
        for path, one in level:
            if isinstance(one, dict):
                deeper += [(f"{path}.{name}" if path else str(name), inner) for name, inner in one.items()]
            elif isinstance(one, list):
                deeper += [(path, inner) for inner in one]
            else:
                found.append((path, _written(one)))
        level = deeper[: MOST_FACTS - len(found)]
        if not level:
            break
    return found


def _written(value: Any) -> str:
    """A value as JSON writes it, without quotes; a type's name without its namespace (`a.b#NotFound`)."""
    if isinstance(value, str):
        space, mark, name = value.rpartition("#")
        return name if mark and name.isalnum() and not set(" /:") & set(space) else value
    return json.dumps(value)


def _header_values(name: str, value: str) -> Iterator[str]:
    """A header's value, and for a type of error the name alone (`ForbiddenException:http://…`)."""
    yield value.strip()
    if name.lower() == "x-amzn-errortype" and ":" in value:
        yield value.partition(":")[0].strip()
