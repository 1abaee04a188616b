"""The version comes from the installed package, and a bare checkout says that it has none."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version

import pytest

from tests.support.programs import run_python
from tests.support.sources import ROOT
from tui.cli.version import version as shown


def test_it_is_that_of_the_package():
    try:
        installed = version("apiwhy")
    except PackageNotFoundError:
        pytest.skip("apiwhy is not installed here")
    assert shown() == installed == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def test_a_bare_checkout_has_none(tmp_path):
    """`-S` leaves the installed packages out."""
    ran = run_python("-S", "-m", "apiwhy", "--version", folder=tmp_path, PYTHONPATH=str(ROOT))

    assert (ran.returncode, ran.stdout) == (0, "apiwhy unknown\n")
