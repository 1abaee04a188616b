"""What people install: the wheel's top level, its data, and the program run from it in another folder."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from knowledge.catalog import load_catalog
from tests.support.programs import run_python
from tests.support.sources import PACKAGES, ROOT, modules

DATA_SUFFIXES = {".json", ".pem", ".tcss", ".toml"}
"""Files beside the modules that the program reads when it runs."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run_python("-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    assert built.returncode == 0, built.stderr
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with ZipFile(wheel) as file:
        return file.namelist()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files as pip puts them into a folder of packages."""
    target = tmp_path_factory.mktemp("packages")
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--target")
    placed = run_python(*pip, target, wheel, folder=target)
    assert placed.returncode == 0, placed.stderr
    return target


def test_top_level_is_the_program_and_nothing_else(names):
    tops = {name.partition("/")[0] for name in names}

    [about] = [top for top in tops if top.endswith(".dist-info")]
    assert tops == {"apiwhy", "apiwhy.py", about}
    assert about.startswith("apiwhy-")


def test_every_module_and_every_data_file_is_in_it(names):
    wanted = {f"apiwhy/{path.as_posix()}" for path in modules()}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.suffix in DATA_SUFFIXES:
                wanted.add(f"apiwhy/{path.relative_to(ROOT).as_posix()}")

    assert wanted <= set(names)


@pytest.mark.parametrize(
    "data",
    [
        "knowledge/catalog.json",
        "knowledge/scenarios/token.expired.toml",
        "knowledge/keys/demo.jwks.json",
        "knowledge/keys/demo-rs256.pem",
        "engine/schemas/trace.schema.json",
        "engine/schemas/environment.schema.json",
        "tui/app.tcss",
    ],
)
def test_data_is_in_it(names, data):
    assert f"apiwhy/{data}" in names


def test_nothing_of_the_workshop_is_in_it(names):
    workshop = {"tests", "bench", "screenshots", "__pycache__", ".ci", "Makefile", "constraints.txt"}

    assert [name for name in names if workshop & set(name.split("/"))] == []


def test_a_scenario_runs_from_the_installed_files_in_any_folder(installed, tmp_path):
    words = ("-m", "apiwhy", "demo", "token.expired", "--format", "json")
    ran = run_python(*words, folder=tmp_path, PYTHONPATH=str(installed))

    assert (ran.returncode, ran.stderr) == (1, "")
    assert json.loads(ran.stdout)["reason"] == "token.expired"


def test_the_guide_runs_from_the_installed_files_in_any_folder(installed, tmp_path):
    ran = run_python("-m", "apiwhy", "guide", "401", folder=tmp_path, PYTHONPATH=str(installed))

    assert (ran.returncode, ran.stderr) == (0, "")
    assert load_catalog().exact("401").title in ran.stdout


def test_its_packages_come_from_the_private_folder(installed, tmp_path):
    asked = "import apiwhy, engine, knowledge, tui; print(engine.__file__, knowledge.__file__, tui.__file__, sep='\\n')"
    ran = run_python("-c", asked, folder=tmp_path, PYTHONPATH=str(installed))

    assert ran.stdout.split() == [
        str(installed / "apiwhy" / package / "__init__.py") for package in ("engine", "knowledge", "tui")
    ]


def test_nobody_else_meets_its_generic_names(installed, tmp_path):
    for package in PACKAGES:
        ran = run_python("-S", "-c", f"import {package}", folder=tmp_path, PYTHONPATH=str(installed))
        assert f"No module named '{package}'" in ran.stderr


def test_the_command_is_declared(wheel):
    with ZipFile(wheel) as file:
        [entry_points] = [name for name in file.namelist() if name.endswith("entry_points.txt")]
        declared = file.read(entry_points).decode()

    assert "apiwhy = apiwhy:main" in declared
