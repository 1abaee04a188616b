"""knowledge <- engine <- tui, and a pure engine. Read from the sources, also what functions import late."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.support.layers import breaches, breaches_under
from tests.support.sources import ROOT, modules

KEPT = [
    ("knowledge/words.py", "import json\nfrom knowledge import catalog"),
    ("engine/urls.py", "from knowledge.catalog import Catalog\nfrom urllib.parse import urlsplit"),
    ("engine/urls.py", "from datetime import datetime\ndatetime.fromisoformat('2026-03-04')"),
    ("engine/urls.py", "from http import HTTPStatus"),
    ("engine/urls.py", "open_ = 1\nthing.open\nqueue.now()"),
    ("engine/adapters/files.py", "import os\nfrom engine.adapters import clock\nopen('x')"),
    ("tui/app.py", "import engine.adapters.store\nimport time\nprint(1)"),
]
BROKEN = [
    ("knowledge/words.py", "import engine.urls", 1, "no import of `engine`"),
    ("knowledge/words.py", "def late():\n    from tui.app import ApiwhyApp", 2, "no import of `tui`"),
    (
        "engine/urls.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import tui.app",
        3,
        "no import of `tui`",
    ),
    ("engine/urls.py", "from importlib import import_module\nimport_module('tui.app')", 2, "no import of `tui`"),
    ("engine/urls.py", "import engine.adapters.store", 1, "no adapter"),
    ("engine/urls.py", "from engine import adapters", 1, "no adapter"),
    ("engine/stages/token.py", "from ..adapters import clock", 1, "no adapter"),
    ("engine/urls.py", "def late():\n    from engine.adapters.clock import now", 2, "no adapter"),
    ("engine/urls.py", "\nopen('x')", 2, "calls `open`"),
    ("engine/urls.py", "Path('x').read_text()", 1, "read_text`"),
    ("engine/urls.py", "from pathlib import Path", 1, "imports `pathlib`"),
    ("engine/urls.py", "import os\nos.environ['HOME']", 1, "imports `os`"),
    ("engine/urls.py", "from time import time", 1, "imports `time`"),
    ("engine/urls.py", "import datetime\ndatetime.datetime.now()", 2, "calls `datetime.now`"),
    ("engine/urls.py", "def late():\n    return date.today()", 2, "calls `date.today`"),
    ("engine/urls.py", "import socket", 1, "imports `socket`"),
    ("engine/urls.py", "def late():\n    import httpx", 2, "imports `httpx`"),
    ("engine/urls.py", "from http import client", 1, "imports `http.client`"),
    ("engine/urls.py", "import sqlite3", 1, "imports `sqlite3`"),
    ("engine/urls.py", "from subprocess import run", 1, "imports `subprocess`"),
    ("engine/urls.py", "from urllib import request", 1, "imports `urllib.request`"),
    ("engine/urls.py", "from uuid import uuid4", 1, "imports `uuid`"),
    ("engine/urls.py", "print('x')", 1, "calls `print`"),
]


def test_every_module_keeps_to_its_layer():
    found = breaches_under(ROOT, modules())

    assert not found, "\n".join(map(str, found))


def test_every_layer_was_read():
    assert {path.parts[0] for path in modules()} == {"knowledge", "engine", "tui"}
    assert len(modules()) > 100


@pytest.mark.parametrize(("file", "source"), KEPT)
def test_what_is_allowed_is_no_breach(file, source):
    assert breaches(PurePosixPath(file), source) == []


@pytest.mark.parametrize(("file", "source", "line", "said"), BROKEN)
def test_each_breach_is_found_with_its_line(file, source, line, said):
    [breach] = breaches(PurePosixPath(file), source)

    assert (breach.line, str(breach.file)) == (line, file)
    assert said in str(breach)
