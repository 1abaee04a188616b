"""Makes, from what finds a vendor's code, the least answer or log line that holds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.evidence.facts import Facts, facts_of_line, facts_of_response
from engine.models.exchange import Request, Response


def example(match: Mapping[str, Any], status: int | None) -> Facts:
    """The facts of an answer, or of a line where only a log says so."""
    members: dict[str, Any] = {}
    shown: dict[str, str] = {}
    path = match.get("member", "message")
    put(path, text_of(match), members, shown)
    for name, part in match.get("beside", {}).items():
        if name.rpartition(".")[2] != path.rpartition(".")[2]:
            put(name, part or "x", members, shown)
    raw = shown.pop("@raw", "")
    if "response_class" in members:
        members["response_code"] = f"{members.pop('response_class')[0]}03"
    if match.get("place") == "log":
        return facts_of_line(f"{raw} {json.dumps(members)}" if members else raw)
    return answer(match, members, shown, raw, status)


def text_of(match: Mapping[str, Any]) -> str:
    """The text that a match looks for."""
    if "word" in match:
        return f"it says {match['word']}: so it is"
    if "value" in match:
        return str(match["value"])
    return " 7 ".join(match["text"]) if "text" in match else "x"


def put(path: str, text: str, members: dict[str, Any], shown: dict[str, str]) -> None:
    """Puts a text where a path says: below a name of its own for what is no member of a body, else into the members."""
    if path.partition(".")[0] in ("header", "challenge", "response", "request", "redirect", "@raw"):
        shown[path] = text
        return
    *outer, last = path.split(".")
    for name in outer:
        members = members.setdefault(name, {})
    members.setdefault(last, {"true": True, "false": False}.get(text, text))


def answer(
    match: Mapping[str, Any], members: dict[str, Any], shown: Mapping[str, str], raw: str, status: int | None
) -> Facts:
    """The facts of the response with these members, headers and challenge."""
    headers = [(path[7:], text) for path, text in shown.items() if path.startswith("header.")]
    parameters = {path[10:]: text for path, text in shown.items() if path.startswith("challenge.")}
    if parameters:
        scheme = parameters.pop("@whole", None) or parameters.pop("@scheme", "Bearer")
        headers.append(
            ("WWW-Authenticate", f"{scheme} " + ", ".join(f'{name}="{text}"' for name, text in parameters.items()))
        )
    if any(path.startswith("redirect.") for path in shown):
        query = "&".join(f"{path[9:]}={text}" for path, text in shown.items() if path.startswith("redirect."))
        headers.append(("Location", f"https://app.test/cb?{query}"))
    body = "" if "response.empty" in shown else f"{raw} {json.dumps(members)}" if raw else json.dumps(members)
    url = shown.get("request.url", "") + shown.get("request.ends", "")
    number = int(shown.get("response.status", 0)) or next(iter(match.get("status", ())), status)
    request = (
        Request(method="GET", url=f"https://api.test{url}" if not url.startswith("http") else url) if url else None
    )
    return facts_of_response(Response(status=number, headers=tuple(headers), body=body), request)
