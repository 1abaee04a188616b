"""The program as a whole: which word is a command, where results go, and how it ends when something around it breaks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.programs import clean_environment, run_python
from tests.support.sources import ROOT
from tui.cli import COMMANDS, READER_GONE, STOPPED, main

HAR = ROOT / "tests" / "data" / "examples" / "ticket-full.har"
REQUEST = "curl https://api.shop.test/orders/7"
AT = ("--now", "2026-03-04T10:11:12Z")
TOKEN_GONE = REQUEST + " -H 'Authorization: Bearer eyJhbGciOiJub25lIn0.eyJleHAiOjF9.'"


def start(*words: str, folder: Path, **pipes: object) -> subprocess.Popen[bytes]:
    """The program as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "apiwhy", *words], cwd=folder, stderr=subprocess.PIPE,
        env=clean_environment(folder) | {"PYTHONPATH": str(ROOT)}, **pipes,
    )  # fmt: skip


def test_a_command_named_after_help_explains_itself(cli: CommandLine):
    assert cli("help", "guide").out == cli("guide", "--help").out


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS if name != "audit")], ids=str)
def test_help_fits_a_terminal_of_80_columns(words, monkeypatch, cli: CommandLine):
    monkeypatch.setenv("COLUMNS", "80")

    assert [line for line in cli(*words, "--help").out.splitlines() if len(line) > 80] == []


def test_the_version_is_one_line(cli: CommandLine):
    assert cli("--version").out.startswith("apiwhy ")


def test_a_first_word_that_is_no_command_is_an_input(tmp_path, cli: CommandLine):
    file = tmp_path / "request.txt"
    file.write_text(TOKEN_GONE)

    assert cli(file, *AT).out == cli("diagnose", file, *AT, "--no-record").out


def test_a_command_wins_over_a_file_of_its_name_and_a_path_is_the_file(tmp_path, monkeypatch, cli: CommandLine):
    monkeypatch.chdir(tmp_path)
    Path("guide").write_text(TOKEN_GONE)
    Path("401").write_text(TOKEN_GONE)

    assert cli("guide").out.startswith("HTTP statuses")
    assert "token.algorithm_none" in cli("./guide").out
    assert "token.algorithm_none" in cli("401").out, "a file wins over a status"


def test_nothing_given_and_nothing_piped_is_said(cli: CommandLine):
    said = cli()

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("apiwhy: no input was given, wanted a file, `-`, a status or a code")


def test_piped_input_needs_no_dash(cli: CommandLine):
    assert cli(*AT, stdin=TOKEN_GONE).out == cli("-", *AT, stdin=TOKEN_GONE).out != ""


def test_the_program_is_a_module_too(tmp_path):
    ran = run_python("-m", "apiwhy", "403", folder=tmp_path, PYTHONPATH=str(ROOT))

    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.startswith("REFUSED")


@pytest.mark.parametrize(
    "words",
    [
        ["guide"],
        ["environment", "init"],
        ["replay", str(HAR), "--format", "jsonl"],
        ["replay", str(HAR), "--format", "json"],
    ],
)
def test_a_reader_that_left_ends_it_without_a_word(tmp_path, words):
    read, write = os.pipe()
    os.close(read)
    program = start(*words, folder=tmp_path, stdout=write)
    os.close(write)
    _, err = program.communicate()

    assert (program.returncode, err) == (READER_GONE, b"")


def test_a_reader_that_left_before_the_help_was_read(tmp_path):
    read, write = os.pipe()
    os.close(read)
    program = start("diagnose", "--help", folder=tmp_path, stdout=write)
    os.close(write)

    assert program.communicate()[1] == b""


def test_a_diagnosis_is_recorded_though_nobody_reads_it(tmp_path):
    read, write = os.pipe()
    os.close(read)
    program = start("403", folder=tmp_path, stdout=write)
    os.close(write)

    assert program.communicate()[1] == b""
    assert any(path.name == "audit.sqlite" for path in tmp_path.rglob("*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_said(tmp_path):
    with open("/dev/full", "wb") as full:
        program = start("guide", "401", folder=tmp_path, stdout=full)
        _, err = program.communicate()

    assert (program.returncode, err) == (2, b"apiwhy: cannot go on: no space left on device\n")


@pytest.mark.parametrize("closed", [">&-", "<&-", ">&- 2>&-"])
def test_closed_descriptors_are_no_traceback(closed, tmp_path):
    environment = clean_environment(tmp_path) | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m apiwhy 403 {closed}'], cwd=tmp_path, env=environment, capture_output=True
    )  # fmt: skip

    assert (ran.returncode, ran.stderr) == (1, b"")


def test_closed_standard_input_is_said_where_it_is_asked_for(tmp_path):
    environment = clean_environment(tmp_path) | {"PYTHONPATH": str(ROOT)}
    words = ["/bin/sh", "-c", f'"{sys.executable}" -m apiwhy diagnose - <&-']
    ran = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert ran.returncode == 2
    assert ran.stderr == "apiwhy: standard input is closed, wanted a text on it\n"


def test_ctrl_c_while_it_waits_for_input(tmp_path):
    program = start("diagnose", "-", folder=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert program.stdin is not None
    program.stdin.write(b"x" * (1 << 20))  # more than a pipe holds: once it is taken, the program reads
    program.stdin.flush()
    program.send_signal(signal.SIGINT)
    out, err = program.communicate()

    assert (program.returncode, out, err) == (STOPPED, b"", b"apiwhy: stopped\n")


def test_an_output_that_cannot_show_a_glyph_shows_its_number(tmp_path):
    ran = run_python("-m", "apiwhy", "403", folder=tmp_path, PYTHONPATH=str(ROOT), PYTHONIOENCODING="ascii")

    assert (ran.returncode, ran.stderr) == (1, "")
    assert "\\u2717" in ran.stdout
    assert ran.stdout.isascii()


def test_main_takes_the_words_of_the_process(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["apiwhy", "--version"])

    assert main() == 0
    assert capsys.readouterr().out.startswith("apiwhy ")
