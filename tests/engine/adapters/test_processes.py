"""A worker process: what is sent arrives, what comes back is in order, and its end is said in words."""

from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path

import pytest

from engine.adapters.processes import WorkerProcess, write_line

ECHO = """
import json, os, sys
def main(stdin, stdout):
    stdout.write(json.dumps({"pid": os.getpid(), "words": sys.argv, "apiwhy": "apiwhy" in sys.modules}).encode() + b"\\n")
    stdout.flush()
    for line in stdin:
        size = json.loads(line)
        if size is None:
            return 3
        stdout.write(json.dumps(stdin.read(size).decode()).encode() + b"\\n")
        stdout.flush()
    return 0
"""


@pytest.fixture
def worker(tmp_path, monkeypatch):
    (tmp_path / "echoing.py").write_text(ECHO)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    started = WorkerProcess("echoing")
    yield started
    started.stop()
    started.close()


def test_what_is_sent_comes_back_in_order_from_another_process(worker):
    lines = worker.lines()
    about = next(lines)
    texts = ["secret", "x" * 300_000, "é\n"]
    for text in texts:
        worker.send(len(text.encode()), text.encode())
        assert next(lines) == text

    assert about["pid"] == worker.id != os.getpid()
    assert about["apiwhy"]
    assert not any("secret" in word for word in about["words"])


def test_its_own_end_is_said_with_the_exit_code(worker):
    worker.send(None)
    assert len(list(worker.lines())) == 1
    assert (worker.close(), worker.stopped) == ("exit code 3", False)


def test_stopped_it_ends_at_once_and_takes_nothing_more(worker):
    lines = worker.lines()
    next(lines)
    worker.stop()

    assert list(lines) == []
    assert (worker.close(), worker.stopped) == ("signal SIGKILL", True)
    worker.send(1, b"x")
    worker.stop()


def test_killed_by_someone_else_it_says_so(worker):
    lines = worker.lines()
    os.kill(next(lines)["pid"], signal.SIGTERM)

    assert list(lines) == []
    assert (worker.close(), worker.stopped) == ("signal SIGTERM", False)


def test_a_module_that_is_not_there_ends_it(monkeypatch):
    worker = WorkerProcess("tui.no_such_module")

    assert list(worker.lines()) == []
    assert worker.close() == "exit code 1"


def test_modules_of_the_folder_one_stands_in_are_not_run(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    worker = WorkerProcess("tui.no_such_module")

    assert list(worker.lines()) == []
    assert worker.close() == "exit code 1"


def test_a_line_is_json_in_ascii_with_the_text_behind_it():
    pipe = io.BytesIO()
    write_line(pipe, {"ä": "\udc80"}, b"\x00\n")

    assert pipe.getvalue() == b'{"\\u00e4": "\\udc80"}\n\x00\n'


def test_without_the_module_apiwhy_there_is_no_worker(monkeypatch):
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if not Path(entry or ".", "apiwhy.py").exists()])
    monkeypatch.delitem(sys.modules, "apiwhy", raising=False)
    monkeypatch.setattr(sys, "meta_path", [one for one in sys.meta_path if "editable" not in repr(one)])

    with pytest.raises(FileNotFoundError, match="`apiwhy` is not found"):
        WorkerProcess("tui.judging_process")
