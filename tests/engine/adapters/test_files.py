"""Files and standard input as text, with errors that say what was seen."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.adapters import files
from engine.adapters.files import FileMissing, FileUnreadable, decode, read_input, read_text, write_text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""), ("ä".encode(), "ä"), (b"\xef\xbb\xbfx", "x"), ("ä".encode("utf-16"), "ä"),
        (b"\xfe\xff\x00x", "x"), (b"\xff\xfex", "\ufffd"), (b"\xe4", "ä"), (b"a\x00b", "a\x00b"),
    ],
)  # fmt: skip
def test_bytes_become_text(data: bytes, text: str) -> None:
    assert decode(data) == text


@given(st.binary())
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert isinstance(decode(data), str)


@given(st.text())
def test_utf_8_is_read_as_it_was_written(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ä\r\n", "utf-8", newline="")
    assert read_input(str(tmp_path / "a.txt")) == "ä\r\n"


class Stdin:
    """Standard input as bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)
        self.closed = False


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin("ä".encode()))
    assert read_input("-") == "ä"


def test_standard_input_that_is_closed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for closed in (None, open(os.devnull)):  # noqa: SIM115 - closed in the next line
        if closed is not None:
            closed.close()
        monkeypatch.setattr(sys, "stdin", closed)
        with pytest.raises(FileUnreadable, match="standard input is closed"):
            read_input("-")


def test_a_file_that_is_not_there_may_be_something_else(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"^there is no file `.*nowhere`"):
        read_text(str(tmp_path / "nowhere"))


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for name, said in (
        (str(tmp_path), "is a folder"),
        (str(tmp_path / "file" / "x"), "cannot be read"),
        ("a\0b", "cannot be read"),
    ):
        with pytest.raises(FileUnreadable, match=said):
            read_text(name)


def test_a_file_of_somebody_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileUnreadable, match="may not be read by this user"):
        read_text("x")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 8)
    (tmp_path / "just").write_bytes(b"x" * 8)
    (tmp_path / "large").write_bytes(b"x" * 9)
    assert read_text(str(tmp_path / "just")) == "x" * 8
    with pytest.raises(FileUnreadable, match="more than 8 bytes"):
        read_text(str(tmp_path / "large"))
    monkeypatch.setattr(sys, "stdin", Stdin(b"x" * 9))
    with pytest.raises(FileUnreadable, match="standard input has more than 8 bytes"):
        read_input("-")


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    file.chmod(0o600)
    link.symlink_to(file)
    write_text(str(link), "nëw\n")
    assert (file.read_text("utf-8"), file.stat().st_mode & 0o777, link.is_symlink()) == ("nëw\n", 0o600, True)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "link"]


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="cannot be written"):
        write_text(str(tmp_path / "no" / "file"), "x")
