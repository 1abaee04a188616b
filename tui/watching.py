"""Whether what a diagnosis was judged by has changed on disk since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.worlds import state_of

if TYPE_CHECKING:
    from tui.workbench import Diagnosis, Workbench
    from tui.worlds import State


class Watch:
    """Watches the files of the environment that judged last, and the mark of its deployed copy."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._known: tuple[State, ...] = ()

    def judged(self, diagnosis: Diagnosis) -> None:
        """Begins anew with what was just judged; what the audit keeps is not judged again."""
        own = diagnosis.exchange is not None or diagnosis.broken
        self._name = diagnosis.inputs.environment if own and diagnosis.state else None
        self._known = (diagnosis.state,)

    def changed(self, workbench: Workbench, name: str | None) -> bool:
        """Whether there is another state than what was judged by; of each, this is said once."""
        if name is None or name != self._name:
            return False
        state = state_of(workbench.last(name).files)
        known, self._known = self._known, (self._known[0], state)
        return state not in known
