"""The app's tests write nothing into anyone's home, and share one trace and one scenario."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest

from engine.models.trace import Trace
from engine.models.trace_json import trace_from_dict
from tests.support.app import share_parsed_styles

share_parsed_styles()
TRACES = Path(__file__).parents[1] / "data" / "traces"


def pytest_collection_finish() -> None:
    """What is imported by now stays, and an app is small: looking for garbage was a tenth of the tests' time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """Data, state and configuration in a folder of the test."""
    for variable in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "APIWHY_DATA"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    for variable in ("NO_COLOR", "APIWHY_ENVIRONMENT"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def trace() -> Trace:
    """A call refused because its token expired: all nine stages, one fix, both answers the same."""
    return trace_from_dict(json.loads((TRACES / "expired.json").read_text("utf-8")))
