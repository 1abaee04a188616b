"""The table of curl's options against the list that the installed curl gives of itself."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter

import pytest

from engine.captures.curl_draft import EFFECTS, FLAGS
from engine.captures.curl_options import BY_NAME, OPTIONS, find_long

HELP_LINE = re.compile(r"\s*(?:-(.), )?\s*--(\S+)( [<\[].*?[>\]])?")


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl to compare with")
def test_every_option_of_the_installed_curl_is_in_the_table() -> None:
    told = subprocess.run(["curl", "--help", "all"], capture_output=True, text=True, timeout=20, check=True).stdout
    rows = [match.groups() for line in told.splitlines()[1:] if (match := HELP_LINE.match(line))]
    rows.remove(("h", "help", " <category>"))  # its value is optional, so it takes no word
    assert len(rows) > 200
    differing = [
        (name, BY_NAME.get(name))
        for short, name, value in rows
        if name not in BY_NAME or (BY_NAME[name].short, BY_NAME[name].takes_value) != (short or "", value is not None)
    ]
    assert differing == []


def test_no_name_stands_twice() -> None:
    assert [name for name, count in Counter(option.name for option in OPTIONS).items() if count > 1] == []
    assert [short for short, count in Counter(option.short for option in OPTIONS).items() if short and count > 1] == []


def test_every_effect_is_known() -> None:
    assert {option.effect for option in OPTIONS} == {*EFFECTS, *FLAGS, "nothing", "unread", "next"}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("request", "request"), ("oauth2", "oauth2-bearer"), ("reques", None), ("", None), ("x-y", None)],
)
def test_long_names_may_be_shortened(typed: str, wanted: str | None) -> None:
    option = find_long(typed)
    assert (option.name if option else None) == wanted
