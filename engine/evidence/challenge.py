"""`WWW-Authenticate` by the grammar of RFC 9110 section 11.6.1, lenient where servers really are wrong.

What was read although the grammar forbids it is said, a sentence each: a wrong guess must be visible.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from knowledge.patterns import lazy_regex

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
OWN_PARAMETERS = frozenset({"error", "error_description", "error_uri", "scope", "resource_metadata"})
"""Parameters that only bearer tokens have (RFC 6750 section 3): without a scheme before them, `Bearer` is missing."""
_NAME = lazy_regex(rf"({TOKEN})\s*=\s*")
_SCHEME = lazy_regex(rf"({TOKEN})(?=[\s,;]|$)")
_TOKEN68 = lazy_regex(r"\s+[A-Za-z0-9._~+/-]+=*\s*(?=,|$)")
_QUOTED = lazy_regex(r'"((?:[^"\\]|\\.)*)"', re.S)
_CLOSED = rf'\s*(?:$|[,;](?!\s*{TOKEN}\s*"))'
"""What follows a quote that closes a value; a comma and a quoted word still belong to a sentence."""
_LOOSELY_QUOTED = lazy_regex(rf'"((?:[^"\\]|\\.|(?<!=)"(?!{_CLOSED}))*)"(?={_CLOSED})', re.S)
_WORD = lazy_regex(rf"{TOKEN}")
_BARE = lazy_regex(rf'(?:(?!\s{{1,8}}{TOKEN}\s*=)[^,;"])*')
_END = lazy_regex(r"\s*(?:,|$)")
_OTHER_SEPARATOR = lazy_regex(r"\s*;")
_NEXT_NAME = lazy_regex(rf"\s+{TOKEN}\s*=")
_SPACE = lazy_regex(r"[\s,;]+")


class Challenge(Struct, frozen=True):
    """One challenge: its scheme in lower case and its parameters, names in lower case.

    `notes` say what was read although the grammar forbids it, or left out.
    """

    scheme: str
    parameters: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def get(self, name: str) -> str | None:
        """A parameter's value, quotes and escapes removed."""
        return self.parameters.get(name)


def parse_challenges(text: str) -> tuple[Challenge, ...]:
    """Every challenge of a header value, in order; what cannot be read is passed over up to the next comma."""
    found: list[tuple[str, dict[str, str], list[str]]] = []
    place = _skip(text, 0)
    while place < len(text):
        name = _NAME.match(text, place)
        if name is not None and (found or name[1].lower() in OWN_PARAMETERS):
            if not found:
                found.append(("bearer", {}, ["it names no scheme: read as `Bearer`"]))
            value, place, note = _value(text, name.end(), name[1])
            _, parameters, notes = found[-1]
            notes += [note] if note else []
            if name[1].lower() in parameters:
                notes.append(f"`{name[1]}` stands there twice: the first is read")
            parameters.setdefault(name[1].lower(), value)
        elif (scheme := _SCHEME.match(text, place)) is not None:
            found.append((scheme[1].lower(), {}, []))
            credentials = _TOKEN68.match(text, scheme.end())
            place = credentials.end() if credentials else scheme.end()
        else:
            place = _after_comma(text, place)
        place = _skip(text, place)
    return tuple(Challenge(scheme, parameters, tuple(notes)) for scheme, parameters, notes in found)


def _value(text: str, place: int, name: str) -> tuple[str, int, str | None]:
    """The value at a place, where it ends, and what is wrong with it."""
    if text[place : place + 1] == '"':
        return _quoted(text, place, name)
    word = _WORD.match(text, place)
    if word is not None and _END.match(text, word.end()):
        return _unquoted_once(word[0]), word.end(), _single(word[0], name)
    bare = _BARE.match(text, place)
    assert bare is not None
    value, end = bare[0].strip(), bare.end()
    if text[end : end + 1] == '"':
        return value, _after_comma(text, end), f"a quote stands in the middle of `{name}`: the text before it is read"
    if value and _WORD.fullmatch(value):
        return _unquoted_once(value), end, _separator(text, end, name)
    return _unquoted_once(value), end, f"the value of `{name}` is not in quotes"


def _quoted(text: str, place: int, name: str) -> tuple[str, int, str | None]:
    strict = _QUOTED.match(text, place)
    if strict is None:
        return text[place + 1 :], len(text), f"the quote of `{name}` is never closed: read to the end"
    separator = _separator(text, strict.end(), name)
    if _END.match(text, strict.end()) or separator:
        return _unescaped(strict[1]), strict.end(), separator
    loose = _LOOSELY_QUOTED.match(text, place)
    if loose is not None:
        return _unescaped(loose[1]), loose.end(), f"quotes inside the value of `{name}` are not escaped"
    end = _after_comma(text, strict.end())
    return _unescaped(strict[1]), end, f"text after the value of `{name}` is left out"


def _separator(text: str, place: int, name: str) -> str | None:
    if _OTHER_SEPARATOR.match(text, place):
        return f"a semicolon, not a comma, stands after `{name}`"
    return f"no comma stands after `{name}`" if _NEXT_NAME.match(text, place) else None


def _unquoted_once(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == "'" else value


def _single(value: str, name: str) -> str | None:
    return f"`{name}` stands in single quotes" if _unquoted_once(value) != value else None


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value, flags=re.S)


def _after_comma(text: str, place: int) -> int:
    comma = text.find(",", place)
    return len(text) if comma < 0 else comma + 1


def _skip(text: str, place: int) -> int:
    space = _SPACE.match(text, place)
    return space.end() if space else place
