"""A capture of more than a hundred requests through the command line: every entry read, every verdict as made."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.support.make_har import EXAMPLES, KINDS, make_har
from tests.support.programs import run_python
from tests.support.sources import ROOT

ENTRIES = 180


@pytest.fixture(scope="module")
def har():
    return make_har(ENTRIES)


def replay(har, folder, *options):
    (folder / "long.har").write_text(har.text)
    words = ("-m", "apiwhy", "replay", "long.har", "--environment", EXAMPLES / "meme-game.toml", *options)
    return run_python(*words, folder=folder, PYTHONPATH=str(ROOT))


def test_every_entry_is_judged_as_it_was_made(har, tmp_path):
    ran = replay(har, tmp_path, "--format", "jsonl")
    traces = [json.loads(line) for line in ran.stdout.splitlines()]

    assert (ran.returncode, ran.stderr) == (0, "")
    assert [trace["index"] for trace in traces] == list(range(ENTRIES))
    assert [(trace["verdict"], trace["reason"]) for trace in traces] == list(har.wanted)


def test_the_table_counts_them(har, tmp_path):
    ran = replay(har, tmp_path)
    verdicts = Counter(wanted.verdict for wanted in har.wanted)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"{ENTRIES} requests" in ran.stdout
    assert f"{verdicts['refused']} refused" in ran.stdout


def test_the_same_length_gives_the_same_capture(har):
    assert make_har(ENTRIES) == har
    assert {kind.wanted for kind in KINDS} == set(har.wanted)
