"""A diagnosis out of the audit store: as it was, said so, and never judged again."""

import pytest

from engine.adapters.store import AuditStore
from tests.support.app import scenario
from tui.past import NoDiagnosis, past_diagnosis
from tui.workbench import Workbench


@pytest.fixture
def store(tmp_path):
    with AuditStore.open(tmp_path / "audit.sqlite") as opened:
        yield opened


def test_it_is_what_was_found_then(store):
    workbench = Workbench(store=store)
    found = workbench.diagnose(scenario())
    (event,) = workbench.record(found)
    past = past_diagnosis(store, event.id, "shop.toml")

    assert past.trace.steps == found.trace.steps
    assert past.trace.reason == "token.expired"
    at = event.at.replace("T", " ")
    assert past.trace.recognised == f"curl, verified when captured against shop, audit of {at}"
    assert (past.inputs.environment, past.inputs.text, past.exchange) == ("shop.toml", "", None)


def test_one_that_was_pruned_is_said_to_be(store):
    with pytest.raises(NoDiagnosis, match="pruned"):
        past_diagnosis(store, "gone", None)
