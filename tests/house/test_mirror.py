"""Every module that does something has its test file in the same place under tests/, and every test file its module.

A module that only lays down names, records or constants has nothing to run, and needs none. What a package's `__init__`
does is tested in `tests/<package>/test_<package>.py`.
"""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath

import pytest

from tests.support.sources import PACKAGES, ROOT, modules

UNTESTED: dict[str, str] = {}
"""Modules without a test file of their own, each with what tests it instead."""
UNMIRRORED: dict[str, str] = {
    "tests/engine/test_every_reason.py": "the four checks on every reason",
    "tests/engine/test_against_authlib.py": "an authorization server that others wrote, against the prediction",
    "tests/engine/test_every_statement.py": "the statements of two documents, listed beside it",
    "tests/engine/test_oauth_errors.py": "the list of errors beside it in tests/data",
    "tests/engine/test_binding_faults.py": "the list of faults beside it in tests/data",
    "tests/engine/issuing/test_statements.py": "what the seed states of access policies, lifetimes and revocation",
    "tests/engine/tokens/test_token_faults.py": "every fault of a token that the field knows",
    "tests/engine/tokens/test_token_pairs.py": "two faults of one token",
}
"""Test files without a module of their own, each with what it is about."""


def does_something(source: str) -> bool:
    """Whether a module holds a function or a method, and not only records, names and constants."""
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(ast.parse(source)))


def mirror_of(module: PurePosixPath) -> PurePosixPath:
    """Where the test file of a module is."""
    name = module.parent.name if module.name == "__init__.py" else module.stem
    return PurePosixPath("tests", module.parent, f"test_{name}.py")


def module_of(test: PurePosixPath) -> tuple[PurePosixPath, PurePosixPath]:
    """The two places where the module of a test file may be: a module, or the package of this name."""
    folder, name = PurePosixPath(*test.parent.parts[1:]), test.stem.removeprefix("test_")
    return folder / f"{name}.py", folder / "__init__.py" if folder.name == name else folder / name / "__init__.py"


def mirrored_files() -> list[PurePosixPath]:
    found = (path for package in PACKAGES for path in (ROOT / "tests" / package).rglob("test_*.py"))
    return sorted(PurePosixPath(path.relative_to(ROOT)) for path in found)


def working_modules() -> list[PurePosixPath]:
    return [PurePosixPath(path) for path in modules() if does_something(Path(ROOT, path).read_text("utf-8"))]


def test_every_module_that_does_something_has_its_tests():
    missing = [
        f"{module}: wanted {mirror_of(module)}"
        for module in working_modules()
        if not (ROOT / mirror_of(module)).is_file() and str(module) not in UNTESTED
    ]

    assert not missing, "\n".join(missing)


def test_every_test_file_has_its_module():
    lost = [
        f"{test}: wanted {' or '.join(map(str, module_of(test)))}"
        for test in mirrored_files()
        if not any((ROOT / module).is_file() for module in module_of(test)) and str(test) not in UNMIRRORED
    ]

    assert not lost, "\n".join(lost)


def test_every_exception_is_still_one():
    assert [name for name in UNTESTED if (ROOT / mirror_of(PurePosixPath(name))).is_file()] == []
    assert [name for name in (*UNTESTED, *UNMIRRORED) if not (ROOT / name).is_file()] == []


def test_no_folder_of_tests_is_a_package():
    assert [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("__init__.py")] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"""Only words."""\nNAMES = ("a", "b")', False),
        ("class Record(NamedTuple):\n    name: str", False),
        ("def one() -> int:\n    return 1", True),
        ("class Widget:\n    async def on_mount(self) -> None: ...", True),
    ],
)
def test_what_counts_as_doing_something(source, expected):
    assert does_something(source) is expected


@pytest.mark.parametrize(
    ("module", "test"),
    [
        ("engine/captures/curl.py", "tests/engine/captures/test_curl.py"),
        ("engine/redaction/__init__.py", "tests/engine/redaction/test_redaction.py"),
    ],
)
def test_where_a_module_and_its_tests_look_for_each_other(module, test):
    assert str(mirror_of(PurePosixPath(module))) == test
    assert PurePosixPath(module) in module_of(PurePosixPath(test))
