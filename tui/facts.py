"""The facts that a person can give beside the texts: how each is written, and what it becomes."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.models.certificate import Certificate
    from tui.workbench import Inputs

KEPT = "given already; another replaces it, `none` takes it away"
"""What an empty field says whose value is too long, or too secret, to stand in it."""
NONE = "none"


class Fact(NamedTuple):
    """One fact: its name, what it is called, how it is written, and whether a secret may stand in it."""

    name: str
    label: str
    wanted: str
    secret: bool = False


FACTS = (
    Fact("jwks", "keys", "path of a JWK Set, or its JSON", secret=True),
    Fact("issuer", "issuer", "https://login.example.test"),
    Fact("audiences", "audience", "what the API expects in aud; several with spaces"),
    Fact("scopes", "scope", "what the operation asks for; several with spaces"),
    Fact("source_ip", "source address", "203.0.113.9"),
    Fact("now", "judged at", "2026-03-04T10:11:12Z; empty: its own time, or now"),
    Fact("certificate", "certificate", "path of the TLS client certificate that was sent (PEM or DER)"),
    Fact("evidence", "log lines", "lines of the gateway's log", secret=True),
)


class FactProblem(ValueError):
    """A fact that cannot be used: `name` says which, the text what was seen and wanted."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(said)
        self.name = name


def fact_values(inputs: Inputs) -> dict[str, str]:
    """The facts as they stand, as a person would type them; those that files hold are left out: see `kept_files`."""
    given = inputs.given
    return {
        "jwks": "",
        "issuer": given.issuer or "",
        "audiences": " ".join(given.audiences),
        "scopes": " ".join(given.scopes),
        "certificate": "",
        "source_ip": inputs.source_ip or "",
        "now": inputs.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if inputs.now else "",
        "evidence": "\n".join(inputs.evidence),
    }


def kept_files(inputs: Inputs) -> set[str]:
    """The facts that a file gave: an empty field leaves them as they are."""
    return {name for name, value in (("jwks", inputs.jwks), ("certificate", inputs.given.certificate)) if value}


def with_facts(
    inputs: Inputs, values: Mapping[str, str], jwks: str | None, certificate: Certificate | None = None
) -> Inputs:
    """The inputs with these facts. Raises FactProblem for the first that cannot be used."""
    given = replace(
        inputs.given,
        certificate=certificate,
        issuer=values["issuer"] or None,
        audiences=tuple(values["audiences"].split()),
        scopes=tuple(values["scopes"].split()),
    )
    same_lines = values["evidence"] == fact_values(inputs)["evidence"]
    lines = inputs.evidence if same_lines else (values["evidence"],) if values["evidence"] else ()
    return replace(
        inputs, jwks=jwks, given=given, evidence=lines,
        source_ip=_address(values["source_ip"]), now=_moment(values["now"]),
    )  # fmt: skip


def _address(typed: str) -> str | None:
    try:
        return str(ip_address(typed)) if typed else None
    except ValueError:
        raise FactProblem("source_ip", f"source address: `{typed}`, wanted an IP address such as 203.0.113.9") from None


def _moment(typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise FactProblem("now", f"judged at: `{typed}`, wanted a time such as 2026-03-04T10:11:12Z") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
