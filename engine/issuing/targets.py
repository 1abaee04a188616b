"""Which resource a token is asked for: by `resource` (RFC 8707), or on PingOne by the scopes."""

from __future__ import annotations

from engine.models.question import Known
from engine.shown import shown
from engine.stages.notes import Notes
from engine.tokens.view import environment_of
from engine.words import quoted

CHECK = "scope.resource"


def check_target(notes: Notes, known: Known, scopes: tuple[str, ...], resources: tuple[str, ...]) -> None:
    """The resources that are named must be known; on PingOne the scopes of one resource may be asked for at a time."""
    environment, server = environment_of(notes.question, known), known.server
    if environment is None or server is None:
        if resources:
            notes.unknown(CHECK, "which resources the server knows is not known",
                          fact="the server's resources", give="`[[resources]]` in the environment")  # fmt: skip
        return
    named = {one.name: one for one in environment.resources if one.issuer == server.issuer}
    audiences = tuple(
        dict.fromkeys([*([server.audience] if server.audience else []), *(one.audience for one in named.values())])
    )
    strange = [resource for resource in resources if resource not in audiences]
    if strange and not audiences:
        notes.unknown(CHECK, "which resources the server knows is not known",
                      fact="the server's resources", give="`[[resources]]` in the environment")  # fmt: skip
    elif strange:
        notes.failed(
            CHECK,
            "scope.resource_unknown",
            f"the server issues no token for {quoted(shown(one, 80) for one in strange)}",
            seen=f"`resource={shown(strange[0], 80)}`",
            wanted=quoted(audiences[:4]),
            source="resource",
        )
    elif resources:
        notes.passed(CHECK, f"for {quoted(resources)}")
    owners = {name: [scope for scope in scopes if scope in one.scopes] for name, one in named.items()}
    asked = {name: found for name, found in owners.items() if found}
    if len(asked) > 1 and environment.semantics == "pingone" and not _shared(asked):
        notes.failed(
            CHECK, "scope.several_resources", "scopes of several resources are asked for at once",
            seen="; ".join(f"{quoted(found)} of {name}" for name, found in asked.items()),
            wanted="the scopes of one resource in each request", source="scope",
        )  # fmt: skip


def _shared(asked: dict[str, list[str]]) -> bool:
    """Whether one resource has all of them: a scope may be named by several."""
    every = {scope for found in asked.values() for scope in found}
    return any(set(found) == every for found in asked.values())
