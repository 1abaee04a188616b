"""Finds the environment file: which one is used, and what named it. Kept apart from reading it, which costs more."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, NamedTuple

VARIABLE = "APIWHY_ENVIRONMENT"
FILE_NAME = "environment.toml"


class FoundEnvironment(NamedTuple):
    """An environment file to use, and what named it."""

    path: Path
    named_by: Literal["--environment", "$APIWHY_ENVIRONMENT", "the config folder"]


def find_environment(flag: str | None) -> FoundEnvironment | None:
    """The environment file of `--environment`, else of the variable, else of the config folder where it is there."""
    if flag:
        return FoundEnvironment(_at_home(flag), "--environment")
    variable = os.environ.get(VARIABLE)
    if variable:
        return FoundEnvironment(_at_home(variable), "$APIWHY_ENVIRONMENT")
    path = default_environment()
    return FoundEnvironment(path, "the config folder") if path.is_file() else None


def default_environment() -> Path:
    """Where the environment file stands in the platform's config folder."""
    from platformdirs import user_config_path

    return user_config_path("apiwhy", appauthor=False) / FILE_NAME


def _at_home(text: str) -> Path:
    """A path with its leading `~` resolved, where there is a home to resolve it to."""
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:
        return path
