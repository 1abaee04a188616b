"""`apiwhy replay`: every request of a capture, judged and counted."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui.cli.diagnose import PIPE, usable
from tui.cli.options import (
    ALLOWED,
    REFUSED,
    UNREADABLE,
    USAGE,
    CannotRead,
    Parser,
    add_world,
    allow_network,
    piped,
    printable,
    say,
    shared_inputs,
)
from tui.cli.output import json_text, trace_line, width

if TYPE_CHECKING:
    from argparse import Namespace

    from engine.models.exchange import Capture
    from engine.models.trace import Trace
    from engine.replay.rows import Row, Summary
    from tui.workbench import Inputs, Workbench

EXAMPLES = """examples
  apiwhy replay ticket.har --environment shop.toml
  apiwhy replay ticket.har --format jsonl | jq -r .reason | sort | uniq -c
  apiwhy replay smoke-test.har --environment shop.toml --fail-on differs

exit codes: 0 the capture could be read, 1 what --fail-on names was found,
2 usage, or a capture that cannot be read; a bad record among good ones is named
and counted on standard error, and changes no exit code
"""
COLUMNS = 120
PROGRESS_EVERY = 200
SOME = 5
"""Requests that are named where several have no time of their own."""


def run(words: Sequence[str]) -> int:
    """Judges every capture. Results on standard output, progress and bad records on standard error."""
    options = _parser().read(words)
    from tui.workbench import Workbench

    workbench = Workbench()
    try:
        names = options.capture or (["-"] if piped() else [])
        if not names:
            raise CannotRead("no capture was given, wanted a HAR file or `-` (see apiwhy replay --help)")
        inputs = shared_inputs(options)
        allow_network(workbench, options)
    except UNREADABLE as error:
        say(str(error))
        return USAGE
    return _Replay(workbench, inputs, options).run(names) if usable(workbench, inputs) else USAGE


def _parser() -> Parser:
    parser = Parser(
        prog="apiwhy replay", epilog=EXAMPLES,
        description="Judges every request of a capture, each at its own time.",
    )  # fmt: skip
    parser.add_argument("capture", nargs="*", metavar="CAPTURE", help="a HAR file; `-` is standard input")
    add_world(parser)
    out = parser.add_argument_group("output")
    out.add_argument(
        "--format", choices=("table", "json", "jsonl"), default="table",
        help="a table, a JSON array of traces, or a trace a line with `capture` and `index` (default: table)",
    )  # fmt: skip
    out.add_argument(
        "--fail-on", choices=("refused", "differs"),
        help="exit with 1 where a request was refused, or where prediction and captured answer differ",
    )  # fmt: skip
    kept = out.add_mutually_exclusive_group()
    kept.add_argument("--record", action="store_true", help="write an audit event a request, not only one for the run")
    kept.add_argument("--no-record", action="store_true", help="write nothing to the audit store")
    return parser


class _Replay:
    """One run over several captures; holds what the exit code depends on."""

    def __init__(self, workbench: Workbench, inputs: Inputs, options: Namespace) -> None:
        self.workbench, self.inputs, self.options = workbench, inputs, options
        self.failed = False
        self.listed: list[dict[str, object]] = []

    def run(self, names: Sequence[str]) -> int:
        from engine.adapters.files import read_input
        from engine.captures import read_capture

        unread = 0
        for name in names:
            shown = PIPE if name == "-" else name
            try:
                capture = read_capture(read_input(name), name=shown)
            except UNREADABLE as error:
                say(str(error))
                unread += 1
            else:
                self._one(shown, capture)
        if self.options.format == "json" and unread < len(names):
            print(json_text(self.listed, indent=2))
        if self.workbench.store_notice:
            say(self.workbench.store_notice)
        if unread:
            return USAGE
        return REFUSED if self.failed else ALLOWED

    def _one(self, shown: str, capture: Capture) -> None:
        from engine.replay.rows import row_of, summarise

        rows: list[Row] = []
        traces: list[Trace] = []
        untimed: list[int] = []
        for index, trace in self._judged(capture):
            rows.append(row_of(index, trace))
            if trace.at_from == "clock" and capture.kind == "HAR":
                untimed.append(index)
            if self.options.record:
                traces.append(trace)
            self._emit(shown, index, trace)
        summary = summarise(rows, bad=len(capture.problems))
        self._count(summary)
        _say_unread(shown, capture)
        _say_untimed(shown, untimed)
        if not self.options.no_record:
            self.workbench.record_replay(shown, summary, self.inputs, traces)
        if self.options.format == "table":
            from engine.reports.table import replay_to_text

            print(replay_to_text(printable(shown), rows, summary, width(COLUMNS) or COLUMNS))

    def _judged(self, capture: Capture) -> Iterator[tuple[int, Trace]]:
        total = len(capture.exchanges)
        watched = total >= PROGRESS_EVERY and self.options.format == "table" and sys.stderr.isatty()
        for count, (index, exchange) in enumerate(capture.exchanges, 1):
            yield index, self.workbench.judge(exchange, self.inputs, fixes=self.options.format != "table")
            if watched and count % PROGRESS_EVERY == 0:
                print(f"\r{count} of {total} requests", end="", file=sys.stderr, flush=True)
        if watched:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _emit(self, name: str, index: int, trace: Trace) -> None:
        if self.options.format == "jsonl":
            print(trace_line(trace, capture=printable(name), index=index))
        elif self.options.format == "json":
            from engine.models.trace_json import trace_to_dict

            self.listed.append({"capture": printable(name), "index": index, **trace_to_dict(trace)})

    def _count(self, summary: Summary) -> None:
        self.failed |= self.options.fail_on == "refused" and summary.verdicts["refused"] > 0
        self.failed |= self.options.fail_on == "differs" and summary.differs > 0


def _say_unread(name: str, capture: Capture) -> None:
    for problem in capture.problems:
        say(str(problem))
    if capture.problems:
        total = len(capture.problems) + len(capture.exchanges)
        say(f"{name}: {len(capture.problems)} of {total} records could not be read, the others were")


def _say_untimed(name: str, indexes: Sequence[int]) -> None:
    """A request without a time of its own is judged by the clock, which makes old tokens expired: it is said."""
    if indexes:
        some = ", ".join(map(str, indexes[:SOME])) + (", …" if len(indexes) > SOME else "")
        which = f"request {some} shows" if len(indexes) == 1 else f"{len(indexes)} requests ({some}) show"
        say(f"{name}: {which} no time that can be read: judged by this machine's clock")
