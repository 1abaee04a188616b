"""Reads environment files, with the key files that stand beside them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from engine.environment.loader import judge_tables, parse_tables, place_faults
from engine.environment.model import Environment
from engine.environment.notices import notices
from engine.environment.problems import EnvironmentProblem, EnvironmentProblems, Fault, quoted
from engine.environment.tables import Tables, select_tables

if TYPE_CHECKING:
    from engine.environment.lint import Checked

MOST_BYTES = 32 << 20
MOST_KEY_BYTES = 1 << 20
URL_SCHEMES = ("https:", "http:")
FILE_WANTED = "an environment file; `apiwhy environment init` prints a first one"
KEYS_WANTED = "the JWK Set saved there, beside this file, or no `jwks`"
BYTE_ORDER_16 = (b"\xff\xfe", b"\xfe\xff")


class EnvironmentFile(Struct, frozen=True, kw_only=True):
    """An environment with what stands beside it.

    `jwks` is the JWK Set of each issuer by name, `client_jwks` of each client by id, as JSON text that nobody has
    parsed yet. `online_only` are names and ids whose keys only a URL has. `problems` are key files that could not be
    read, and what is odd in the file: the environment can be used all the same.
    """

    environment: Environment
    path: Path
    jwks: Mapping[str, str]
    client_jwks: Mapping[str, str]
    online_only: tuple[str, ...] = ()
    problems: tuple[EnvironmentProblem, ...] = ()


def read_environment(path: Path) -> EnvironmentFile:
    """Reads an environment file and the key files beside it; nothing is fetched.

    Raises EnvironmentProblems with everything that is wrong, key files included, where the environment can not be used.
    """
    text, tables = read_tables(path)
    return made_of(path, text, tables)


def read_tables(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of an environment file and its tables, which may be wrong. Raises EnvironmentProblems."""
    try:
        text = _text(_bytes(path, MOST_BYTES, FILE_WANTED))
    except _UnreadableError as error:
        raise EnvironmentProblems([_unplaced(str(path), error)]) from None
    return text, parse_tables(text, file=str(path))


def made_of(path: Path, text: str, tables: Tables) -> EnvironmentFile:
    """The environment of tables, with the key files beside the file. Raises EnvironmentProblems with everything."""
    file = str(path)
    environment, faults = judge_tables(tables)
    keys = _read_keys(tables, path.parent)
    if environment is None or faults:
        places = {fault.path for fault in faults}
        faults.extend(fault for fault in keys.faults if fault.path not in places)
        raise EnvironmentProblems(place_faults(faults, file=file, text=text))
    return EnvironmentFile(
        environment=environment,
        path=path,
        jwks=keys.texts["issuers"],
        client_jwks=keys.texts["clients"],
        online_only=tuple(keys.online_only),
        problems=tuple(place_faults([*keys.faults, *notices(tables)], file=file, text=text)),
    )


def check_environment_file(path: Path, *, deployed: Environment | None = None) -> Checked:
    """Everything that is to be said of an environment file and the key files beside it; nothing is fetched.

    `deployed` is the copy that was deployed, where one is known. Raises EnvironmentProblems where the file is not
    there, or is no text.
    """
    from engine.environment.lint import check_text, unread_findings

    file = str(path)
    try:
        text = _text(_bytes(path, MOST_BYTES, FILE_WANTED))
    except _UnreadableError as error:
        raise EnvironmentProblems([_unplaced(file, error)]) from None
    try:
        tables = parse_tables(text, file=file)
    except EnvironmentProblems as error:
        return unread_findings(error)
    return check_text(text, file=file, deployed=deployed, keys=_read_keys(tables, path.parent).faults)


class _Keys(Struct):
    texts: dict[str, dict[str, str]] = field(default_factory=lambda: {"issuers": {}, "clients": {}})
    online_only: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _UnreadableError(Exception):
    """What was seen instead of a readable file, and what was wanted; the line where one is known."""

    def __init__(self, seen: str, wanted: str, line: int | None = None) -> None:
        super().__init__(seen)
        self.seen = seen
        self.wanted = wanted
        self.line = line


def _read_keys(tables: Tables, folder: Path) -> _Keys:
    keys = _Keys()
    for kind, label in (("issuers", "name"), ("clients", "id")):
        for path, table in select_tables(tables, f"{kind}.*"):
            name, source = table.get(label), table.get("jwks")
            if not isinstance(name, str) or not isinstance(source, str | Mapping):
                continue
            if isinstance(source, str) and source.lower().startswith(URL_SCHEMES):
                keys.online_only.append(name)
                continue
            try:
                keys.texts[kind][name] = _key_text(source, folder)
            except _UnreadableError as error:
                keys.faults.append(Fault(path=(*path, "jwks"), seen=error.seen, wanted=error.wanted))
    return keys


def _key_text(source: str | Mapping[str, Any], folder: Path) -> str:
    """The JSON text of a JWK Set that is given inline or as a path."""
    if isinstance(source, Mapping):
        return json.dumps(source, default=str)
    if os.path.isabs(source) or PureWindowsPath(source).anchor:
        raise _UnreadableError("saw an absolute path", "a path from this file's folder, such as `keys/login.jwks.json`")
    path = folder / source
    if os.path.exists(path) and not os.path.isfile(path):
        raise _UnreadableError(f"{quoted(source)} is no file", "a file with a JWK Set")
    try:
        text = _text(_bytes(path, MOST_KEY_BYTES, KEYS_WANTED))
    except _UnreadableError as error:
        raise _UnreadableError(f"{quoted(source)}: {error.seen}", error.wanted) from None
    if text.lstrip().startswith("-----BEGIN"):
        raise _UnreadableError(f"{quoted(source)} is a PEM file", "a JWK Set, which is JSON")
    try:
        keys = json.loads(text)
    except (ValueError, RecursionError):
        keys = None
    if not isinstance(keys, dict):
        raise _UnreadableError(f"{quoted(source)} is not a JSON object", 'a JWK Set such as `{"keys": [...]}`')
    if "jwks_uri" in keys and "keys" not in keys:
        raise _UnreadableError(f"{quoted(source)} is metadata", "the JWK Set that the `jwks_uri` in it leads to")
    if keys.get("keys") == []:
        raise _UnreadableError(f"{quoted(source)} has no keys", "a JWK Set with the keys that sign")
    return text


def _bytes(path: Path, most: int, wanted: str) -> bytes:
    """The content of a file, which is what is `wanted`. Raises _UnreadableError."""
    try:
        with path.open("rb") as handle:
            data = handle.read(most + 1)
    except FileNotFoundError:
        raise _UnreadableError("no such file", wanted) from None
    except IsADirectoryError:
        raise _UnreadableError("saw a folder", "a file") from None
    except PermissionError:
        raise _UnreadableError("not allowed to read it", "a file that you may read") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _UnreadableError(f"can not be read: {reason.lower()}", wanted) from None
    if len(data) > most:
        raise _UnreadableError(f"more than {most >> 20} MiB", f"{most >> 20} MiB at most")
    return data


def _text(data: bytes) -> str:
    if data.startswith(BYTE_ORDER_16):
        raise _UnreadableError("saw text in UTF-16", "text in UTF-8", 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(f"saw the byte `0x{data[error.start]:02x}`", "text in UTF-8", line) from None


def _unplaced(file: str, error: _UnreadableError) -> EnvironmentProblem:
    column = 1 if error.line else None
    return EnvironmentProblem(file=file, line=error.line, column=column, path="", seen=error.seen, wanted=error.wanted)
