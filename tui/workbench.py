"""Where inputs become a diagnosis: the one door through which app and command line reach the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from engine.adapters.clock import new_id, now
from engine.models.exchange import Capture, CaptureError, Exchange, Problem
from knowledge.catalog import Catalog, load_catalog
from tui.inputs import Inputs, coded_exchange, read_inputs
from tui.worlds import DEMO, NO_WORLD, State, World, read_keys, read_world, state_of

if TYPE_CHECKING:
    from engine.adapters.store import AuditStore
    from engine.audit.events import AuditEvent
    from engine.models.keys import KeySet
    from engine.models.question import Question
    from engine.models.trace import Trace
    from engine.replay.rows import Summary
    from knowledge.records import Head
    from tui.contacts import Contact
    from tui.online import Online

__all__ = ["DEMO", "Diagnosis", "Inputs", "Workbench", "World"]

KEYS = "--jwks"
"""What given keys are called where they cannot be used."""
NOTHING = Inputs()


class Diagnosis(Struct, frozen=True, kw_only=True):
    """What came of the inputs: a trace, or several exchanges to choose from, or why nothing could be read.

    `exchange` is as pasted and stays in memory; `trace` is redacted. `problem` is the first of `problems`.
    `unread` are the records of a capture that could not be read beside those that could. `state` is that of the
    environment's files as they were read; `broken` where these cannot be used, so that nothing was judged.
    """

    inputs: Inputs
    trace: Trace | None = None
    exchange: Exchange | None = None
    capture: Capture | None = None
    problem: Problem | None = None
    problems: tuple[Problem, ...] = ()
    unread: tuple[Problem, ...] = ()
    state: State = ()
    broken: bool = False


class Workbench:
    """Holds the guide, the environments read so far, and the audit store. Safe to use from a worker thread."""

    online: Online | None = None
    """The network, where a person allowed it."""

    def __init__(self, *, catalog: Catalog | None = None, store: AuditStore | None = None) -> None:
        self.catalog = catalog or load_catalog()
        self._store = store
        self._worlds: dict[str, tuple[World, State]] = {}
        self._keys: dict[str, KeySet | Problem] = {}
        self._opening = Lock()
        self._store_problem: str | None = None

    @cached_property
    def families(self) -> Mapping[str, Sequence[Head]]:
        """The heads of all entries of the guide by family, listed once: there are thousands."""
        return self.catalog.families()

    @property
    def store(self) -> AuditStore:
        """The audit store, opened when it is first needed."""
        with self._opening:
            if self._store is None:
                from engine.adapters.store import AuditStore

                self._store = AuditStore.open()
            return self._store

    @property
    def store_notice(self) -> str | None:
        """One line where events are not kept as they should be; None where all is well or nothing was written yet."""
        return self._store_problem or (self._store.notice if self._store is not None else None)

    def diagnose(self, inputs: Inputs) -> Diagnosis:
        """Reads the inputs and judges them. Never raises for anything a person can paste."""
        return self._standing(self._diagnosed(inputs))

    def again(self, diagnosis: Diagnosis) -> Diagnosis:
        """The same exchange, judged by its environment as it is now."""
        problems = self.problems(diagnosis.inputs)
        if problems or diagnosis.exchange is None:
            return self._standing(_unreadable(diagnosis.inputs, problems) if problems else diagnosis)
        return self._standing(replace(diagnosis, trace=self.judge(diagnosis.exchange, diagnosis.inputs)))

    def _standing(self, diagnosis: Diagnosis) -> Diagnosis:
        name = diagnosis.inputs.environment
        broken = bool(self.world(name).problems)
        _, state = self._worlds.get(name or "", (NO_WORLD, ()))
        return replace(diagnosis, state=state, broken=broken)

    def last(self, name: str | None) -> World:
        """An environment as it was read last, without looking at its files."""
        return self._worlds.get(name or "", (NO_WORLD, ()))[0]

    def _diagnosed(self, inputs: Inputs) -> Diagnosis:
        problems = self.problems(inputs)
        if problems:
            return _unreadable(inputs, problems)
        try:
            capture = self.read(inputs)
        except CaptureError as error:
            return _unreadable(inputs, (error.problem,))
        if len(capture.exchanges) != 1:
            return Diagnosis(inputs=inputs, capture=capture, unread=capture.problems)
        exchange = capture.exchanges[0][1]
        trace = self.judge(exchange, inputs)
        return Diagnosis(inputs=inputs, trace=trace, exchange=exchange, unread=capture.problems)

    def read(self, inputs: Inputs) -> Capture:
        """The exchanges of the inputs, token, response and evidence put beside a single one. Raises CaptureError."""
        return read_inputs(inputs, self.catalog)

    def knows(self, word: str) -> bool:
        """Whether a word is no file but a status or a code that can be diagnosed alone."""
        try:
            is_file = Path(word).exists()
        except (OSError, ValueError):
            is_file = False
        return not is_file and coded_exchange(word, self.catalog) is not None

    def judge(self, exchange: Exchange, inputs: Inputs, *, fixes: bool = True) -> Trace:
        """The trace of one exchange against the inputs' environment and options; what has `problems` is left out."""
        from engine.pipeline import diagnose

        question = self.question(exchange, inputs)
        asked = self.online.complete(question) if self.online is not None else question
        trace = diagnose(asked, fixes=fixes)
        world, _ = self._worlds.get(inputs.environment or "", (NO_WORLD, ()))  # as the question was just put together
        return self._beside_draft(trace, asked, world, inputs.environment) if world.deployment else trace

    def judge_file(self, exchange: Exchange, inputs: Inputs) -> Trace:
        """The trace by the file as it stands, also where a deployed copy judges: what counts once it is deployed."""
        from engine.pipeline import diagnose

        question = self.question(exchange, inputs)
        asked = self.online.complete(question) if self.online is not None else question
        draft = self.world(inputs.environment).draft
        return diagnose(replace(asked, environment=draft) if draft is not None else asked, fixes=False)

    def _beside_draft(self, trace: Trace, question: Question, world: World, name: str | None) -> Trace:
        from shlex import quote

        from engine.undeployed import beside_draft

        command = f"apiwhy environment deploy {quote(str(name))}"
        assert world.deployment is not None
        return beside_draft(trace, question, world.deployment, world.draft, command=command)

    def question(self, exchange: Exchange, inputs: Inputs) -> Question:
        """What is asked of the engine, from what is at hand."""
        from engine.asking import make_question

        world = self.world(inputs.environment)
        keys = dict(world.keys)
        given = self._given_keys(inputs)
        if given is not None and not isinstance(given, Problem):
            keys[""] = given
        return make_question(
            exchange,
            catalog=self.catalog,
            clock=now(),
            now=inputs.now,
            environment=world.environment,
            keys=keys,
            client_keys=world.client_keys,
            given=inputs.given,
            source_ip=inputs.source_ip or exchange.source_ip,
        )

    def contacts(self, exchange: Exchange, inputs: Inputs) -> tuple[Contact, ...]:
        """Whom a person would have to agree to before this exchange is judged with the network's help."""
        return (self.online or _silent()).contacts(self.question(exchange, inputs))

    def agree(self, contacts: Iterable[Contact], exchange: Exchange) -> None:
        """Lets these be asked from now on, and the exchange's own token be sent where they say so; nobody else."""
        from engine.tokens.dpop import sent_token

        self.online = self.online or _silent()
        self.online.agree(contacts, sent_token(exchange))

    def world(self, name: str | None) -> World:
        """The environment of this name; read again when its file changed, or a key file that it names."""
        if name is None:
            return NO_WORLD
        world, state = self._worlds.get(name, (None, ()))
        if world is None or state_of(world.files) != state:
            world = read_world(name)
            self._worlds[name] = world, state_of(world.files)
        return world

    def problems(self, inputs: Inputs) -> tuple[Problem, ...]:
        """Everything that is wrong with what the inputs are judged against: the environment, the given keys."""
        given = self._given_keys(inputs)
        return (*self.world(inputs.environment).problems, *((given,) if isinstance(given, Problem) else ()))

    def notices(self, inputs: Inputs) -> tuple[str, ...]:
        """What is odd, but no obstacle: keys that could not be read, or that stand at a URL."""
        given = self._given_keys(inputs)
        world = self.world(inputs.environment)
        offline = world.offline if self.online is None else self.online.notices
        problems = given.problems if given is not None and not isinstance(given, Problem) else ()
        return (*world.notices, *offline, *problems)

    def _given_keys(self, inputs: Inputs) -> KeySet | Problem | None:
        if inputs.jwks is None:
            return None
        read = self._keys.get(inputs.jwks) or read_keys(inputs.jwks, KEYS)
        self._keys = {inputs.jwks: read}
        return read

    def scenario(self, reason: str) -> Inputs:
        """The inputs of a shipped scenario; of a finding, its environment. KeyError where none has this name."""
        from engine.adapters.scenarios import read_scenario

        if reason not in {one.reason for one in self.catalog.scenarios}:
            raise KeyError(reason)
        rendered = read_scenario(reason)
        return Inputs(
            text=rendered.request or "", response=rendered.response or "", evidence=tuple(rendered.evidence),
            environment=f"{DEMO}{reason}" if rendered.environment is not None else None,
            now=rendered.now, source_ip=rendered.source_ip,
        )  # fmt: skip

    def record(self, diagnosis: Diagnosis) -> tuple[AuditEvent, ...]:
        """Writes what a person asked for into the audit store: one event, two where a response was captured.

        Gives the events that were written; none where the store cannot be, which `store_notice` says.
        """
        if diagnosis.trace is None:
            return ()
        return self._append(self._events(diagnosis.trace, diagnosis.inputs, None))

    def record_replay(
        self, name: str, summary: Summary, inputs: Inputs = NOTHING, traces: Iterable[Trace] = ()
    ) -> tuple[AuditEvent, ...]:
        """Writes one event for a replayed capture, before it those of `traces`, joined by its correlation id."""
        from engine.audit.events import replay_event

        environment = self.world(inputs.environment).environment
        run = replay_event(
            Path(name).name, summary, event_id=new_id(), at=now(), environment=environment.name if environment else None
        )
        each = [event for trace in traces for event in self._events(trace, inputs, run.correlation_id)]
        return self._append((*each, run))

    def _events(self, trace: Trace, inputs: Inputs, correlation_id: str | None) -> tuple[AuditEvent, ...]:
        from engine.audit.events import events_of

        return events_of(
            trace, environment=self.world(inputs.environment).environment, event_ids=(new_id(), new_id()), at=now(),
            response_captured=trace.observed.status is not None, correlation_id=correlation_id,
        )  # fmt: skip

    def _append(self, events: tuple[AuditEvent, ...]) -> tuple[AuditEvent, ...]:
        from engine.adapters.store_place import StoreProblem

        try:
            self.store.append(events)
        except StoreProblem as problem:
            self._store_problem = str(problem)
            return ()
        return events


def _silent() -> Online:
    """A network that asks nobody: whom it may ask is agreed to before."""
    from tui.online import Online

    return Online(ask=lambda _: False)


def _unreadable(inputs: Inputs, problems: tuple[Problem, ...]) -> Diagnosis:
    return Diagnosis(inputs=inputs, problem=problems[0], problems=problems)
