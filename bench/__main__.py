"""Runs every group, or the rows that are named, and prints a line for each work."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.judging import among_others, among_services, in_process
from bench.measuring import Result, anchor_line, result_line, run
from bench.processes import diagnoses, light_commands
from bench.responsiveness import key_echo
from bench.screens import first_screens

GROUPS = (
    ((1, 2), lambda home: in_process()),
    ((3,), lambda home: among_services()),
    ((3,), lambda home: among_others()),
    ((8,), light_commands),
    ((9,), diagnoses),
    ((10,), first_screens),
)
FIGURES = (((16,), key_echo),)
"""What is only printed."""


def main(wanted: set[int]) -> int:
    """Prints the report. Returns 1 where a budget is missed."""
    results: list[Result] = []
    print(f"Python {platform.python_version()}; medians, half the distance of the quartiles, ratio to the anchor above")
    for rows, make in GROUPS:
        if wanted and not wanted & set(rows):
            continue
        with TemporaryDirectory() as home:
            group = make(Path(home))
            middle, around, found = run(group)
        print(f"\n{anchor_line(group.anchor, middle, around)}")
        print(*map(result_line, found), sep="\n", flush=True)
        results += found
    for rows, tell in FIGURES:
        if not wanted or wanted & set(rows):
            with TemporaryDirectory() as home:
                print("", *tell(Path(home)), sep="\n", flush=True)
    judged = [result for result in results if result.met is not None]
    missed = [result for result in judged if not result.met]
    print(f"\n{len(judged) - len(missed)} of {len(judged)} budgets are met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main({int(word) for word in sys.argv[1:]}))
