"""The world of the pictures: a folder of its own, a clock that is wound by hand, ids that count, examples as input."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tui.workbench import Inputs, Workbench

ROOT = Path(__file__).parent.parent
EXAMPLES = Path("tests/data/examples")
ENVIRONMENT = str(EXAMPLES / "meme-game.toml")
NOON = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
"""When the examples' requests are judged; their tokens are good around it."""
FIRST = NOON - timedelta(minutes=9)
STEP = timedelta(seconds=20)
FOREIGN = ("APIWHY_", "NO_COLOR", "TEXTUAL", "COLORTERM", "XDG_")
EARLIER = (
    "allowed", "no_service", "allowed", "scope_missing", "wrong_audience", "allowed", "policy_denies",
    "network_not_allowed", "group_missing", "upstream_500", "gateway_502", "never_deployed", "no_token",
)  # fmt: skip
"""The examples that were diagnosed before a picture is taken, oldest first."""


class Clock:
    """Goes on by one step whenever an id is given, that is when something is written; its ids count."""

    def __init__(self) -> None:
        self.number = 0

    def now(self) -> datetime:
        """The moment, the same until the next id."""
        return FIRST + self.number * STEP

    def new_id(self) -> str:
        """An id that was not given before."""
        self.number += 1
        return f"00000000-0000-4000-8000-{self.number:012d}"


def example(name: str) -> Inputs:
    """One of the examples, with its response and log line where it has them."""
    requests = EXAMPLES / "requests"
    response, log = requests / f"{name}.response.txt", requests / f"{name}.log.txt"
    return Inputs(
        text=(requests / f"{name}.txt").read_text("utf-8"),
        response=response.read_text("utf-8") if response.exists() else "",
        evidence=tuple(log.read_text("utf-8").splitlines()) if log.exists() else (),
        environment=ENVIRONMENT, now=NOON,
        source_ip="198.51.100.7" if name == "network_not_allowed" else "203.0.113.9",
    )  # fmt: skip


@contextmanager
def world() -> Iterator[Workbench]:
    """A workbench with an audit store that holds what was diagnosed earlier, all of it at fixed times."""
    from engine.adapters.store import AuditStore

    clock = Clock()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    with TemporaryDirectory() as home, chdir(ROOT), patch.dict(os.environ, {**kept, "HOME": home}, clear=True):
        pinned = patch.multiple("tui.workbench", now=clock.now, new_id=clock.new_id)
        with pinned, AuditStore.open(Path(home) / "audit.sqlite") as store:
            workbench = Workbench(store=store)
            for name in EARLIER:
                workbench.record(workbench.diagnose(example(name)))
            yield workbench
