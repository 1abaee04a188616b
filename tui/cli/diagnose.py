"""`apiwhy diagnose`: the same engine as the app, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from tui.cli.options import (
    BY_VERDICT,
    UNREADABLE,
    USAGE,
    CannotRead,
    Parser,
    add_inputs,
    add_world,
    allow_network,
    file_name,
    piped,
    printable,
    say,
    shared_inputs,
    worst,
)
from tui.cli.output import coloured, trace_line, traces_text, width

if TYPE_CHECKING:
    from argparse import Namespace

    from engine.models.trace import Trace
    from tui.workbench import Diagnosis, Inputs, Workbench

EPILOG = """examples
  apiwhy diagnose request.txt                          by what it shows itself
  apiwhy diagnose request.txt --environment shop.toml  by your APIs and rules
  apiwhy diagnose request.txt --response response.txt --with error.log
  apiwhy diagnose --token token.txt --jwks keys.json --audience orders
  apiwhy diagnose request.txt --issuer https://login.example --online
  curl -v https://api.example/orders 2>&1 | apiwhy diagnose -
  apiwhy diagnose ticket.har --format jsonl            each request a line

exit codes: 0 allowed, 1 refused, 2 usage or nothing readable, 3 undetermined
(a fact is missing); of several results the worst, in the order 2, 1, 3, 0
"""
PIPE = "standard input"


class Found(NamedTuple):
    """One diagnosis, and what its request is called where there are several."""

    name: str
    diagnosis: Diagnosis
    trace: Trace


def parser() -> Parser:
    """The options of `diagnose`; the app takes the same."""
    made = Parser(
        prog="apiwhy diagnose", epilog=EPILOG,
        description="Says which stage refused a request: the proof, who must act, what helps.",
    )  # fmt: skip
    add_inputs(made)
    add_world(made)
    out = made.add_argument_group("output")
    out.add_argument(
        "--format", choices=("text", "json", "jsonl"), default="text",
        help="text, a JSON trace (an array of several), or a JSON trace a line (default: text)",
    )  # fmt: skip
    out.add_argument("--no-record", action="store_true", help="write nothing to the audit store")
    return made


def run(words: Sequence[str]) -> int:
    """Diagnoses every input; the worst exit code of them."""
    options = parser().read(words)
    from tui.workbench import Workbench

    workbench = Workbench()
    try:
        shared = shared_inputs(options)
        allow_network(workbench, options)
        names = input_names(options, shared)
    except UNREADABLE as error:
        say(str(error))
        return USAGE
    if not usable(workbench, shared):
        return USAGE
    found: list[Found] = []
    codes: list[int] = []
    for name in names:
        try:
            found += _diagnose(workbench, shared, name)
        except UNREADABLE as error:
            say(str(error))
            codes.append(USAGE)
    if not options.no_record:
        record(workbench, [one.diagnosis for one in found])
    show(workbench, found, options.format, several=len(names) > 1 or len(found) > 1)
    return worst([*codes, *(BY_VERDICT[one.trace.verdict] for one in found)])


def input_names(options: Namespace, shared: Inputs) -> list[str]:
    """The inputs by name; an empty name where only what stands beside a request was given. Raises CannotRead."""
    names: list[str] = options.input
    beside = [option for option in ("token", "response", "evidence") if getattr(shared, option)]
    if len(names) > 1 and beside:
        option = {"evidence": "--with"}.get(beside[0], f"--{beside[0]}")
        raise CannotRead(f"{option} goes with one request, saw {len(names)} inputs")
    if names:
        return names
    if piped():
        return ["-"]
    if beside:
        return [""]
    raise CannotRead("no input was given, wanted a file, `-`, a status or a code (see apiwhy diagnose --help)")


def usable(workbench: Workbench, shared: Inputs) -> bool:
    """Whether there is nothing wrong with what is judged against. Says all that is, and all that is odd."""
    problems = workbench.problems(shared)
    for problem in problems:
        say(str(problem))
    if problems:
        return False
    for notice in workbench.notices(shared):
        say(notice)
    return True


def _diagnose(workbench: Workbench, shared: Inputs, name: str) -> Iterator[Found]:
    """The diagnoses of one input. Raises CannotRead with everything that is wrong with it."""
    shown = PIPE if name == "-" else name or "input"
    diagnosis = workbench.diagnose(replace(shared, text=read_named(workbench, name)))
    if diagnosis.problems:
        raise CannotRead("\n".join(f"{shown}: {problem}" for problem in diagnosis.problems))
    for problem in diagnosis.unread:
        say(f"{shown}: {problem}")
    if diagnosis.trace is not None:
        yield Found(shown, diagnosis, diagnosis.trace)
    for index, exchange in diagnosis.capture.exchanges if diagnosis.capture else ():
        trace = workbench.judge(exchange, shared)
        yield Found(f"{shown}, entry {index}", replace(diagnosis, capture=None, exchange=exchange, trace=trace), trace)


def read_named(workbench: Workbench, name: str) -> str:
    """The text that an input's name stands for: a file's, standard input's, or itself where it is a status or a code.

    Raises OSError, or CannotRead where it is none of them.
    """
    from engine.adapters.files import FileMissing, read_input

    if not name or workbench.knows(name):
        return name
    try:
        return read_input(name)
    except FileMissing:
        from tui.cli.naming import what_else

        raise CannotRead(f"there is no file `{file_name(name)}`, {what_else(name, workbench.catalog)}") from None


def show(workbench: Workbench, found: Sequence[Found], form: str, *, several: bool) -> None:
    """Prints the results; JSON is one document."""
    if form == "json":
        if found:
            print(traces_text([one.trace for one in found], several=several))
        return
    for one in found:
        if form == "jsonl":
            print(trace_line(one.trace))
            continue
        from engine.reports.text import trace_to_text

        head = f"==> {printable(_head(one))} <==\n" if several else ""
        text = trace_to_text(one.trace, workbench.catalog, colour=coloured(), width=width(None))
        print(f"{head}{text}", end="\n\n" if several else "\n")


def _head(one: Found) -> str:
    """The input's name; for an entry of a capture also its request, of which a log may show no host."""
    from engine.reports.sentences import request_text

    said = request_text(one.trace)
    return f"{one.name}: {said}" if said and ", entry " in one.name else one.name


def record(workbench: Workbench, found: Sequence[Diagnosis]) -> None:
    """Writes the audit events, and says where that is not done as it should be."""
    for one in found:
        workbench.record(one)
    if workbench.store_notice:
        say(workbench.store_notice)
