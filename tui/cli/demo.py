"""`apiwhy demo`: a shipped scenario, in the app, or as text without a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.cli.options import ALLOWED, BY_VERDICT, USAGE, Parser, say
from tui.cli.output import json_text, watched

if TYPE_CHECKING:
    from knowledge.catalog import Catalog
    from tui.workbench import Inputs, Workbench

EXAMPLES = """examples
  apiwhy demo                               the app, on an expired token
  apiwhy demo --list                        every scenario: name and title
  apiwhy demo rules.scope_missing
  apiwhy demo api_services.too_many         an environment that has a mistake
  apiwhy demo token.expired --format json   its trace, instead of the app

in the app a scenario is recorded in your audit store, as any diagnosis is, and
its own small world judges until you choose another environment (ctrl+e).
printed, it is not recorded, and your environment is left alone.
exit codes: 0 allowed, 1 refused, 2 no such scenario, 3 undetermined;
of an environment 1 where an error was found, else 0
"""
FIRST = "token.expired"
"""The scenario that is opened where none is named."""


def run(words: Sequence[str]) -> int:
    """Opens a scenario; lists them with `--list`."""
    parser = Parser(
        prog="apiwhy demo", epilog=EXAMPLES,
        description="Opens a small world that shows one reason, behaviour or finding of the guide.",
    )  # fmt: skip
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO", help=f"what it shows (default: {FIRST})")
    parser.add_argument("--list", action="store_true", help="list the scenarios")
    parser.add_argument(
        "--format", choices=("text", "json", "jsonl"), help="print what is found instead of opening the app"
    )
    options = parser.read(words)
    return _list(options.format) if options.list else _open(options.scenario or FIRST, options.format)


def _list(form: str | None) -> int:
    from engine.reports.entry import FAMILY_TITLES
    from knowledge.catalog import FAMILIES, load_catalog

    scenarios = load_catalog().scenarios
    if form in ("json", "jsonl"):
        rows = [
            {"scenario": one.reason, "shows": one.shows, "title": one.title, "summary": one.summary}
            for one in scenarios
        ]
        print(json_text(rows, indent=2) if form == "json" else "\n".join(map(json_text, rows)))
        return ALLOWED
    width = max(len(one.reason) for one in scenarios)
    kinds = {family: [one for one in scenarios if one.family == family] for family in FAMILIES}
    lists = [
        [FAMILY_TITLES[family], *(f"  {one.reason:<{width}}  {one.title}" for one in those)]
        for family, those in kinds.items()
        if those
    ]
    print("\n\n".join(map("\n".join, lists)))
    return ALLOWED


def _open(name: str, form: str | None) -> int:
    from tui.workbench import Workbench

    workbench = Workbench()
    try:
        inputs = workbench.scenario(name)
    except KeyError:
        say(f"there is no scenario `{name}`; {_near(name, workbench.catalog)}")
        return USAGE
    alone = not (inputs.text or inputs.response)
    if form is None and watched():
        from tui.cli.start import open_app

        return open_app(workbench, inputs, start="environment" if alone else "diagnose")
    if alone:
        from engine.adapters.scenarios import check_scenario
        from tui.cli.environment.check import show_checked

        file = str(inputs.environment)
        return show_checked(check_scenario(name, file=file), file, form or "text")
    return _diagnose(workbench, name, inputs, form or "text")


def _diagnose(workbench: Workbench, name: str, inputs: Inputs, form: str) -> int:
    from tui.cli.diagnose import Found, show

    diagnosis = workbench.diagnose(inputs)
    assert diagnosis.trace is not None, diagnosis.problem
    show(workbench, [Found(name, diagnosis, diagnosis.trace)], form, several=False)
    return BY_VERDICT[diagnosis.trace.verdict]


def _near(name: str, catalog: Catalog) -> str:
    from difflib import get_close_matches

    reasons = [one.reason for one in catalog.scenarios]
    near = [reason for reason in reasons if name in reason] or get_close_matches(name, reasons, 3)
    return f"near: {', '.join(near[:8])}" if name and near else "`apiwhy demo --list` lists them"
