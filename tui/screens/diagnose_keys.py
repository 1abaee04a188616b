"""What the keys of Diagnose do, and which of them act now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.drafts import EMPTY_BOX, fact_names, facts_of, is_empty, without_facts
from tui.messages import InputsWanted
from tui.render.caller import caller_text
from tui.render.details import stage_entries
from tui.render.fixes import copied_fix
from tui.render.needs import need_fact
from tui.screens.base import WorkScreen
from tui.widgets.diagnose.held_paste import HeldPaste
from tui.widgets.diagnose.input_panel import InputPanel
from tui.widgets.diagnose.results import Results
from tui.widgets.diagnose.secret_area import SecretArea
from tui.widgets.diagnose.stage_rail import StageRail
from tui.widgets.diagnose.welcome import Question, Welcome

if TYPE_CHECKING:
    from engine.models.trace import Trace
    from tui.workbench import Diagnosis, Inputs

BY_NETWORK = ("token.signature", "token.form")
"""Checks that lack what an issuer could be asked for."""


class DiagnoseKeys(WorkScreen):
    """The actions of Diagnose. What is diagnosed, and how, is its subclass's business: see `start` and `take`."""

    EXPLAINS: ClassVar[tuple[str, ...]] = (
        "Paste a request as curl, HAR or raw text, a token, or a log line; or type a status or an error code.",
        "The first line says what refused it, the second who must act and what to do next.",
        "Below are the stages a request passes, in order: ✓ passed, ✗ failed, ? a fact is missing, – does not apply.",
        "Nothing leaves this machine unless you agree to it (o). What is secret is covered and never copied.",
    )
    FOOTER: ClassVar[tuple[str, ...]] = (
        "undo", "leave_box", "drop_facts", "facts", "tree", "online", "fixes", "copy_fix", "why_token", "guide",
        "try_scenario", "audit", "inputs", "caller", "ask", "open_file", "quit", "demo", "environment",
    )  # fmt: skip
    KEYED: ClassVar[tuple[tuple[str, type[Widget]], ...]] = (("on the stages", StageRail),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "facts", "Give facts", tooltip="keys, issuer, audience, scopes, address, time, log lines"),
        Binding("K", "drop_facts", "Clear facts", tooltip="take away all facts that were given with k"),
        Binding("o", "online", "Online", tooltip="get keys and what the issuer knows of the token, after you agreed"),
        Binding("f", "fixes", "Fix", tooltip="what would let the request through"),
        Binding("p", "tree", "Tree", tooltip="of a policy's tree: the path that decided, what did not permit, or all"),
        Binding("w", "why_token", "Right token", tooltip="why the token is as it is, and which token request is right"),
        Binding("v", "caller", "Caller's view", tooltip="what may be told to the caller, or again all that was found"),
        Binding("g", "guide", "Guide", tooltip="the guide's page on what was found"),
        Binding("t", "try_scenario", "Try", tooltip="a shipped scenario that shows this"),
        Binding("i", "inputs", "Inputs", tooltip="open the inputs and edit them"),
        Binding("c", "copy_fix", "Copy fix", tooltip="the fix's command, or what it changes in words; redacted"),
        Binding("slash", "find", "Find", show=False, tooltip="a stage or check by its name"),
        Binding("u", "undo", "Bring back yours", tooltip="bring back what the last paste or demo replaced"),
        Binding("ctrl+r", "ask", "Diagnose", priority=True, tooltip="diagnose now and record it in the audit"),
        Binding("escape", "leave_box", "Stages", tooltip="leave the box for the stages"),
        Binding("escape", "back", "Back", show=False, tooltip="one step back, never out of the app"),
        Binding("ctrl+s", "reveal", "Show secrets", priority=True, show=False, tooltip="show or cover secrets"),
    ]

    def __init__(self, inputs: Inputs) -> None:
        super().__init__()
        self._inputs = inputs
        self._diagnosis: Diagnosis | None = None
        self._replaced: list[Inputs] = []
        self._kept = ""

    @property
    def panel(self) -> InputPanel:
        return self.query_one(InputPanel)

    @property
    def results(self) -> Results:
        return self.query_one(Results)

    @property
    def trace(self) -> Trace | None:
        """What is shown now."""
        return self._diagnosis.trace if self._diagnosis else None

    def start(self, *, asked: bool = False) -> None:
        """Diagnoses the inputs as they are; `asked` where a person wanted it."""
        raise NotImplementedError

    def take(self, inputs: Inputs, *, keep: bool = True) -> None:
        """Puts other inputs into the boxes; `keep` what they replace."""
        raise NotImplementedError

    @property
    def footer_actions(self) -> tuple[str, ...]:
        """Facts are asked for only where one is missing; how to leave is said where there is nothing else to do."""
        wanted = {
            "facts": self.trace is not None and bool(self.trace.needs),
            "online": self.trace is not None and any(need.check in BY_NETWORK for need in self.trace.needs),
            "undo": bool(self._kept),
            "quit": self.trace is None,
        }
        first = ("caller",) if self.trace is not None and self.results.for_caller else ()
        return (*first, *(action for action in self.FOOTER if wanted.get(action, True)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something now; the footer and the help list only those that do."""
        able = self._able.get(action)
        return able(self, self.trace) if able is not None else True

    _able: ClassVar[Mapping[str, Callable[[DiagnoseKeys, Trace | None], bool]]] = {
        "tree": lambda self, trace: trace is not None and trace.tree(self.results.rail.stage) is not None,
        "facts": lambda self, trace: trace is not None or self._has_facts,
        "drop_facts": lambda self, _: self._has_facts,
        "find": lambda _, trace: trace is not None,
        "online": lambda self, _: bool(self._diagnosis and self._diagnosis.exchange),
        "fixes": lambda _, trace: bool(trace and trace.fixes),
        "why_token": lambda _, trace: bool(trace and trace.token_request),
        "copy_fix": lambda self, trace: bool(trace and (trace.fixes or self.results.for_caller)),
        "caller": lambda _, trace: trace is not None and trace.verdict == "refused",
        "guide": lambda self, _: bool(self._entries()),
        "try_scenario": lambda self, _: self._scenario() is not None,
        "inputs": lambda self, _: not self._boxed,
        "leave_box": lambda self, trace: self._boxed and trace is not None,
        "undo": lambda self, _: bool(self._replaced),
        "reveal": lambda self, _: self.is_mounted and self.panel.has_secrets,
    }
    """When a key does something; of an action that is not here, always."""

    @property
    def _has_facts(self) -> bool:
        return bool(fact_names(facts_of(self._inputs)))

    @property
    def _boxed(self) -> bool:
        return isinstance(self.focused, SecretArea | HeldPaste)

    @on(SecretArea.Submitted)
    def action_ask(self) -> None:
        """Diagnoses now, and records it."""
        if is_empty(self._inputs):
            self.action_inputs()
            self.panel.say_problem("text", EMPTY_BOX, loud=True)
        else:
            self.start(asked=True)

    @on(InputsWanted)
    def action_inputs(self) -> None:
        """Opens the inputs, the cursor in the paste box."""
        self.fold(False)
        self.panel.field("text").focus_box()

    def show_results(self, shown: bool) -> None:
        """Shows what was found, or where there is nothing the question. By no class: that styles all of it again."""
        self.query_one(Question).display = self.query_one(Welcome).display = not shown
        self.results.display = shown
        self.panel.stand_alone(not shown)

    def fold(self, folded: bool) -> None:
        """Hides the inputs behind one line, or shows them."""
        self.panel.display = not folded
        self.results.fold(folded)

    def action_leave_box(self) -> None:
        """Folds the inputs; the keys of the stages act."""
        self.fold(True)
        self.results.rail.focus()

    def action_back(self) -> None:
        """One step back: out of a page, out of the box, then to where one came from."""
        if self._boxed:
            self.query_one(Welcome).focus()
        elif self.trace is not None and self.results.step_back():
            return
        elif self._kept:
            self.action_undo()
        else:
            super().action_back()

    def action_fixes(self) -> None:
        """Shows all fixes in full."""
        self.results.open("fixes")
        self.results.details.focus()

    def action_tree(self) -> None:
        """Shows another part of the policy's tree."""
        self.results.details.cycle_tree()

    def action_why_token(self) -> None:
        """Opens the token preview at the request that is right for this call."""
        from tui.screens.preview import Asked, open_preview

        environment = self.owner.workbench.world(self._inputs.environment).environment
        if environment is not None and self.trace is not None:
            open_preview(self.owner, environment, Asked.for_call(self.trace, self._inputs.now))

    def action_caller(self) -> None:
        """Changes between what may be told to the caller and all that was found."""
        self.results.show_caller(not self.results.for_caller)
        self.refresh_bindings()

    def action_guide(self) -> None:
        """Opens the guide at what the chosen stage found."""
        self.action_open_entry(self._entries()[0])

    def action_open_entry(self, entry: str) -> None:
        """Opens the guide at an entry."""
        self.owner.open_guide(entry)

    def action_try_scenario(self) -> None:
        """Opens the shipped scenario of what was found."""
        reason = self._scenario()
        if reason is not None:
            self.owner.try_scenario(reason)

    def action_copy_fix(self) -> None:
        """Copies the command of the first fix, or where it has none what it changes; or what is for the caller."""
        copied = copied_fix(self.trace) if self.trace else None
        if self.trace and self.results.for_caller:
            copied = (caller_text(self.trace), "what is for the caller")
        if copied:
            self.owner.copy_out(*copied)

    def action_undo(self) -> None:
        """Brings back the inputs that the last paste or demo replaced."""
        before = self._replaced.pop()
        kept = list(self._replaced)
        self.take(before)
        self._replaced = kept
        if is_empty(before):
            self.action_inputs()
        self.start()

    def action_reveal(self) -> None:
        """Shows the secrets in the boxes, or covers them again."""
        self.panel.reveal()

    @work
    async def action_facts(self) -> None:
        """Takes facts that no input shows."""
        from tui.screens.facts import FactsScreen

        wanted = need_fact(self.trace, self.results.rail.stage) if self.trace else None
        given = await self.app.push_screen_wait(FactsScreen(self._inputs, wanted))
        if given is not None:
            self._inputs = given
            self.start(asked=True)

    def action_drop_facts(self) -> None:
        """Judges without the facts that were given by hand."""
        self.take(without_facts(self._inputs))
        self.start(asked=True)

    @work
    async def action_online(self) -> None:
        """Lets the network help, where a person agrees to each host and to the sending of the token."""
        from tui.screens.online import OnlineScreen

        exchange = self._diagnosis.exchange if self._diagnosis else None
        workbench = self.owner.workbench
        contacts = workbench.contacts(exchange, self._inputs) if exchange is not None else ()
        if not contacts or exchange is None:
            self.notify("nobody to ask: an environment (ctrl+e) or an issuer (k) says whom", timeout=5)
        elif await self.app.push_screen_wait(OnlineScreen(contacts)):
            workbench.agree(contacts, exchange)
            self.owner.surroundings = replace(self.owner.surroundings, online=True)
            self.start(asked=True)

    @work
    async def action_find(self) -> None:
        """Jumps to a stage by a word that stands in it."""
        from tui.screens.pick import PickScreen, stage_choices

        if self.trace is None:
            return
        stage = await self.app.push_screen_wait(PickScreen("find a stage or check", stage_choices(self.trace)))
        if stage:
            self.results.rail.choose(stage.partition(" ")[0])
            self.results.rail.focus()

    def _entries(self) -> tuple[str, ...]:
        if self.trace is None:
            return ()
        entries = stage_entries(self.trace, self.results.rail.stage)
        return entries or ((self.trace.reason,) if self.trace.reason else ())

    def _scenario(self) -> str | None:
        return next((entry for entry in self._entries() if entry in self.owner.scenario_names), None)
