"""The app: which screens there are, which environment judges, and the keys that act everywhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from rich.text import Text
from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Event, InputEvent
from textual.reactive import reactive
from textual.screen import Screen
from textual.signal import Signal

from engine.adapters.clock import now
from tui.audit_feed import AuditFeed, AuditGrew
from tui.drafts import DEMO, environment_name, fact_names
from tui.faults import fault_text
from tui.leisure import RESTING, Leisure, style_at_leisure
from tui.messages import InputPasted, InputsGiven
from tui.pasting import PasteGrew, with_pastes
from tui.places import PLACES, available, open_place
from tui.render.header import copy_forms
from tui.themes import DARK, LIGHT
from tui.widgets.header_line import Surroundings

if TYPE_CHECKING:
    from textual.driver import Driver

    from engine.adapters.store import Counts
    from engine.audit.events import AuditEvent
    from engine.models.exchange import Capture
    from tui.judging import Source
    from tui.workbench import Diagnosis, Inputs, Workbench

SETTLED = 0.4
"""Seconds after which the first frame is complete, and what is needed soon may be loaded."""
KEPT_REQUESTS, KEPT_EVENTS = 100, 200
"""Requests of this session that a change of the environment is tried on, and events that the strip remembers."""


class ApiwhyApp(App[None]):
    """Numbered screens over one `Workbench`. `inputs` are diagnosed at once, `start` is the first screen."""

    TITLE = "apiwhy"
    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "diagnose"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "open_file", "Open file", priority=True, tooltip="with a request, a HAR or a log"),
        Binding("ctrl+d", "demo", "Demo", priority=True, tooltip="a shipped example"),
        Binding("ctrl+e", "environment", "Environment", priority=True, tooltip="what the request is judged against"),
        Binding("f1", "help", "Help", priority=True, tooltip="this screen explained, with all its keys"),
        Binding("question_mark", "help", "Help", show=False, tooltip="this screen explained, with all its keys"),
        *(Binding(place.number, f"go('{place.name}')", place.title, show=False) for place in PLACES),
        Binding("ctrl+q", "quit", "Quit", priority=True, tooltip="leave apiwhy"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (Textual types it as of the instance)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012
    environment: reactive[str | None] = reactive(None)
    environment_read: reactive[str | None] = reactive(None)
    facts: reactive[Inputs | None] = reactive(None)
    surroundings = reactive(Surroundings())
    events: reactive[tuple[AuditEvent, ...]] = reactive(())
    audit_counts: reactive[Counts | None] = reactive(None)
    audit_open: reactive[bool | None] = reactive(None)

    def __init__(
        self, workbench: Workbench, *, inputs: Inputs | None = None, start: str = "diagnose", record: bool = True
    ) -> None:
        super().__init__()
        self.workbench, self.records, self._start = workbench, record, start
        self.recent: deque[Diagnosis] = deque(maxlen=KEPT_REQUESTS)
        self._opened: dict[str, Screen[None]] = {}
        self._about: dict[str, Any] = {"diagnose": inputs}
        self._came_from: list[str] = []
        self._feed = AuditFeed(lambda: workbench.store, self.post_message)
        self.audit_grew: Signal[AuditGrew] = Signal(self, "audit grew")
        self.audit_notice: str | None = None
        self._leisure = Leisure(lambda: workbench.families)
        for place in available():
            self.add_mode(place.name, partial(self._open_place, place.name))
        for theme in (LIGHT, DARK):
            self.register_theme(theme)
        self.theme = DARK.name
        self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        self.call_after_refresh(self._feed.start)
        self.set_timer(SETTLED, self._leisure.begin)
        self.set_timer(SETTLED, partial(style_at_leisure, self))
        self.set_interval(RESTING, lambda: self._leisure.tidy(lasting=len(self.screen_stack) == 1))
        if self._start != "diagnose":
            self.action_go(self._start)

    def refresh_css(self, animate: bool = True) -> None:
        """Reads all styles again, but not before the first screen is there: they are as new, and it costs 50 ms."""
        if any(screen.is_mounted for screen in self._opened.values()):
            super().refresh_css(animate)

    # From screen to screen

    def action_go(self, name: str) -> None:
        """Opens a numbered screen; Escape comes back from it. One from which one came is gone back to."""
        if name == self.current_mode or name not in self._modes:
            return
        if name in self._came_from:
            while self._came_from.pop() != name:
                pass
            self.switch_mode(name)
        else:
            self._open(name)

    def _open(self, name: str) -> None:
        """Opens a screen from this one; Escape comes back here."""
        if name != self.current_mode:
            self._came_from.append(self.current_mode)
            self.switch_mode(name)

    def go_back(self) -> None:
        """Returns to the screen before; where there is none, says how to leave."""
        if self._came_from:
            self.switch_mode(self._came_from.pop())
        else:
            self.notify("ctrl+q leaves apiwhy", timeout=3)

    def open_guide(self, entry: str | None = None) -> None:
        """Opens the guide at an entry."""
        self._open_on("guide", entry)

    def open_replay(self, source: str | Capture | Source | None = None) -> None:
        """Opens Replay on a capture, on its text, or on the path of one."""
        self._open_on("replay", source)

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Opens a diagnosis made elsewhere in Diagnose."""
        self._open("diagnose")
        self.diagnose.show_diagnosis(diagnosis)

    @property
    def diagnose(self) -> Any:
        """The Diagnose screen, which is always there."""
        return self._opened["diagnose"]

    def _open_on(self, name: str, about: Any) -> None:
        """Opens a place on something. A screen that is there already takes it in its method `open_on`."""
        opened: Any = self._opened.get(name)
        if opened is None:
            self._about[name] = about
        elif about is not None:
            opened.open_on(about)
        self._open(name)

    def _open_place(self, name: str) -> Screen[None]:
        about = self._about.pop(name, None)
        screen = self._opened[name] = open_place(name, *(() if about is None else (about,)))
        screen._css_update_count = self._css_update_count  # a new screen is styled once, not three times
        return screen

    # What judges, and what was recorded

    def watch_environment(self, environment: str | None) -> None:
        self.environment_read = None
        self._surround(environment=environment_name(environment), copy=())

    def watch_environment_read(self, name: str | None) -> None:
        if name is not None:
            demo = (self.environment or "").startswith(DEMO)
            self._surround(environment=f"{name} (demo)" if demo else name)

    def say_copy(self) -> None:
        """Says which copy of the environment judges, as it was read last."""
        world = self.workbench.last(self.environment)
        at = world.deployment.at if world.deployment else ""
        self._surround(copy=copy_forms(at, now(), differs=world.draft is not None))

    def watch_facts(self, facts: Inputs | None) -> None:
        self._surround(facts=len(fact_names(facts)) if facts else 0)

    def _surround(self, **said: Any) -> None:
        self.surroundings = replace(self.surroundings, **said, online=self.workbench.online is not None)

    def add_events(self, events: Sequence[AuditEvent]) -> None:
        """Shows audit events that were just written: they come from the store, as those of other processes do."""
        if events:
            self._feed.look()
        self._say_notice(self.workbench.store_notice)

    def on_audit_grew(self, grew: AuditGrew) -> None:
        """Shows what is new in the audit store, newest first."""
        self.audit_counts = grew.counts
        self.events = (grew.events if grew.whole else (*grew.events, *self.events))[:KEPT_EVENTS]
        self._say_notice(grew.notice)
        self.audit_grew.publish(grew)

    def _say_notice(self, notice: str | None) -> None:
        if notice and notice != self.audit_notice:
            self.notify(notice, severity="warning", timeout=8, markup=False)
        self.audit_notice = notice or self.audit_notice

    def on_unmount(self) -> None:
        self._feed.stop()
        self._leisure.end()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, InputEvent):
            self._leisure.pressed()
        await super().on_event(event)

    def get_driver_class(self) -> type[Driver]:
        return with_pastes(super().get_driver_class())

    def delay_update(self, delay: float = 0.005) -> None:  # its own 50 ms are longer than a key may wait
        super().delay_update(delay)

    def on_paste_grew(self, event: PasteGrew) -> None:
        self._surround(reading=event.size)

    @cached_property
    def scenario_names(self) -> frozenset[str]:
        """The reasons, behaviours and findings that a shipped scenario shows."""
        return frozenset(scenario.reason for scenario in self.workbench.catalog.scenarios)

    @work(thread=True, exclusive=True, group="scenario")
    def try_scenario(self, reason: str) -> None:
        """Opens a shipped scenario in Diagnose, or in Environment where it has nothing to diagnose."""
        inputs = self.workbench.scenario(reason)
        if inputs.text or inputs.response:
            self.call_from_thread(self.give, InputsGiven(inputs))
        else:
            self.call_from_thread(self._open_environment, inputs.environment)

    def _open_environment(self, name: str | None) -> None:
        self.environment = name
        self._open("environment")
        self.notify("this demo's environment judges now; ctrl+e chooses another", timeout=6)

    def take_paste(self, text: str) -> None:
        """Diagnoses what was pasted outside of any box, from whatever screen."""
        if text.strip():
            self.give(InputPasted("text", text.replace("\r\n", "\n").replace("\r", "\n")))

    def give(self, message: InputsGiven | InputPasted) -> None:
        """Hands inputs to Diagnose."""
        self._open("diagnose")
        self.diagnose.post_message(message)

    @work
    async def action_demo(self) -> None:
        """Picks a shipped scenario."""
        from tui.picking import pick_demo

        await pick_demo(self)

    @work
    async def action_open_file(self) -> None:
        """Reads a file as if it had been pasted."""
        from tui.picking import pick_file

        await pick_file(self)

    @work
    async def action_environment(self) -> None:
        """Picks what requests are judged against."""
        from tui.picking import pick_environment

        await pick_environment(self)

    def _fatal_error(self) -> None:
        """An error of ours ends the app in one line: a traceback would show what was pasted."""
        self._exit_renderables.append(Text(fault_text(self._exception)))
        self._close_messages_no_wait()

    def action_help(self) -> None:
        """Explains the screen and lists its keys, or closes that."""
        from tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss(None)
        else:
            self.push_screen(HelpScreen(self.screen))

    def action_colours(self) -> None:
        """Changes between light and dark."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def copy_out(self, text: str, what: str) -> None:
        """Copies a text that is redacted already, and says so."""
        self.copy_to_clipboard(text)
        self.notify(f"{what} was copied, {len(text)} characters", timeout=3)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every key of the screen as a command, and what has no key."""
        from tui.commands import commands_of

        yield from commands_of(self, screen)
