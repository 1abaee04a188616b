"""The shipped scenarios: small worlds, each read from its own file when it is asked for.

Tokens stay as header and claims here, so that a person can edit them; `engine.scenarios` signs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

_FOLDER = Path(__file__).parent
KEYS = ("demo-rs256", "demo-es256", "demo-eddsa", "stranger-rs256", "weak-rs256")
"""The private keys that ship. The public halves of the first three are in `demo_jwks`; the others are nobody's, and the
last is too short."""


class ScenarioToken(Struct, frozen=True, kw_only=True):
    """A token as header and claims; times in them are seconds since 1970.

    `key` is one of `KEYS`, `hmac` (a fixed secret) or `none`; `signature` is used as it stands instead of signing.
    """

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    key: str = "demo-rs256"
    signature: str | None = None


class Scenario(Struct, frozen=True, kw_only=True):
    """One scenario as its file holds it, with `{{tokens.<name>}}` still in its texts.

    `reason` is the entry that it shows; `shows` says what that is: `reason`, `difference`, `behaviour` or `finding`.
    """

    reason: str
    title: str
    summary: str
    shows: str = "reason"
    now: str | None = None
    source_ip: str | None = None
    request: str | None = None
    response: str | None = None
    evidence: tuple[str, ...] = ()
    tokens: Mapping[str, ScenarioToken] = field(default_factory=dict)
    environment: Mapping[str, Any] | None = None
    deployed: Mapping[str, Any] | None = None


def load_scenario(reason: str) -> Scenario:
    """The scenario that shows a reason, a behaviour or a finding. KeyError where none does."""
    import tomllib

    path = _FOLDER / "scenarios" / f"{reason}.toml"
    if path.parent != _FOLDER / "scenarios" or not path.is_file():
        raise KeyError(reason)
    raw = tomllib.loads(path.read_text("utf-8"))
    raw["tokens"] = {name: ScenarioToken(**token) for name, token in raw.get("tokens", {}).items()}
    raw["evidence"] = tuple(raw.get("evidence", ()))
    return Scenario(**raw)


def demo_key(name: str) -> str:
    """The PEM text of a shipped private key. KeyError for any other."""
    if name not in KEYS:
        raise KeyError(name)
    return (_FOLDER / "keys" / f"{name}.pem").read_text("ascii")


def demo_jwks() -> str:
    """The JWK set, as JSON, that the environments of scenarios name as `demo.jwks.json`."""
    return (_FOLDER / "keys" / "demo.jwks.json").read_text("ascii")
