"""`apiwhy environment check`: what is wrong with an environment file, before any call."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.options import ALLOWED, REFUSED, UNREADABLE, USAGE, CannotRead, Parser, environment_name, say
from tui.cli.output import coloured, json_text, width

if TYPE_CHECKING:
    from engine.environment.lint import Checked

EXAMPLES = """examples
  apiwhy environment check environment.toml
  apiwhy environment check                        the one that diagnose would take
  apiwhy environment check --format sarif > findings.sarif

then: apiwhy guide FINDING explains one, such as `apiwhy guide base_urls.shadowed`

exit codes: 0 no error, 1 an error, 2 there is no file to check
"""
WIDEST = 120
"""Columns; longer lines are hard to read."""


def run(words: Sequence[str]) -> int:
    """Prints the findings and, on PingOne, how far each API service is set up."""
    parser = Parser(
        prog="apiwhy environment check", epilog=EXAMPLES,
        description="Checks an environment file: limits of the products, traps, and what can never work.",
    )  # fmt: skip
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="the file; without it, the one that diagnose would take"
    )
    parser.add_argument("--environment", metavar="FILE", help="the same, as diagnose takes it")
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="default: text")
    parser.add_argument(
        "--setup", action="store_true", help="text: every step of setting up each API service on PingOne"
    )
    options = parser.read(words)
    if options.file and options.environment:
        parser.error("argument FILE: not allowed with --environment")
    try:
        name = environment_name(options.file or options.environment)
        if name is None:
            raise CannotRead("there is no environment file; give one, or make it with `apiwhy environment init`")
        checked = _checked(name)
    except UNREADABLE as error:
        say(str(error))
        return USAGE
    return show_checked(checked, name, options.format, whole=options.setup)


def show_checked(checked: Checked, name: str, form: str, *, whole: bool = False) -> int:
    """Prints what was found in `text`, `json`, `jsonl` or `sarif`; gives the exit code. `whole`: with every step."""
    print(_shown(checked, name, form, whole=whole))
    return REFUSED if any(finding.severity == "error" for finding in checked.findings) else ALLOWED


def _checked(name: str) -> Checked:
    from engine.adapters.deployments import check_with_copy

    checked, problem = check_with_copy(Path(name))
    if problem:
        say(problem)
    return checked


def _shown(checked: Checked, name: str, form: str, *, whole: bool) -> str:
    from engine.environment.setup_path import is_elsewhere, setup_paths
    from engine.reports.findings import findings_to_dict, findings_to_sarif, findings_to_text

    paths = setup_paths(checked.environment, checked.deployed) if checked.environment else ()
    if form == "sarif":
        from knowledge.catalog import load_catalog
        from tui.cli.version import version

        log = findings_to_sarif(checked.findings, load_catalog(), name=_from_here(name), version=version())
        return json_text(log, indent=2)
    if form in ("json", "jsonl"):
        return json_text(findings_to_dict(checked.findings, paths), indent=2 if form == "json" else None)
    if checked.environment and not whole:
        paths = tuple(path for path in paths if not is_elsewhere(checked.environment, path.api_service))
    return findings_to_text(checked.findings, paths, colour=coloured(), width=width(None, WIDEST), whole=whole)


def _from_here(name: str) -> str:
    """A file from the current folder, with slashes whatever the system has."""
    return Path(os.path.relpath(name)).as_posix()
