"""Whether the environment changed since it judged: once for each state that it takes."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.app import scenario
from tests.support.world import catalog
from tests.tui.screens.test_diagnose import SHOP
from tui.watching import Watch
from tui.workbench import Diagnosis, Inputs, Workbench


@pytest.fixture
def judged(tmp_path):
    (tmp_path / "bad.jwks.json").write_text("[1]")
    file = tmp_path / "shop.toml"
    file.write_text(SHOP)
    workbench = Workbench(catalog=catalog())
    return workbench, workbench.diagnose(replace(scenario(), environment=str(file)))


@pytest.mark.parametrize("changed", ["shop.toml", "bad.jwks.json"])
def test_each_state_of_its_files_is_said_once(judged, changed):
    workbench, diagnosis = judged
    name = diagnosis.inputs.environment
    watch = Watch()
    watch.judged(diagnosis)

    assert not watch.changed(workbench, name)
    file = Path(name).with_name(changed)
    file.write_text(file.read_text() + "\n")
    assert watch.changed(workbench, name)
    assert not watch.changed(workbench, name)
    file.unlink()
    assert watch.changed(workbench, name)


def test_what_was_judged_by_another_environment_is_left_to_that(judged):
    workbench, diagnosis = judged
    watch = Watch()
    assert not watch.changed(workbench, diagnosis.inputs.environment)

    watch.judged(diagnosis)
    assert not watch.changed(workbench, None)
    assert not watch.changed(workbench, "demo:token.expired")


def test_what_the_audit_kept_is_not_judged_again(judged):
    workbench, diagnosis = judged
    name = diagnosis.inputs.environment
    watch = Watch()
    watch.judged(Diagnosis(inputs=Inputs(environment=name), trace=diagnosis.trace))
    Path(name).write_text(SHOP + "\n")

    assert not watch.changed(workbench, name)
