"""Files of rows: what is read of them, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.rows import RowProblem, read_likely, read_rows

GOOD = """
[[likely]]
status = [502]
server = "kong"
capture = { fact = "the log at that second", give = "--with FILE" }
causes = [{ reason = "gateway.odd", why = "it is odd in some way" }]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "likely.toml"
    path.write_text(text)
    return path


def test_rows_without_what_they_leave_open(tmp_path: Path) -> None:
    problems: list[RowProblem] = []
    [row] = read_likely(written(tmp_path, GOOD), {"gateway.odd"}, problems)
    assert problems == []
    assert row == {
        "status": [502], "flows": ["resource"], "server": "kong",
        "causes": [{"reason": "gateway.odd", "why": "it is odd in some way"}],
        "capture": {"fact": "the log at that second", "give": "--with FILE"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        (GOOD.replace("gateway.odd", "gateway.other"), "0.causes", "no reason `gateway.other`"),
        (GOOD.replace("server", "servers"), "0.servers", "Extra"),
        (GOOD.replace("it is odd in some way", "odd"), "0.causes.0.why", "at least"),
        (GOOD + "[[other]]\n", "", "2 arrays of tables"),
        ("[[likely", "", "not TOML"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, field: str, said: str) -> None:
    problems: list[RowProblem] = []
    read_likely(written(tmp_path, text), {"gateway.odd"}, problems)
    assert problems[0].file == "likely.toml"
    assert problems[0].field == field
    assert said in problems[0].text


def test_no_file_has_no_rows(tmp_path: Path) -> None:
    problems: list[RowProblem] = []
    assert read_rows(tmp_path / "none.toml", problems) == []
    assert problems == []
