"""JSON is inert and stays the same data; colour and width are the terminal's."""

from __future__ import annotations

import json
import os
import tomllib

import pytest

from tui.cli import output
from tui.cli.output import coloured, json_text, toml_text, traces_text, width


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", '"plain"'),
        ("✗ größer …", '"✗ größer …"'),
        ("\x1b[31m", '"\\u001b[31m"'),
        ("\x7f", '"\\u007f"'),
        ("\x9b2J", '"\\u009b2J"'),
        ("a\u202eb", '"a\\u202eb"'),
        ("\U000e0041", '"\\udb40\\udc41"'),
        ("\ud800", '"\\ud800"'),
        ("line\nline", '"line\\nline"'),
    ],
)
def test_what_a_terminal_obeys_is_an_escape(text, written):
    assert json_text(text) == written
    assert json.loads(written) == text


def test_an_indented_document_keeps_its_lines():
    assert json_text({"a": ["\u202e"]}, indent=1) == '{\n "a": [\n  "\\u202e"\n ]\n}'


class Screen:
    """Standard output that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_that_want_it(variables, expected, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert coloured() is False, "standard output is no terminal here"
    monkeypatch.setattr(output.sys, "stdout", Screen())

    assert coloured() is expected


def test_width_is_the_terminals_up_to_what_reads_well(monkeypatch):
    assert (width(80), width(None)) == (80, None)
    monkeypatch.setattr(output.sys, "stdout", Screen())
    monkeypatch.setattr("shutil.get_terminal_size", lambda fallback: os.terminal_size((140, 30)))

    assert (width(80), width(80, 100), width(None)) == (140, 100, 140)


def test_one_trace_is_no_list_and_several_are(traces):
    assert json.loads(traces_text(traces[:1], several=False))["reason"] == traces[0].reason
    assert [one["reason"] for one in json.loads(traces_text(traces, several=True))] == [one.reason for one in traces]
    assert isinstance(json.loads(traces_text(traces[:1], several=True)), list)


@pytest.fixture
def traces():
    from tui.workbench import Inputs, Workbench

    bench = Workbench()
    found = [bench.diagnose(Inputs(text=word)).trace for word in ("401", "502")]
    return [trace for trace in found if trace is not None]


def test_toml_is_inert_and_says_the_same():
    text = f'name = "{chr(0x202E)}a{chr(0x9B)}{chr(0x7F)}{chr(0xE0001)}"\n'

    assert tomllib.loads(toml_text(text)) == tomllib.loads(text.replace(chr(0x7F), "\\u007f"))
    assert toml_text(text).isascii()
    assert toml_text("plain") == "plain"
