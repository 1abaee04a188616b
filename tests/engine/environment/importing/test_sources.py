"""Every source by name: what it takes, and what is no such thing."""

from __future__ import annotations

import pytest

from engine.environment.importing.reading import ImportProblem
from engine.environment.importing.sources import SOURCES, Options
from tui.cli.environment.importing import SOURCES as NAMES


def test_the_command_line_knows_the_same_sources():
    assert tuple(SOURCES) == NAMES


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("document", [None, [], {}, 7, "x", [[1]], {"a": {"b": 1}}], ids=str)
def test_a_source_given_something_else_says_so(name, document):
    with pytest.raises(ImportProblem, match="wanted"):
        SOURCES[name].read([("given", document)], Options({}))


def test_one_openapi_document_at_a_time():
    with pytest.raises(ImportProblem, match="saw 2 documents"):
        SOURCES["openapi"].read([("a", {}), ("b", {})], Options({}))
