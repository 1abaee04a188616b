"""Stage `user`: may this user use the client, is the account active, and can the server ask the user?"""

from __future__ import annotations

from engine.issuing.access_conditions import NEEDS
from engine.issuing.assignment import is_assigned
from engine.models.question import Answer, Known, Question
from engine.stages.notes import Notes
from engine.tokens.view import environment_of


def check_user(question: Question, known: Known) -> Answer:
    """Assignment to the client, status, and whether a session is wanted that nothing here shows."""
    if environment_of(question, known) is None or known.server is None:
        return Answer()
    notes = Notes("user", question)
    _check_assigned(notes, known)
    _check_status(notes, known)
    if "none" in known.parameters.get("prompt", "").split():
        notes.unknown(
            "user.session", "with prompt=none it depends on whether the user is signed in already",
            fact="whether the user had a session at the server", give="--response FILE, the answer to this request",
        )  # fmt: skip
    return notes.answer()


def _check_assigned(notes: Notes, known: Known) -> None:
    """The user must be assigned to the client, directly or through a group (Okta)."""
    client = known.client
    if client is None:
        return
    assigned = is_assigned(known)
    who = f"`{known.subject}`" if known.subject else "the user"
    if assigned:
        how = "directly" if known.subject in client.users else "through a group"
        notes.passed("user.assigned", f"{who} is assigned to {client.id} {how}", source=f"client {client.id}")
    elif assigned is None:
        fact, give = NEEDS["user"] if known.subject is None else NEEDS["group"]
        notes.unknown("user.assigned", f"whether {who} is assigned to {client.id} is not known", fact=fact, give=give)
    else:
        nobody = not (client.users or client.groups)
        notes.failed(
            "user.assigned", "user.not_assigned",
            f"nobody is assigned to the client `{client.id}`" if nobody
            else f"the user {who} is not assigned to the client `{client.id}`, nor is a group of theirs",
            seen=None if nobody else f"user {who}" + (f", groups {', '.join(known.groups)}" if known.groups else ""),
            wanted=f"one of {', '.join((*client.users, *client.groups))}" if not nobody else "a user or a group",
            source=f"client {client.id}",
        )  # fmt: skip


def _check_status(notes: Notes, known: Known) -> None:
    user = known.user
    if user is None:
        return
    if user.status == "active":
        notes.passed("user.status", f"{user.id} is active", source=f"user {user.id}")
        return
    notes.failed(
        "user.status", "user.inactive", f"the account of the user `{user.id}` is {user.status}",
        seen=f"status {user.status}", wanted="status active", source=f"user {user.id}",
    )  # fmt: skip
