"""Reads what a module imports and what it does to the outside, from its source alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import NamedTuple

HIGHER = {"knowledge": ("engine", "tui"), "engine": ("tui",), "tui": ()}
"""Each layer, and the layers that it must not know."""
OUTSIDE_MODULES = {
    "asyncio", "builtins", "fcntl", "ftplib", "glob", "http.client", "http.server", "httpx", "io", "logging", "mmap", "multiprocessing", "os",
    "pathlib", "pickle", "platform", "platformdirs", "random", "secrets", "select", "shelve", "shutil", "signal", "smtplib",
    "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "textual", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
"""What a pure module cannot need: files, sockets, processes, the clock, chance, the terminal."""
OUTSIDE_CALLS = {"open", "input", "print", "exec", "eval"}
OUTSIDE_METHODS = {
    "exists", "is_dir", "is_file", "iterdir", "mkdir", "read_bytes", "read_text", "rglob", "stat", "touch", "unlink",
    "write_bytes", "write_text",
}  # fmt: skip
CLOCKS = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today")}
DATA_READERS = {"importlib.resources"}


class Breach(NamedTuple):
    """One place where a module breaks the rules of its layer."""

    file: PurePath
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def breaches(file: PurePath, source: str) -> list[Breach]:
    """Everything in one module that its layer forbids. `file` is relative to the root of the tree."""
    tree = ast.parse(source, str(file))
    found = [Breach(file, line, text) for line, text in _import_breaches(file, tree)]
    if file.parts[0] == "engine" and file.parts[1] != "adapters":
        found += [Breach(file, line, text) for line, text in _outside(tree)]
    return sorted(found, key=lambda breach: breach.line)


def imports(tree: ast.AST, package: str = "") -> Iterator[tuple[int, str]]:
    """Line and full name of every import, also inside functions, of names by string, and relative ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{_base(node, package)}.{alias.name}".strip(".")) for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node.func).rpartition(".")[2] in ("import_module", "__import__"):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def _base(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parents = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parents, *([node.module] if node.module else [])])


def _import_breaches(file: PurePath, tree: ast.AST) -> Iterator[tuple[int, str]]:
    layer, inner = file.parts[0], ".".join(file.parts[:-1])
    for line, name in imports(tree, inner):
        top = name.partition(".")[0]
        if top in HIGHER[layer]:
            yield line, f"`{layer}` imports `{name}`, wanted no import of `{top}`: knowledge <- engine <- tui"
        elif layer == "engine" and file.parts[1] != "adapters" and _is(name, "engine.adapters"):
            yield line, f"imports `{name}`, wanted no adapter in the pure engine: tui wires them"


def _outside(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for line, name in imports(tree):
        seen = next((module for module in OUTSIDE_MODULES | DATA_READERS if _is(name, module)), None)
        if seen:
            yield line, f"imports `{seen}`, wanted none: files, network, clock and chance are engine.adapters'"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            said = _outside_call(node.func)
            if said:
                yield node.lineno, f"calls `{said}`, wanted it in engine.adapters, its result passed in"


def _outside_call(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        return function.id if function.id in OUTSIDE_CALLS else None
    if not isinstance(function, ast.Attribute):
        return None
    owner = _name(function.value).rpartition(".")[2]
    if (owner, function.attr) in CLOCKS or function.attr in OUTSIDE_METHODS:
        return f"{owner or '…'}.{function.attr}"
    return None


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return ""


def _is(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def breaches_under(root: Path, files: list[Path]) -> list[Breach]:
    """The breaches of every module of a tree."""
    return [breach for file in files for breach in breaches(file, (root / file).read_text("utf-8"))]
