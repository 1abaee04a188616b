"""The two colour schemes. One accent, for focus and links; green, red and yellow mean outcomes only."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="apiwhy-dark",
    dark=True,
    primary="#6cb2f5",
    accent="#6cb2f5",
    secondary="#6cb2f5",
    foreground="#d8dce2",
    background="#12151a",
    surface="#12151a",
    panel="#1c2129",
    success="#79c58b",
    error="#ff7a72",
    warning="#e2b64a",
    variables={"quiet": "#8b93a0", "line": "#2a313c", "chosen": "#1c2733", "chosen-focus": "#22405e"},
)
LIGHT = Theme(
    name="apiwhy-light",
    dark=False,
    primary="#0b5cad",
    accent="#0b5cad",
    secondary="#0b5cad",
    foreground="#1f2328",
    background="#fbfbf8",
    surface="#fbfbf8",
    panel="#efefea",
    success="#1a7535",
    error="#c0262d",
    warning="#875f00",
    variables={"quiet": "#646b75", "line": "#d8d8d2", "chosen": "#eef1f4", "chosen-focus": "#cfe2f7"},
)
