"""Runs every group, or the rows that are named, and prints a line for each work."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.judging import in_process
from bench.measuring import anchor_line, result_line, run
from bench.processes import diagnoses, light_commands
from bench.screens import first_screens

GROUPS = (
    ((1, 2), lambda home: in_process()),
    ((8,), light_commands),
    ((9,), diagnoses),
    ((10,), first_screens),
)


def main(wanted: set[int]) -> int:
    """Prints the report. Returns 1 where a budget is missed."""
    missed = 0
    print(f"Python {platform.python_version()}; medians, half the distance of the quartiles, ratio to the anchor above")
    with TemporaryDirectory() as home:
        for rows, make in GROUPS:
            if wanted and not wanted & set(rows):
                continue
            group = make(Path(home))
            middle, around, results = run(group)
            print(f"\n{anchor_line(group.anchor, middle, around)}", flush=True)
            for result in results:
                print(result_line(result), flush=True)
                missed += result.met is False
    print(f"\n{missed} missed" if missed else "\nevery budget is met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main({int(word) for word in sys.argv[1:]}))
