"""Row 16 and every other key: how long the keys of the app wait, printed as found. Nothing here passes or misses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.keyboard import ANCHOR, BUSY, IDLE
from bench.places import ROOT, environment

PATIENCE = 300
"""Seconds after which the app is given up."""
PROMISE = 0.05
"""Seconds that no key may wait."""


def key_echo(home: Path) -> list[str]:
    """The report's lines. RuntimeError where the app could not be used to its end."""
    around = environment(home) | {"PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "bench.keyboard"]
    ended = subprocess.run(words, cwd=home, env=around, capture_output=True, timeout=PATIENCE)
    if ended.returncode:
        raise RuntimeError(f"{words} ended with {ended.returncode}: {ended.stderr.decode()[-800:]}")
    return lines(json.loads(ended.stdout))


def lines(parts: dict[str, dict[str, list[float]]]) -> list[str]:
    """A line for each part: the key's echo, and how late the event loop was, in ms; then row 16."""
    head = f"    {'':<58} {'echo p50':>9} {'p95':>7} {'max':>7}   {'loop p95':>9} {'max':>7}"
    said = [head, *(_line(name, part["echo"], part["late"]) for name, part in parts.items())]
    anchor, idle, busy = (median(parts[name]["echo"]) for name in (ANCHOR, IDLE, BUSY))
    said.append(
        f"16  key echo while a replay runs: {busy / idle:.2f}× of idle (budget 1.5×); {idle / anchor:.2f}× anchor"
    )
    return said


def _line(name: str, echo: Sequence[float], late: Sequence[float]) -> str:
    over = "  over 50 ms" if max([*echo, *late]) > PROMISE else ""
    ms = [f"{at(echo, part) * 1e3:.1f}" for part in (0.5, 0.95, 1)] + [
        f"{at(late, part) * 1e3:.1f}" for part in (0.95, 1)
    ]
    return f"    {name:<58} {ms[0]:>9} {ms[1]:>7} {ms[2]:>7}   {ms[3]:>9} {ms[4]:>7}{over}"


def at(seconds: Sequence[float], part: float) -> float:
    """The value below which this part of all values is; 0 where there are none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0
