"""Pick the environment that judges: a recent one, a file by its path, the demo's, or none."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from textual import work
from textual.widgets import Input

from tui.drafts import DEMO, environment_name, problem_words
from tui.render.details import notice_rows
from tui.render.lines import shorten_middle
from tui.screens.paths import FILE, FOLDER, PathScreen
from tui.screens.pick import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.render.lines import Row
    from tui.workbench import Workbench

NONE = "none"
PATH = 44
"""Cells of a path beside its name."""
SHOWN_DEMO = "token.expired"


class PickedEnvironment(NamedTuple):
    """What was picked: a path, `demo:<scenario>`, or None for no environment."""

    environment: str | None


class EnvironmentPicker(PathScreen):
    """Dismissed with a `PickedEnvironment`, or None where nothing was picked.

    A file that cannot be read is not taken: what is wrong with it is said below the list, where else stands what is
    odd about the environment that judges now.
    """

    def __init__(self, workbench: Workbench, current: str | None) -> None:
        demo = current if current and current.startswith(DEMO) else f"{DEMO}{SHOWN_DEMO}"
        self._always = [
            Choice(demo, "the demo", "the small shop in which the scenarios play"),
            Choice(NONE, "none", "judge by what request, token and response show alone"),
        ]
        super().__init__("judge against which environment?", self._always, placeholder="type a path: shop.toml")
        self._workbench = workbench
        self._current = current
        self._notices: Sequence[str] = ()

    def standing_rows(self) -> Sequence[Row]:
        """What is odd about the environment that judges now: keys that could not be read, or that stand at a URL."""
        return notice_rows(self._notices)[:-1]

    def on_mount(self) -> None:
        super().on_mount()
        self._find_recent()

    def wanted(self, path: str) -> bool:
        return path.endswith(".toml")

    def pick(self, id: str | None) -> None:
        """Takes a choice that needs no file, or goes on with a path."""
        if id is None or id.startswith((FILE, FOLDER)):
            super().pick(id)
        else:
            self.dismiss(PickedEnvironment(None if id == NONE else id))

    def take_file(self, path: str) -> None:
        """Reads the file first."""
        self._read(path)

    @work(thread=True, exclusive=True, group="read")
    def _read(self, path: str) -> None:
        from engine.adapters.recent import remember

        whole = str(Path(path).expanduser().absolute())
        problems = self._workbench.world(whole).problems
        if problems:
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            self.app.call_from_thread(self.say, problem_words(problems[0]) + more)
            return
        remember(whole)
        self.app.call_from_thread(self.dismiss, PickedEnvironment(whole))

    @work(thread=True, group="recent")
    def _find_recent(self) -> None:
        from engine.adapters.environment_place import default_environment
        from engine.adapters.recent import read_recent
        from tui.workbench import Inputs

        usual = default_environment()
        paths = [*read_recent(), *([str(usual)] if usual.is_file() else [])]
        if self._current and not self._current.startswith(DEMO):
            paths.insert(0, self._current)
        folder = f"{PurePath(self._current or '').parent}/"
        notices = [said.removeprefix(folder) for said in self._workbench.notices(Inputs(environment=self._current))]
        self.app.call_from_thread(self._offer, list(dict.fromkeys(paths)), notices)

    def _offer(self, paths: list[str], notices: Sequence[str]) -> None:
        self._notices = notices
        recent = [Choice(FILE + path, environment_name(path) or path, _said(path, self._current)) for path in paths]
        self.choices = [*recent, *self._always]
        self.fill(self.query_one(Input).value)


def _said(path: str, current: str | None) -> str:
    shown = shorten_middle(path, PATH)
    return f"judges now: {shown}" if path == current else shown
