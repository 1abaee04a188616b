"""A fix that is called proved flips the verdict: its edits are made by hand in the files, and the command runs again.

Nothing of the engine edits anything here: the token is signed anew with PyJWT, the file and the curl line are rewritten.
"""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import jwt
import pytest
from msgspec.structs import replace

from knowledge.catalog import load_catalog
from knowledge.scenarios import Scenario, ScenarioToken, demo_jwks, demo_key, load_scenario
from tests.support.command_line import CommandLine

HIDDEN = "•••"
"""Stands in an edit for a secret, which the person who mends it has."""
EXITS = {"allowed": 0, "refused": 1}
SIGNS = ("demo-rs256", "demo-es256", "demo-eddsa", "stranger-rs256")
PROVABLE = {
    "policy.denied", "policy.indeterminate", "policy.not_applicable", "rules.group_missing",
    "rules.network_not_allowed", "rules.not_delegated", "rules.scope_missing", "rules.user_attribute_mismatch",
    "service.never_deployed", "service.no_match", "token.audience_mismatch", "token.audience_missing",
    "token.client_inactive", "token.expired", "token.expiry_missing", "token.user_inactive",
}  # fmt: skip
"""Reasons of which a fix must be proved."""
STAGES = ("service.", "rules.", "policy.")
SCENARIOS = [
    reason
    for reason in sorted(load_catalog().reasons)
    if (reason.startswith(STAGES) or reason in PROVABLE)
    and (shown := load_scenario(reason)).request and not shown.response and shown.environment and not shown.evidence
    and all(token.key in SIGNS and token.signature is None for token in shown.tokens.values())
]  # fmt: skip
"""Those whose token PyJWT can make: a malformed one has its fix tried where its shape is tested."""


def toml(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(key)} = {toml(one)}' for key, one in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value)


def signed(token: ScenarioToken) -> str:
    header = dict(token.header)
    return jwt.encode(dict(token.claims), demo_key(token.key), header.pop("alg"), headers=header)


def diagnosed(scenario: Scenario, folder: Path, cli: CommandLine) -> tuple[int, dict[str, Any]]:
    """Writes a scenario as the files that a person has, and runs the command on them."""
    text = str(scenario.request)
    for name, token in scenario.tokens.items():
        text = text.replace(f"{{{{tokens.{name}}}}}", signed(token))
    tables = scenario.environment or {}
    (folder / "environment.toml").write_text("".join(f"{key} = {toml(one)}\n" for key, one in tables.items()), "utf-8")
    (folder / "demo.jwks.json").write_text(demo_jwks(), "utf-8")
    (folder / "request.txt").write_text(text, "utf-8")
    words = ["diagnose", folder / "request.txt", "--environment", folder / "environment.toml", "--now", scenario.now]
    words += ["--source-ip", scenario.source_ip] if scenario.source_ip else []
    ran = cli(*words, "--format", "json", "--no-record")
    return ran.code, json.loads(ran.out)


def mended(scenario: Scenario, edits: list[dict[str, Any]]) -> Scenario:
    """The scenario with a fix's edits made."""
    tables: Any = copy.deepcopy(scenario.environment)
    text, now, address = str(scenario.request), scenario.now, scenario.source_ip
    [(name, token)] = scenario.tokens.items()
    claims = dict(token.claims)
    for edit in edits:
        *way, last = (key.replace("~1", "/").replace("~0", "~") for key in edit["path"].split("/")[1:])
        if edit["target"] == "environment":
            place = tables
            for key in way:
                place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
            if isinstance(place, list):
                place[int(last) : int(last) + 1] = [edit["to"]]
            else:
                place[last] = edit["to"]
        elif edit["target"] == "token":
            claims[last] = edit["to"]
        elif last == "url" and HIDDEN in edit["from"]:
            text = re.sub(r"[?&]access_token=\{\{[^}]*\}\}", "", text)
        elif last == "url":
            assert edit["from"] in text
            text = text.replace(edit["from"], edit["to"])
        elif last == "method":
            text = f"{text.strip()} -X {edit['to']}"
        elif last == "source_ip":
            address = edit["to"]
        elif last == "time":
            now = edit["to"]
        else:
            assert way == ["headers"]
            to = f"Bearer {{{{tokens.{name}}}}}" if HIDDEN in edit["to"] else edit["to"]
            text = re.sub(rf"-H '{last}: [^']*'", "", text).strip() + f" -H '{last}: {to}'"
    kept = {name: value for name, value in claims.items() if value is not None}
    key = str(token.header.get("kid")) if kept != token.claims else token.key
    token = replace(token, claims=kept, key=key if key in SIGNS else token.key)
    return replace(scenario, request=text, now=now, source_ip=address, environment=tables, tokens={name: token})


@pytest.mark.parametrize("reason", SCENARIOS)
def test_a_proved_fix_flips_the_verdict(reason: str, tmp_path: Path, cli: CommandLine) -> None:
    scenario = load_scenario(reason)
    code, before = diagnosed(scenario, tmp_path, cli)
    assert (code, before["reason"]) == (1, reason)
    proved = [fix for fix in before["fixes"] if fix["proved"]]
    assert reason not in PROVABLE or any(reason in fix["reasons"] for fix in proved)
    for fix in proved:
        code, after = diagnosed(mended(scenario, fix["edits"]), tmp_path, cli)
        refused = [one for one in (after["reason"], *after["also"]) if one]
        assert refused == fix["left"], fix["change"]
        assert code == EXITS["refused" if fix["left"] else "allowed"], fix["change"]


def test_every_reason_that_can_be_proved_has_a_scenario_here() -> None:
    assert set(SCENARIOS) >= PROVABLE
