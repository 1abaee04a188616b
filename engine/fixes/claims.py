"""Changes of the token's claims: scopes that the client asks for, and claims that the issuer writes."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from msgspec.structs import replace

from engine.fixes.applying import path_of, pointer_of
from engine.fixes.changes import Change, together
from engine.fixes.sent import fresh
from engine.fixes.token_edits import ask_command
from engine.models.question import Known, Question
from engine.models.trace import Edit
from engine.shown import shown
from engine.words import quoted

SCOPES = ("scope", "scp")
OWN_COST = 5


def change_claims(question: Question, known: Known, values: Mapping[str, Any]) -> Change | None:
    """A token with other claims. Names are those of attributes: a claim, or a JSON pointer."""
    if known.claims is None:
        return None
    claims, changes, edits = known.claims, list[Change](), dict[str, Edit]()
    for name, value in values.items():
        change = _claim(question, known, claims, name, value)
        [edit] = change.edits
        first = edits.get(edit.path, edit)
        edits[edit.path] = replace(edit, from_=first.from_)
        claims = {**claims, str(path_of(edit.path)[0]): edit.to}
        changes.append(replace(change, edits=()))
    late = [edit for edit in fresh(known.claims, question.now.timestamp()) if edit.path not in edits]
    return replace(together(changes), edits=(*edits.values(), *late))


def _claim(question: Question, known: Known, claims: Mapping[str, Any], name: str, value: Any) -> Change:
    edit = _edit(claims, name, value)
    if name in SCOPES:
        return _scopes(question, known, edit, value)
    said = shown(quoted(map(str, value)) if isinstance(value, list) else f"`{_plain(value)}`")
    if name == "aud":
        words = f"ask for an access token for the audience {said}"
        return Change(edits=(edit,), owner="client", words=words, cost=3, assuming="the issuer grants it")
    if name in ("sub", "client_id", "azp", "cid", "appid"):
        words = f"use a token {'of the user' if name == 'sub' else 'issued to the client'} {said}"
        return Change(edits=(edit,), owner="client", words=words, cost=7, assuming=f"{said} is who should call")
    words = f"have the issuer put {said} into the claim `{name}`, then ask for a new access token"
    return Change(
        edits=(edit,), owner="token_issuer", words=words, cost=OWN_COST, assuming="that is what is true of the caller",
        widens=True,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _edit(claims: Mapping[str, Any], name: str, value: Any) -> Edit:
    """The edit of a top-level claim: what a pointer leads to is changed inside a copy of it."""
    if not name.startswith("/"):
        before = claims.get(name)
        to = " ".join(value) if name == "scope" and isinstance(value, list) and not isinstance(before, list) else value
        return Edit(target="token", path=pointer_of((name,)), from_=before, to=to)
    first, *rest = path_of(name)
    whole: Any = deepcopy(claims.get(str(first)))
    if rest:
        whole = whole if isinstance(whole, dict | list) else {}
        place: Any = whole
        for key in rest[:-1]:
            place = place.setdefault(str(key), {}) if isinstance(place, dict) else place[key]
        place[rest[-1] if isinstance(place, list) else str(rest[-1])] = value
    return Edit(target="token", path=pointer_of((first,)), from_=claims.get(str(first)), to=whole if rest else value)


def _scopes(question: Question, known: Known, edit: Edit, value: Any) -> Change:
    wanted = [str(one) for one in (value if isinstance(value, list) else [value])]
    held = known.scopes or ()
    added = [scope for scope in wanted if scope not in held]
    again = "sign the user in again and ask" if known.delegated and added else "ask the token endpoint"
    which = f"with the scope{'s' * (len(added) > 1)} {quoted(added)}" if added else f"with only {quoted(wanted)}"
    command = ask_command(question, known, tuple(wanted), more=bool(added))
    return Change(
        edits=(edit,), owner="client", words=f"{again} for a new access token {which}", cost=2, command=command,
        assuming="the issuer grants it",
    )  # fmt: skip
