from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.audit.events import AuditEvent, Resource, event_from_dict
from engine.audit.lines import event_line

RESPONSE = "HTTP Response Policy Evaluated"


@pytest.mark.parametrize(
    ("changes", "width", "line"),
    [
        (
            {}, 140,
            "10:11:12Z  ✗ token.expired             POST Answer           Meme Game     game-web      user.0      "
            "denied due to an invalid OAuth access…",
        ),
        ({}, 60, "10:11:12Z  ✗ token.expired             POST Answer"),
        ({"operation": {"name": "POST /v1/x"}}, 60, "10:11:12Z  ✗ token.expired             POST /v1/x"),
        (
            {"result": "SUCCESS", "verdict": "allowed", "decision": "PERMIT", "operation": None, "reason": None}, 70,
            "10:11:12Z  ✓ permit                    POST /meme-game/api…",
        ),
        ({"verdict": "undetermined", "reason": None}, 40, "10:11:12Z  ? undetermined…"),
        ({"type": RESPONSE, "status": 502}, 40, "10:11:12Z  ✗ response 502…"),
        ({"type": RESPONSE, "status": None}, 40, "10:11:12Z  ✗ no response…"),
        (
            {"type": "Capture Replayed", "verdict": None, "result": "SUCCESS", "description": "Capture replayed."}, 70,
            "10:11:12Z  ✓ replay                    Capture replayed.",
        ),
        ({"url": "//api.test/a?b=1", "operation": None}, 60, "10:11:12Z  ✗ token.expired             POST /a"),
        (
            {"user": "日本日本日本日本", "description": "Request to the URL \"x\" said \x1b[31m"}, 140,
            "10:11:12Z  ✗ token.expired             POST Answer           Meme Game     game-web      日本日本…   "
            "said \\x1b[31m",
        ),
    ],
)  # fmt: skip
def test_one_line(make_event: Any, changes: dict[str, Any], width: int, line: str) -> None:
    assert event_line(make_event(**changes), width) == line


@given(text=st.text("a0 -é日本\u0947\u0301…\n\x1b", max_size=60), width=st.integers(0, 160))
def test_never_wider_than_asked(text: str, width: int) -> None:
    event = event_from_dict({
        "id": text, "at": "2026-03-04T10:11:12Z", "source": "apiwhy", "type": "HTTP Request Policy Evaluated", "action_type": "x",
        "correlation_id": "x", "result": "FAILED", "description": text, "user": text, "method": text, "reason": text,
    })  # fmt: skip
    line = event_line(event, width)
    assert cell_len(line) <= width
    assert "\n" not in line


def test_a_change_of_configuration_says_what_was_done() -> None:
    event = AuditEvent(
        id="1", at="2026-03-04T10:11:12Z", type="API Service Deployed", action_type="API_SERVER.POLICIES_DEPLOYED",
        correlation_id="1", api_service=Resource(name="Orders"), client="apiwhy", user="kim", result="SUCCESS", description="x",
    )  # fmt: skip
    assert event_line(event, 120).split() == ["10:11:12Z", "✓", "deployed", "Orders", "apiwhy", "kim"]
