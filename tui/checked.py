"""An environment as its screen shows it: what it says, where, what is wrong with it, what a change would flip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from tui.worlds import DEMO, State, state_of

if TYPE_CHECKING:
    from engine.environment.change_words import Change
    from engine.environment.lint.found import Finding
    from engine.environment.model import Environment
    from engine.environment.positions import Path as TablePath
    from engine.environment.setup_path import SetupPath
    from engine.models.exchange import Problem
    from engine.models.trace import Trace
    from tui.workbench import Diagnosis, Workbench


class Flip(Struct, frozen=True, kw_only=True):
    """One request of this session, before and after a change. `number` counts the requests from 0, newest first."""

    number: int
    request: str
    before: str
    after: str


class Checked(Struct, frozen=True, kw_only=True):
    """An environment with all that is known about it. `lines` are those of its tables, counted from 1.

    It is the file itself. `name` is what it was read by; `file` is empty for a demo. `deployment` says which copy
    judges where one was recorded, `draft` that the file differs, and `changes` what deploying it would change for
    calls. `findings` and `changes` are None until they were looked for; `flips` is None until the file changed.
    `state` is that of `files`, from which it was read: another one says that it was read before a change.
    """

    environment: Environment | None = None
    name: str = ""
    file: str = ""
    lines: Mapping[TablePath, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()
    state: State = ()
    findings: tuple[Finding, ...] | None = None
    setup: tuple[SetupPath, ...] = ()
    flips: tuple[Flip, ...] | None = None
    deployment: str = ""
    draft: bool = False
    changes: tuple[Change, ...] | None = None


def read_checked(workbench: Workbench, name: str | None) -> Checked:
    """Reads an environment by its name, without looking for findings yet."""
    world = workbench.world(name)
    if name is None or name.startswith(DEMO):
        return Checked(environment=world.environment, name=name or "", problems=world.problems)
    return Checked(
        environment=world.file, name=name, file=name, lines=_lines(Path(name)), problems=world.problems,
        files=world.files, state=state_of(world.files), deployment=world.deployment.said if world.deployment else "",
        draft=world.draft is not None,
    )  # fmt: skip


def with_findings(checked: Checked) -> Checked:
    """What is wrong with an environment that could be read, and how far it is set up."""
    from engine.environment.setup_path import setup_paths

    assert checked.environment is not None
    found, deployed = _found(checked)
    changes = _changes(Path(checked.file)) if checked.deployment else None
    return replace(checked, findings=found, setup=setup_paths(checked.environment, deployed), changes=changes)


def _changes(path: Path) -> tuple[Change, ...] | None:
    """What deploying the file would change for calls; None where that cannot be told any more."""
    from engine.adapters.judged import read_beside
    from engine.adapters.store_place import StoreProblem
    from engine.environment.changes import environment_changes
    from engine.environment.problems import EnvironmentProblems

    try:
        found = read_beside(path)
    except (EnvironmentProblems, StoreProblem):
        return None
    return tuple(environment_changes(found.before, found.after)) if found is not None else None


def _found(checked: Checked) -> tuple[tuple[Finding, ...], Environment | None]:
    """The findings, and the deployed copy where there is one."""
    from engine.adapters.deployments import check_with_copy
    from engine.adapters.scenarios import check_scenario
    from engine.environment.problems import EnvironmentProblems

    if not checked.file:
        shipped = check_scenario(checked.name.removeprefix(DEMO), file=checked.name)
        return shipped.findings, shipped.deployed
    try:
        found, _ = check_with_copy(Path(checked.file))
    except EnvironmentProblems:
        return (), None
    return found.findings, found.deployed


def _lines(path: Path) -> dict[TablePath, int]:
    from engine.environment.positions import scan_positions

    try:
        text = path.read_text("utf-8-sig")
    except (OSError, ValueError):
        return {}
    return {at: position.line for at, position in scan_positions(text).items()}


def judged_before(recent: Iterable[Diagnosis], checked: Checked, name: str | None) -> bool:
    """Whether a request of this session was judged before the last change of an environment."""
    own = (one for one in recent if one.exchange is not None and one.inputs.environment == name)
    return bool(checked.files) and any(one.state != checked.state for one in own)


def find_flips(workbench: Workbench, recent: Iterable[Diagnosis], name: str | None) -> tuple[Flip, ...]:
    """The requests of this session that were judged against an environment, judged again by its file as it is now.

    Before is what was decided; where another, deployed copy judges, what that decides now.
    """
    flips, drafted = [], workbench.world(name).draft is not None
    for number, diagnosis in enumerate(recent):
        if diagnosis.exchange is None or diagnosis.trace is None or diagnosis.inputs.environment != name:
            continue
        exchange, inputs = diagnosis.exchange, diagnosis.inputs
        before = workbench.judge(exchange, inputs, fixes=False) if drafted else diagnosis.trace
        flips.append(_flip(number, before, workbench.judge_file(exchange, inputs)))
    return tuple(flips)


def _flip(number: int, before: Trace, after: Trace) -> Flip:
    request = before.request
    said = f"{request.method or 'request'} {request.url or ''}".strip() if request else "request"
    return Flip(number=number, request=said, before=decided(before), after=decided(after))


def decided(trace: Trace) -> str:
    """What the environment alone decides, in a word: `allowed`, `refused (token.expired)`."""
    expected = trace.expected
    return f"{expected.verdict} ({expected.reason})" if expected.reason else expected.verdict
