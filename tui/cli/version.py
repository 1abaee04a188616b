"""The version, from the installed package."""

from __future__ import annotations


def version() -> str:
    """The installed version; `unknown` in a bare checkout."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("apiwhy")
    except PackageNotFoundError:
        return "unknown"
