"""Who may use a client: users that are assigned to it, directly or through one of their groups."""

from __future__ import annotations

from engine.models.question import Known


def is_assigned(known: Known) -> bool | None:
    """Whether the user is assigned to the client; None where user, groups or client are not known.

    A client to which nobody is assigned is nobody's.
    """
    client = known.client
    if client is None:
        return None
    if known.user_absent or not (client.users or client.groups):
        return False
    if known.subject is not None and known.subject in client.users:
        return True
    if known.groups is not None and set(known.groups) & set(client.groups):
        return True
    open_yet = known.subject is None or (known.groups is None and bool(client.groups))
    return None if open_yet else False
