"""What the app's parts tell one another. Past tense: each says what happened, the receiver decides what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from engine.audit.events import AuditEvent
    from tui.checked import Checked
    from tui.judging import Batch, Opened
    from tui.workbench import Diagnosis, Inputs


@dataclass
class Diagnosed(Message):
    """A diagnosis is there. `asked` where a person wanted it; `events` are what was recorded of it then.

    `notices` are what is odd about the environment that judged and its keys.
    """

    diagnosis: Diagnosis
    asked: bool
    events: tuple[AuditEvent, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass
class InputsGiven(Message):
    """Other inputs came in as a whole: a scenario, a file, what the command line gave."""

    inputs: Inputs


@dataclass
class InputsEdited(Message):
    """The texts of the input boxes changed by typing. `field` is `text`, `token` or `response`."""

    field: str
    value: str


@dataclass
class InputPasted(Message):
    """A whole text came in at once, for this field; from a file of this `name`, if from any."""

    field: str
    value: str
    name: str = ""


@dataclass
class StagePicked(Message):
    """Another stage of the rail was chosen."""

    stage: str


@dataclass
class StageOpened(Message):
    """A stage's checks are wanted in full."""

    stage: str


@dataclass
class InputsWanted(Message):
    """The folded inputs are wanted open."""


@dataclass
class CaptureOpened(Message):
    """A capture was read, in this run."""

    run: int
    opened: Opened


@dataclass
class ReplayFailed(Message):
    """Nothing could be read, or judged against, or not to its end; `said` is what the user is told."""

    run: int
    said: str


@dataclass
class BatchJudged(Message):
    """Some more requests were judged, in this run."""

    run: int
    batch: Batch


@dataclass
class RequestJudged(Message):
    """One request was judged again, to be looked at."""

    diagnosis: Diagnosis


@dataclass
class EnvironmentChecked(Message):
    """An environment was read, or also looked through for findings. `version` tells which reading this is of."""

    checked: Checked
    version: int
