"""Replies of other systems, composed to their shapes, and what an import makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from engine.environment.importing.sources import Options, read_source
from engine.environment.importing.writing import write_tables
from engine.environment.loader import load_environment
from engine.environment.model import Environment


class Made(NamedTuple):
    """The environment that an import makes, its text, and what it does not say."""

    environment: Environment
    text: str
    unsaid: list[str]


Import = Callable[..., Made]


@pytest.fixture
def imported() -> Import:
    def make(source: str, *documents: Any) -> Made:
        made = read_source(source, [(f"{index}.json", one) for index, one in enumerate(documents)], Options({}))
        text = write_tables(made.tables, comments=made.comments, off=made.off)
        return Made(load_environment(text, file="imported"), text, [str(one) for one in made.unsaid])

    return make


@pytest.fixture
def replies() -> Callable[[str], Any]:
    def read(name: str) -> Any:
        return json.loads((Path(__file__).parent / f"{name}.json").read_text("utf-8"))

    return read
