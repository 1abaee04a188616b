"""Environment: what requests are judged against, what is wrong with it, and what a change of it flips."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import events, on, work
from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from engine.environment.outline import Item, outline, walk
from engine.environment.problems import parse_path
from tui.checked import Checked, find_flips, judged_before, read_checked, with_findings
from tui.messages import EnvironmentChecked
from tui.render.environment import REQUEST, page_rows, start_rows
from tui.screens.base import WorkScreen
from tui.widgets.environment.outline_list import OutlineList
from tui.widgets.guide.entry_page import EntryPage
from tui.widgets.search_field import SearchField
from tui.worlds import state_of

if TYPE_CHECKING:
    from engine.environment.positions import Path
    from tui.workbench import Diagnosis

LOOK = 1.0
"""Seconds after which it is looked whether the file changed."""
AT_PLUS = frozenset({"vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "joe", "kak", "ne"})
AT_COLON = {"code": ("--wait", "--goto"), "codium": ("--wait", "--goto"), "subl": ("--wait",), "hx": (), "helix": ()}
"""Editors that are told a line, as `+LINE FILE` or as `FILE:LINE`, and what makes them wait."""


class EnvironmentScreen(WorkScreen):
    """The outline at the left, the page of one thing at the right; findings beside each thing."""

    PLACE = "environment"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["lists.tcss", "guide.tcss", "environment.tcss"]
    AUTO_FOCUS = "OutlineList"
    EXPLAINS: ClassVar[tuple[str, ...]] = (
        "What requests are judged against: API services, rules, policies, authorization servers, clients, users.",
        "✗ marks what cannot be, ! what refuses calls or never applies, · what is worth knowing; Enter says more.",
        "Edit opens the file in your editor at this line; what is saved counts at once.",
        "After a change the first page says which requests of this session would be decided otherwise.",
        "Where the file was deployed, its copy judges: the first page says what deploying the file would change.",
    )
    FOOTER: ClassVar[tuple[str, ...]] = (
        "edit", "preview", "search", "next_finding(1)", "summary", "audit", "environment", "open_file",
    )  # fmt: skip
    KEYED: ClassVar[tuple[tuple[str, type[Widget]], ...]] = (("in the list", OutlineList), ("on a page", EntryPage))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", tooltip="only what these words occur in"),
        Binding("n", "next_finding(1)", "Next finding", tooltip="the next thing with a finding"),
        Binding("N", "next_finding(-1)", "Finding before", show=False, tooltip="the thing with a finding before"),
        Binding("e", "edit", "Edit", tooltip="open the file in your editor ($VISUAL, $EDITOR) at this line"),
        Binding("p", "preview", "Token preview", tooltip="which token a client would be issued, or why none"),
        Binding("s", "summary", "Summary", tooltip="the whole environment: all findings, what a change flips"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._checked = Checked()
        self._items: tuple[Item, ...] = ()
        self._item: Item | None = None
        self._version = 0

    def compose_body(self) -> Iterable[Widget]:
        with Horizontal(id="environment"):
            with Vertical(id="environment-side"):
                yield SearchField("search: orders, POST, admin")
                yield OutlineList()
            yield EntryPage()

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "environment", self._read_anew)
        self.set_interval(LOOK, self._look)

    @property
    def index(self) -> OutlineList:
        return self.query_one(OutlineList)

    @property
    def page(self) -> EntryPage:
        return self.query_one(EntryPage)

    @property
    def field(self) -> SearchField:
        return self.query_one(SearchField)

    # What is shown

    def _read_anew(self) -> None:
        """Another environment was chosen."""
        self._item, self._checked = None, Checked()
        self._start(changed=False)

    def _look(self) -> None:
        """Reads the file again where it changed since; only while this screen is seen."""
        if self.is_current and state_of(self._checked.files) != self._checked.state:
            self._start(changed=True)

    def _start(self, *, changed: bool) -> None:
        self._version += 1
        self._read(self.owner.environment, changed, self._version)

    @work(thread=True, exclusive=True, group="environment")
    def _read(self, name: str | None, changed: bool, version: int) -> None:
        workbench = self.owner.workbench
        checked = read_checked(workbench, name)
        recent = list(self.owner.recent)
        if (changed or checked.draft or judged_before(recent, checked, name)) and checked.environment is not None:
            checked = replace(checked, flips=find_flips(workbench, recent, name))
        self.post_message(EnvironmentChecked(checked, version))
        if checked.environment is not None:
            self.post_message(EnvironmentChecked(with_findings(checked), version))

    @on(EnvironmentChecked)
    def _show(self, event: EnvironmentChecked) -> None:
        if event.version != self._version:
            return
        if event.checked.flips is not None and self._checked.files and self._checked.state != event.checked.state:
            self._item = None
            self.owner.diagnose.look()
        self._checked = event.checked
        self.owner.say_copy()
        self._items = outline(event.checked.environment) if event.checked.environment else ()
        self.index.show(self._items, event.checked.findings or ())
        self._item = self._at(self._item.path) if self._item else None
        self._show_page()

    def _show_page(self, *, follow: bool = False) -> None:
        if self._item is None:
            self.page.show(start_rows(self._checked))
            self.index.mark((), follow=False)
        else:
            self.page.show(page_rows(self._item, self._checked))
            self.index.mark(self._item.path, follow=follow)
        self.refresh_bindings()

    def _at(self, path: Path) -> Item | None:
        """The thing at a path, or the nearest around it."""
        known = {item.path: item for item in walk(self._items) if item.table is not None}
        around = (path[:length] for length in range(len(path), 0, -1))
        return next((known[one] for one in around if one in known), None)

    @on(OutlineList.ItemPicked)
    def _picked(self, event: OutlineList.ItemPicked) -> None:
        if event.item.table is not None:
            self._item = event.item
            self._show_page()
        if event.opened:
            self.page.focus()

    @on(EntryPage.LinkFollowed)
    def _followed(self, event: EntryPage.LinkFollowed) -> None:
        self.action_follow(event.target)

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        self.index.filter(event.value)

    @on(SearchField.Steered)
    def _steered(self, event: SearchField.Steered) -> None:
        (self.index.action_move if event.how == "move" else self.index.action_page)(event.by)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.index.action_open()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.set_class(isinstance(event.widget, EntryPage), "-reading")

    # What a person does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something now; the footer and the help list only those that do."""
        able = {
            "search": bool(self._items) and not self.field.has_focus,
            "next_finding": bool(self._checked.findings),
            "edit": bool(self._checked.file),
            "preview": bool(self._checked.environment and self._checked.environment.authorization_servers),
            "summary": self._item is not None,
        }
        return able.get(action, True)

    def action_search(self) -> None:
        """Puts the cursor into the search."""
        self.field.focus()

    def action_summary(self) -> None:
        """Shows the page of the whole environment."""
        self._item = None
        self._show_page()

    def action_next_finding(self, by: int) -> None:
        """Goes to the next thing, in the file's order, at which something was found."""
        order = dict.fromkeys(one.path for one in self._checked.findings or ())
        things = list(dict.fromkeys(item.path for path in order if (item := self._at(parse_path(path)))))
        if not things:
            self.action_summary()
            return
        here = self._item.path if self._item else None
        place = things.index(here) + by if here in things else 0 if by > 0 else -1
        self._item = self._at(things[place % len(things)])
        self._show_page(follow=True)

    def action_follow(self, target: str) -> None:
        """Opens another thing of the environment, a page of the guide, or a request of this session."""
        if target.startswith(REQUEST):
            self._open_request(int(target.removeprefix(REQUEST)))
            return
        found = (
            self._at(parse_path(target)) if target.partition("[")[0] in {item.path[0] for item in self._items} else None
        )
        if found is not None:
            self._item = found
            self._show_page(follow=True)
        elif self.owner.workbench.catalog.entry(target) is not None:
            self.owner.open_guide(target)

    def _open_request(self, number: int) -> None:
        """Opens one of the session's requests in Diagnose, judged as the environment is now."""
        recent = list(self.owner.recent)
        if number < len(recent):
            self._judge_again(recent[number])

    @work(thread=True, exclusive=True, group="again")
    def _judge_again(self, diagnosis: Diagnosis) -> None:
        again = self.owner.workbench.again(diagnosis)
        self.app.call_from_thread(self.owner.show_diagnosis, again)

    def action_preview(self) -> None:
        """Asks which token would be issued, beginning with the client or user whose page is shown."""
        from tui.screens.preview import Asked, open_preview

        shown = {self._item.kind: self._item.name} if self._item else {}
        judged = self.owner.workbench.world(self.owner.environment).environment
        if judged is not None:
            open_preview(self.owner, judged, Asked.of(shown))

    def action_edit(self) -> None:
        """Opens the file in an editor, at the line of what is shown; then reads it again."""
        at = self._checked.lines.get(self._item.path, 1) if self._item else 1
        try:
            command = editor_command(os.environ, self._checked.file, at)
        except ValueError as error:
            said = f"$VISUAL or $EDITOR cannot be read: {error}, wanted a command such as `nano`"
            self.notify(said, severity="error", markup=False)
            return
        try:
            with self.app.suspend():
                ended = subprocess.run(command, check=False)  # noqa: S603 (the editor that the person named)
        except SuspendNotSupported:
            self.notify(
                f"edit {self._checked.file} in another window: what is saved there counts at once",
                timeout=8,
                markup=False,
            )
            return
        except OSError as error:
            self.notify(
                f"`{command[0]}` cannot be started: {error.strerror}; set $EDITOR", severity="error", markup=False
            )
            return
        if ended.returncode:
            self.notify(f"`{command[0]}` ended with {ended.returncode}", severity="warning", markup=False)
        self._look()

    def action_back(self) -> None:
        """One step back: out of the search, from the page to the list, or to where one came from."""
        if self.field.has_focus:
            self.field.value = ""
            self.index.focus()
        elif self.page.has_focus:
            self.index.focus()
        else:
            super().action_back()


def editor_command(variables: Mapping[str, str], file: str, line: int) -> list[str]:
    """The command that edits a file, at a line where the editor takes one: `$VISUAL`, `$EDITOR`, else `vi`.

    Raises ValueError where a quote in it is not closed.
    """
    named = shlex.split(variables.get("VISUAL") or variables.get("EDITOR") or "vi") or ["vi"]
    program = PurePath(named[0]).name
    if program in AT_COLON:
        return [*named, *AT_COLON[program], f"{file}:{line}"]
    return [*named, f"+{line}", file] if program in AT_PLUS else [*named, file]
