"""What kind of text was pasted."""

from __future__ import annotations

import re

from knowledge.patterns import lazy_regex

KINDS = ("curl", "curl -v", "raw request", "response", "HAR", "token", "log", "url")
"""What `detect_kind` can say, besides `unknown`."""

UNKNOWN = "unknown"
_URL = lazy_regex(r"[\"'<]?(?:https?|wss?)://[^\s\"'<>]+[\"'>]?", re.I)
_HAR_MEMBER = lazy_regex(r'"(?:log|entries)"\s*:')
_HAR_WITHIN = 4096
"""Characters in which a HAR names its `log` or `entries`."""


def detect_kind(text: str) -> str:
    """One of `KINDS`, or `unknown`. A client's error alone (`curl: (6) …`) is a `response`: that none arrived.

    So is the body of an error alone, and so are header lines with a challenge.
    """
    text = text.lstrip("\ufeff \t\r\n")
    if not text:
        return UNKNOWN
    if text[0] in "{[" and _HAR_MEMBER.search(text, 0, _HAR_WITHIN):
        return "HAR"
    from engine.captures.curl_text import COMMAND
    from engine.captures.messages import STATUS_LINE, split_request_line

    first_line = text.partition("\n")[0]
    if COMMAND.match(text):
        return "curl"
    if text.startswith("HTTP/") and STATUS_LINE.match(text):
        return "response"
    if text[0] not in "<>*" and split_request_line(first_line) is not None:
        return "raw request"
    return _by_content(text, COMMAND)


def _by_content(text: str, command: re.Pattern[str]) -> str:
    from engine.captures.client_errors import is_client_error
    from engine.captures.log import is_log
    from engine.captures.token import is_token
    from engine.captures.transcript import KIND, is_transcript

    if is_transcript(text):
        return KIND
    if is_log(text):
        return "log"
    if is_token(text):
        return "token"
    if _URL.fullmatch(text.strip()):
        return "url"
    if command.search(text):
        return "curl"
    from engine.captures.answer_parts import has_challenge, is_error_body

    return "response" if is_client_error(text) or is_error_body(text) or has_challenge(text) else UNKNOWN
