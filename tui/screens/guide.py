"""Guide: search or browse the entries, read one, follow its links, and go back with one key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from knowledge.catalog import find
from tui.render.entry import entry_rows, start_rows
from tui.render.guide_tree import GuideTree
from tui.screens.base import WorkScreen
from tui.visits import Visit, Visits
from tui.widgets.guide.entry_page import EntryPage
from tui.widgets.guide.guide_list import GuideList
from tui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from engine.models.trace import Trace
    from knowledge.catalog import Catalog
    from knowledge.records import Entry


class GuideScreen(WorkScreen):
    """The list at the left, the page at the right. `entry` opens a page at once, with the way back in one key."""

    PLACE = "guide"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["lists.tcss", "guide.tcss"]
    AUTO_FOCUS = "GuideList"
    EXPLAINS: ClassVar[tuple[str, ...]] = (
        "Every status, OAuth error, reason, decision and result code that apiwhy knows, each on a page of its own.",
        "/ searches as you type: a code, a status, or words such as `token expired`.",
        "Enter opens a page. Tab chooses a link on it and Enter follows; Backspace goes back, f forward.",
        "After a diagnosis a page begins with what your request shows of it.",
    )
    FOOTER: ClassVar[tuple[str, ...]] = (
        "search", "older", "try_scenario", "copy_page", "newer", "audit", "open_file", "demo", "environment",
    )  # fmt: skip
    KEYED: ClassVar[tuple[tuple[str, type[Widget]], ...]] = (("in the list", GuideList), ("on a page", EntryPage))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", tooltip="search all entries as you type"),
        Binding("backspace,alt+left", "older", "Back", tooltip="the page before"),
        Binding("f,alt+right", "newer", "Forward", tooltip="the page from which you went back"),
        Binding("t", "try_scenario", "Try it", tooltip="a shipped scenario that shows this"),
        Binding("y", "copy_page", "Copy", tooltip="this page as Markdown"),
    ]

    def __init__(self, entry: str | None = None) -> None:
        super().__init__()
        self._visits = Visits()
        self._wanted = entry
        self._visiting = False
        self._known: frozenset[str] = frozenset()

    def compose_body(self) -> Iterable[Widget]:
        families = self.owner.workbench.families
        self._known = frozenset(head.id for heads in families.values() for head in heads)
        with Horizontal(id="guide"):
            with Vertical(id="guide-side"):
                yield SearchField("search: 401, expired token")
                yield GuideList(GuideTree(families))
            yield EntryPage()

    def on_mount(self) -> None:
        super().on_mount()
        self.page.show(start_rows(self.owner.workbench.families))
        if self._wanted is not None:
            self.open_on(self._wanted)

    @property
    def catalog(self) -> Catalog:
        return self.owner.workbench.catalog

    @property
    def index(self) -> GuideList:
        return self.query_one(GuideList)

    @property
    def page(self) -> EntryPage:
        return self.query_one(EntryPage)

    @property
    def field(self) -> SearchField:
        return self.query_one(SearchField)

    @property
    def entry(self) -> Entry | None:
        """The entry whose page is shown."""
        current = self._visits.current
        return self.catalog.entry(current.entry) if current else None

    @property
    def bound(self) -> Trace | None:
        """What Diagnose shows: a page says what that request has to do with it."""
        trace: Trace | None = self.owner.diagnose.trace
        return trace

    # What is shown

    def open_on(self, entry: str) -> None:
        """Opens a page for someone who goes back with Escape to where they came from."""
        found = self.catalog.entry(entry)
        self._visiting = True
        if found is None:
            self.field.value = entry
            self.field.focus()
        else:
            self._open(found.id)

    def _open(self, entry: str) -> None:
        self._visits.keep(self.page.chosen)
        self._visits.visit(entry)
        self._show(follow=True)
        self.page.focus()

    def _show(self, *, follow: bool, link: int | None = None) -> None:
        entry = self.entry
        if entry is not None:
            self.index.mark(entry.id, follow=follow)
            self.page.show(entry_rows(entry, self._known.__contains__, self.bound), link)
            self.refresh_bindings()

    def on_screen_resume(self) -> None:
        if self._visits.current is not None:
            self._show(follow=False, link=self.page.chosen)

    @on(GuideList.EntryPicked)
    def _picked(self, event: GuideList.EntryPicked) -> None:
        if event.opened:
            self._open(event.entry)
        elif self._visits.current is None or self._visits.current.entry != event.entry:
            self._visits.glance(event.entry)
            self._show(follow=False)

    @on(EntryPage.LinkFollowed)
    def _followed(self, event: EntryPage.LinkFollowed) -> None:
        self.action_follow(event.target)

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        answer = find(self.catalog, event.value)
        self.index.search(answer.hits, event.value)

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
        current = self._visits.current
        able = {
            "search": not self.field.has_focus,
            "older": self._visits.can_back,
            "newer": self._visits.can_forward,
            "copy_page": current is not None,
            "try_scenario": current is not None and current.entry in self.owner.scenario_names,
        }
        return able.get(action, True)

    def action_search(self) -> None:
        """Puts the cursor into the search."""
        self.field.focus()

    def action_follow(self, target: str) -> None:
        """Opens another page, or copies an address: nothing is fetched."""
        if target in self._known:
            self._open(target)
        else:
            self.owner.copy_out(target, "the address")

    def action_older(self) -> None:
        """Goes back to the page before."""
        self._step(-1)

    def action_newer(self) -> None:
        """Goes forward again."""
        self._step(1)

    def _step(self, by: int) -> None:
        self._visits.keep(self.page.chosen)
        visit: Visit | None = self._visits.step(by)
        if visit is not None:
            self._show(follow=True, link=visit.link)

    def action_try_scenario(self) -> None:
        """Opens the scenario of this entry: in Diagnose, or in Environment where it is a finding's."""
        if self._visits.current is not None:
            self.owner.try_scenario(self._visits.current.entry)

    def action_copy_page(self) -> None:
        """Copies the page as Markdown."""
        from engine.reports.entry import entry_to_markdown

        if self.entry is not None:
            self.owner.copy_out(entry_to_markdown(self.entry, self.bound), "the page")

    def action_back(self) -> None:
        """One step back: out of the search, back to where one came from, or from the page to the list."""
        if self.field.has_focus:
            self.field.value = ""
            self.index.focus()
        elif self.page.has_focus and not self._visiting:
            self.index.focus()
        else:
            self._visiting = False
            super().action_back()
