"""Rows 8 and 9: whole processes, from start to exit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

from bench.measuring import Group, Measure, Work
from bench.places import ANCHORS, ENVIRONMENT, KEYS, NOON, REQUEST, environment, program

ROUNDS = 15


def process(words: list[str], home: Path, *, expected: int = 0) -> Measure:
    """A program that is run to its end in `home`. RuntimeError where its exit code is not the one expected."""
    around = environment(home)

    def once() -> float:
        started = perf_counter()
        ended = subprocess.run(words, cwd=home, env=around, capture_output=True)
        seconds = perf_counter() - started
        if ended.returncode != expected:
            raise RuntimeError(f"{words} ended with {ended.returncode}: {ended.stderr.decode()[-800:]}")
        return seconds

    return once


def light_commands(home: Path) -> Group:
    """Row 8: commands that read the guide, the store, or nothing."""
    process(_diagnose("--environment", str(ENVIRONMENT)), home)()
    commands = (["--help"], ["guide", "401"], ["audit"])
    works = [
        Work(row=8, name=f"apiwhy {' '.join(words)}", measure=process([*program(), *words], home), budget=0.8)
        for words in commands
    ]
    anchor = process([sys.executable, "-c", "import jwt"], home)
    return Group(anchor='python -c "import jwt"', measure=anchor, works=tuple(works), rounds=ROUNDS)


def diagnoses(home: Path) -> Group:
    """Row 9: one diagnosis, with and without an environment file, and without the audit event it writes."""
    issuer = ("--issuer", "https://auth.example.test/e1/as", "--audience", "meme-game", "--scope", "meme-game")
    named = {
        "with an environment file": process(_diagnose("--environment", str(ENVIRONMENT)), home),
        "with an environment file, --no-record": process(
            _diagnose("--environment", str(ENVIRONMENT), "--no-record"), home
        ),
        "without one, --jwks": process(_diagnose("--jwks", str(KEYS), *issuer), home, expected=3),
        "without one, --jwks, --no-record": process(
            _diagnose("--jwks", str(KEYS), *issuer, "--no-record"), home, expected=3
        ),
    }
    works = tuple(
        Work(row=9, name=f"apiwhy diagnose, {name}", measure=measure, budget=1.5 if "without" in name else 2.0)
        for name, measure in named.items()
    )
    words = [sys.executable, str(ANCHORS / "decode.py"), str(REQUEST), "--jwks", str(KEYS), "--audience", "meme-game"]
    return Group(anchor="an argparse script with jwt.decode", measure=process(words, home), works=works, rounds=ROUNDS)


def _diagnose(*options: str) -> list[str]:
    return [*program(), "diagnose", str(REQUEST), "--now", NOON, *options]
