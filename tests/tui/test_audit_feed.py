"""Following the audit store: what is new, from whichever process, and what was pruned."""

from threading import Event

import pytest

from engine.adapters.store import AuditStore, Counts
from engine.adapters.store_file import StoreProblem
from engine.audit.events import AuditEvent
from tui.audit_feed import AuditFeed


def event(number, verdict="refused"):
    return AuditEvent(
        id=f"e{number}", at="2026-03-04T10:11:12Z", type="HTTP Request Policy Evaluated", action_type="X", result="FAILED",
        correlation_id=f"e{number}", description="refused", verdict=verdict,
    )  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with AuditStore.open(tmp_path / "audit.sqlite") as opened:
        yield opened


@pytest.fixture
def feed(store):
    return AuditFeed(lambda: store, lambda grew: None)


def ids(grew):
    return [event.id for event in grew.events]


def test_the_first_look_gives_what_is_there_newest_first(store, feed):
    store.append([event(1), event(2)])
    grew = feed.poll(store)

    assert (ids(grew), grew.counts, grew.whole) == (["e2", "e1"], Counts(2, 0, 2), True)


def test_nothing_new_is_nothing(store, feed):
    assert feed.poll(store).events == ()
    assert feed.poll(store) is None


def test_only_what_is_new_is_given(store, feed, tmp_path):
    feed.poll(store)
    with AuditStore.open(tmp_path / "audit.sqlite") as other:
        other.append([event(1), event(2)])
    grew = feed.poll(store)
    assert (ids(grew), grew.whole) == (["e2", "e1"], False)

    store.append([event(3)])
    assert ids(feed.poll(store)) == ["e3"]


def test_after_a_prune_the_whole_is_given_anew(store, feed):
    store.append([event(number) for number in range(5)])
    feed.poll(store)
    store.prune(keep=2)
    grew = feed.poll(store)

    assert (ids(grew), grew.whole, grew.counts.events) == (["e4", "e3"], True, 2)


def test_after_a_prune_of_everything_new_events_still_come(store, feed):
    store.append([event(1)])
    feed.poll(store)
    store.prune(keep=0)
    assert feed.poll(store).events == ()

    store.append([event(2), event(3)])
    assert ids(feed.poll(store)) == ["e3", "e2"]


def test_a_store_that_cannot_be_read_is_said_once(store, feed, monkeypatch):
    feed.poll(store)
    monkeypatch.setattr(store, "count", lambda: (_ for _ in ()).throw(StoreProblem("it is damaged")))

    assert feed.poll(store).notice == "it is damaged"
    assert feed.poll(store) is None


def test_its_thread_tells_and_ends(store):
    told, said = [], Event()
    feed = AuditFeed(lambda: store, lambda grew: (told.append(ids(grew)), said.set()))
    feed.start()
    assert said.wait(10)
    said.clear()
    store.append([event(1)])
    feed.look()
    assert said.wait(10)
    feed.stop()

    assert told == [[], ["e1"]]
    assert not feed._thread.is_alive()


def test_one_that_never_began_can_be_stopped(store):
    feed = AuditFeed(lambda: store, lambda grew: None)
    feed.stop()
    feed.start()

    assert not feed._thread.is_alive()
