"""What the payload of a statement holds, by its code, and what is wrong with one.

Sources: the statement templates of PingOne and the provided statements of PingAuthorize; RFC 9470 for the challenge.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import normalize

from engine.policy.json_paths import PathProblem, parse_json_path
from engine.policy.values import shown

FLAGS = frozenset("ilc")
"""Of `regex-replace-attributes`: any case, the text itself, canonical equivalence."""
STEP_UP = "insufficient_user_authentication"
"""The error of a challenge that asks for another login (RFC 9470 section 3)."""


class PayloadProblem(ValueError):
    """A payload that its code cannot use: what was seen and what was wanted."""


def payload_data(payload: Any) -> Any:
    """A payload as JSON holds it; a text is read as JSON, which can hold the null that TOML lacks."""
    if isinstance(payload, str):
        try:
            payload = json.loads(payload)
        except (ValueError, RecursionError):
            raise PayloadProblem("a payload that is no JSON, wanted an object") from None
    return shown(payload)


def read_payload(code: str, data: Any) -> Any:
    """The payload as its statement uses it. Raises PayloadProblem; KeyError for an unknown code."""
    return READERS[code](data)


def payload_problem(code: str, payload: Any) -> str | None:
    """What is wrong with a statement's payload, None where it is good."""
    try:
        read_payload(code, payload_data(payload))
    except PayloadProblem as problem:
        return str(problem)
    return None


def _table(data: Any) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise PayloadProblem("a payload that is no table, wanted a table or a JSON object")
    return dict(data)


def _denied(data: Any) -> dict[str, Any]:
    table = _table(data)
    status = table.get("status", 403)
    if not isinstance(status, int) or isinstance(status, bool) or not 400 <= status <= 599:
        raise PayloadProblem(f"status `{status}`, wanted a number from 400 to 599")
    for key in ("message", "detail"):
        if not isinstance(table.get(key, ""), str):
            raise PayloadProblem(f"`{key}` that is no text, wanted a text")
    return {**table, "status": status}


def _headers(data: Any) -> dict[str, tuple[str, ...]]:
    return {name: _texts(f"header `{name}`", value, str) for name, value in _table(data).items()}


def _query(data: Any) -> dict[str, tuple[str, ...]]:
    return {name: _texts(f"parameter `{name}`", value, str | int | float) for name, value in _table(data).items()}


def _texts(what: str, value: Any, kind: Any) -> tuple[str, ...]:
    """The values that are set; none where null removes."""
    values = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(one, kind) and not isinstance(one, bool) for one in values):
        raise PayloadProblem(f"{what} that is no text, wanted a text, a list of texts or null")
    return tuple(map(str, values))


def _paths(data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list) or not all(isinstance(one, str) for one in data):
        raise PayloadProblem("a payload that is no list of texts, wanted the names of attributes")
    return tuple(map(_path, data))


def _path(text: str) -> Any:
    try:
        return parse_json_path(text)
    except PathProblem as problem:
        raise PayloadProblem(str(problem)) from None


def _settings(data: Any) -> tuple[tuple[Any, Any], ...]:
    settings = tuple((_path(name), value) for name, value in _table(data).items())
    if not all(path for path, _ in settings):
        raise PayloadProblem("the path `$`, wanted one of an attribute in the body")
    return settings


def _replacements(data: Any) -> tuple[dict[str, Any], ...]:
    return tuple(map(_replacement, data if isinstance(data, list) else [data]))


def _replacement(data: Any) -> dict[str, Any]:
    """`path` as steps, `regex` compiled, `replace`, `canonical`. `replacement` is taken for `replace`."""
    table = _table(data)
    replace = table.get("replace", table.get("replacement"))
    for key, value in (("regex", table.get("regex")), ("replace", replace), ("path", table.get("path", "$"))):
        if not isinstance(value, str):
            raise PayloadProblem(f"no text for `{key}`, wanted `regex`, `replace` and perhaps `path`")
    flags = table.get("flags", "")
    if not isinstance(flags, str) or not FLAGS.issuperset(flags):
        raise PayloadProblem(f"flags `{flags}`, wanted any of `i`, `l` and `c`")
    regex, canonical = table["regex"], "c" in flags
    return {
        "path": _path(table.get("path", "$")), "replace": replace, "canonical": canonical,
        "regex": _compiled(normalize("NFC", regex) if canonical else regex, flags),
    }  # fmt: skip


def _compiled(regex: str, flags: str) -> Any:
    from engine.policy.regex import RegexProblem, compile_regex

    try:
        return compile_regex(regex, ignore_case="i" in flags, literal="l" in flags)
    except RegexProblem as problem:
        raise PayloadProblem(f"the regular expression `{regex[:60]}` ({problem}), wanted one of RE2") from None


def _challenge(data: Any) -> dict[str, Any]:
    """The status and the challenge (RFC 9110 section 11.6.1) with its parameters in the order of the payload."""
    table = _table(data or {})
    scheme = table.pop("scheme", "Bearer")
    parameters = {"error": STEP_UP} | table
    for key, value in (("scheme", scheme), *parameters.items()):
        values = value if isinstance(value, list) else [value]
        if not key.replace("_", "").isalnum() or not all(isinstance(one, str | int) for one in values):
            raise PayloadProblem(f"`{key}` that is no text, wanted a text, a number or a list of texts")
    written = ", ".join(f"{name}={_quoted(value)}" for name, value in parameters.items())
    return {"status": 401, "challenge": f"{scheme} {written}", "error": str(parameters["error"])}


def _quoted(value: Any) -> str:
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


READERS: Mapping[str, Callable[[Any], Any]] = {
    "denied-reason": _denied,
    "auth-challenge": _challenge,
    "set-headers": _headers,
    "modify-query": _query,
    "include-attributes": _paths,
    "exclude-attributes": _paths,
    "set-attributes": _settings,
    "regex-replace-attributes": _replacements,
}
"""How the payload of each code is read."""
