"""What is done while nobody presses a key."""

from __future__ import annotations

import gc
import sys
from importlib.util import find_spec

import pytest
from textual.css.stylesheet import Stylesheet

from tests.support.app import make_app, until
from tests.support.programs import run_python
from tests.support.sources import ROOT
from tui import leisure
from tui.leisure import MODULES, STYLES, Leisure, load_styles
from tui.themes import DARK

LOADED = """
import gc, sys, time
gc.disable()
from tui.leisure import MODULES, Leisure
free = Leisure()
free.begin()
free._thread.join()
print(all(name in sys.modules for name in MODULES), gc.isenabled(), gc.get_freeze_count() > 0, gc.get_threshold()[2])
"""


@pytest.fixture
def left_as_it_was():
    """The interpreter's own settings are those of all tests."""
    before = gc.isenabled(), gc.get_threshold(), sys.getswitchinterval()
    yield
    enabled, threshold, interval = before
    (gc.enable if enabled else gc.disable)()
    gc.set_threshold(*threshold)
    gc.unfreeze()
    sys.setswitchinterval(interval)


@pytest.mark.parametrize("name", MODULES)
def test_what_is_loaded_is_there(name):
    assert find_spec(name) is not None


def test_what_is_needed_soon_is_loaded_and_the_search_for_garbage_taken_over(tmp_path):
    ran = run_python("-c", LOADED, folder=tmp_path, PYTHONPATH=str(ROOT))

    assert (ran.stdout.split(), ran.stderr) == (["True", "True", "True", "1000000"], "")


@pytest.mark.usefixtures("left_as_it_was")
def test_where_garbage_is_looked_for_anyway_that_stays_so(monkeypatch):
    threshold, frozen = gc.get_threshold(), gc.get_freeze_count()
    free = Leisure()
    free.end()
    free.begin()
    free._thread.join()
    monkeypatch.setattr(leisure, "RESTING", -1)
    free.tidy(lasting=True)

    assert (gc.get_threshold(), gc.get_freeze_count()) == (threshold, frozen)


@pytest.mark.usefixtures("left_as_it_was")
@pytest.mark.parametrize(
    ("resting", "lasting", "searched", "kept"),
    [(-1, True, True, True), (-1, False, True, False), (1000, True, False, False)],
    ids=["nobody waits", "a dialog is open", "someone types"],
)
def test_garbage_is_looked_for_while_nobody_presses_a_key(resting, lasting, searched, kept, monkeypatch):
    monkeypatch.setattr(leisure, "RESTING", resting)
    monkeypatch.setattr(leisure, "YOUNG", 0)
    gc.disable()
    free = Leisure()
    free.end()
    free.begin()
    free._thread.join()
    gc.unfreeze()
    free.pressed()
    seen = []
    gc.callbacks.append(lambda phase, about: seen.append(about["generation"]) if phase == "start" else None)
    try:
        free.tidy(lasting=lasting)
    finally:
        gc.callbacks.pop()

    assert (2 in seen) is searched
    assert (gc.get_freeze_count() > 0) is kept


def test_each_step_reads_a_style_sheet_and_one_that_is_there_is_not_read_again(tmp_path):
    app = make_app(tmp_path)
    stylesheet = Stylesheet(variables={**app.get_css_variables(), **DARK.variables})
    steps = load_styles(stylesheet)

    assert next(steps) == STYLES[0]
    assert [path.rpartition("/")[2] for path, _ in stylesheet.source] == [STYLES[0]]
    assert list(steps) == list(STYLES[1:])
    before = list(stylesheet.rules)
    assert before
    assert list(load_styles(stylesheet)) == list(STYLES)
    assert list(stylesheet.rules) == before


async def test_the_app_reads_the_styles_of_its_other_screens_by_itself(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test() as pilot:
        await until(
            pilot, lambda: set(STYLES) <= {path.rpartition("/")[2] for path, _ in app.stylesheet.source}, "the styles"
        )
        assert app.current_mode == "diagnose"


@pytest.mark.usefixtures("left_as_it_was")
def test_what_else_is_wanted_is_prepared_at_the_end(monkeypatch):
    prepared = []
    monkeypatch.setattr(leisure, "MODULES", ("json",))
    free = Leisure(lambda: prepared.append("json" in sys.modules))
    free.begin()
    free._thread.join()

    assert prepared == [True]
