"""The two colour schemes. One accent, for focus and links; green, red and yellow mean outcomes only."""

from __future__ import annotations

from textual.theme import Theme


def _theme(
    name: str, *, dark: bool, accent: str, foreground: str, background: str, panel: str,
    passed: str, failed: str, unknown: str, **variables: str,
) -> Theme:  # fmt: skip
    """A scheme in which everything that is no outcome has one accent. `variables` are the shades of its quiet parts."""
    return Theme(
        name=name, dark=dark, primary=accent, secondary=accent, accent=accent,
        foreground=foreground, background=background, surface=background, panel=panel,
        success=passed, error=failed, warning=unknown,
        variables={variable.replace("_", "-"): colour for variable, colour in variables.items()},
    )  # fmt: skip


DARK = _theme(
    "apiwhy-dark", dark=True, accent="#6cb2f5", foreground="#d8dce2", background="#12151a", panel="#1c2129",
    passed="#79c58b", failed="#ff7a72", unknown="#e2b64a",
    quiet="#8b93a0", line="#2a313c", chosen="#1c2733", chosen_focus="#22405e",
)  # fmt: skip
LIGHT = _theme(
    "apiwhy-light", dark=False, accent="#0b5cad", foreground="#1f2328", background="#fbfbf8", panel="#efefea",
    passed="#1a7535", failed="#c0262d", unknown="#875f00",
    quiet="#646b75", line="#d8d8d2", chosen="#eef1f4", chosen_focus="#cfe2f7",
)  # fmt: skip
