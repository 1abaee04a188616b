"""What the loader says of a text, as lines without the file's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.environment.loader import load_environment
from engine.environment.problems import EnvironmentProblems


@pytest.fixture
def problems_of() -> Callable[[str], list[str]]:
    """A function from the text of an environment file to its problems in words, none where it is good."""

    def problems(text: str) -> list[str]:
        try:
            load_environment(text, file="e")
        except EnvironmentProblems as error:
            return [str(problem).removeprefix("e:").removeprefix(" ") for problem in error.problems]
        return []

    return problems
