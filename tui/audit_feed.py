"""Follows the audit store in a thread of its own, so that events of other processes appear as they happen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from engine.adapters.store import AuditStore, Counts
    from engine.audit.events import AuditEvent

EVERY = 0.25
"""Seconds between two looks into the store; one look is a fraction of a millisecond."""
AT_FIRST = 200
"""Events that are read when it starts."""
MOST = 1000


@dataclass
class AuditGrew(Message):
    """The audit store changed. `events` are new, newest first; `whole` where they replace all that was known before.

    `notice` says what is wrong with the store, if anything is.
    """

    events: tuple[AuditEvent, ...]
    counts: Counts | None
    whole: bool = False
    notice: str | None = None


class AuditFeed:
    """Tells what is new in a store, from its own thread. `opener` is called there, since opening takes a while."""

    def __init__(self, opener: Callable[[], AuditStore], tell: Callable[[AuditGrew], object]) -> None:
        self._opener = opener
        self._tell = tell
        self._wake, self._ended = Event(), Event()
        self._thread = Thread(target=self._run, name="audit feed", daemon=True)
        self._newest: str | None = None
        self._counts: Counts | None = None
        self._notice: str | None = None

    def start(self) -> None:
        """Begins to follow."""
        if not self._ended.is_set() and not self._thread.is_alive():
            self._thread.start()

    def look(self) -> None:
        """Looks at once, since something was just written."""
        self._wake.set()

    def stop(self) -> None:
        """Ends the thread, and waits until it has."""
        self._ended.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _run(self) -> None:
        store = self._opener()
        while not self._ended.is_set():
            self._wake.clear()
            found = self.poll(store)
            if found is not None and not self._ended.is_set():
                with suppress(RuntimeError):  # the app ended meanwhile
                    self._tell(found)
            self._wake.wait(EVERY)

    def poll(self, store: AuditStore) -> AuditGrew | None:
        """What is new since the last look; None where nothing is."""
        from engine.adapters.store_file import StoreProblem

        try:
            counts = store.count()
            if counts == self._counts and self._notice == store.notice:
                return None
            grew = self._new(store, counts)
        except StoreProblem as problem:
            if self._notice == str(problem):
                return None
            self._notice = str(problem)
            return AuditGrew((), self._counts, notice=self._notice)
        self._notice, self._counts = store.notice, counts
        return grew

    def _new(self, store: AuditStore, counts: Counts) -> AuditGrew:
        known = self._counts is not None and counts.events >= self._counts.events
        if known and (self._newest is None or store.get(self._newest) is not None):
            events = tuple(reversed(store.after(self._newest, MOST)))
            whole = len(events) == MOST
        else:
            events, whole = (), True
        if whole:
            events = store.recent(AT_FIRST)
        self._newest = events[0].id if events else self._newest if known else None
        return AuditGrew(events, counts, whole=whole, notice=store.notice)
