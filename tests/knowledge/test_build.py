from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from knowledge import build
from knowledge.build import FOLDERS, MODELS, ROOT, SourceProblems, build_catalog, main, render_catalog, sources_hash
from knowledge.schema import Entry

GOOD = """
id = "{id}"
family = "status"
title = "A good entry"
summary = "An entry that has everything it needs."
meaning = "It is here so that the broken ones around it have something good to stand beside, and to link to."
where = [{{ flow = "resource", endpoint = "api", stage = "token", status = 401 }}]
causes = [{{ cause = "Somebody wrote it.", check = "Look at the file.", fix = "leave it alone", owner = "client"{reason} }}]
troubleshoot = ["Read it."]
not_this = [{{ id = "{other}", why = "there it is another one" }}]
references = [{{ spec = "RFC 9110", url = "https://datatracker.ietf.org/doc/html/rfc9110" }}]
related = ["{other}"]
"""
FACTS = '[reason]\nstage = "token"\nowner = "client"\nheadline = "the token is odd"\nnext_step = "look at the token"\n'
SCENARIO = """
reason = "token.odd"
title = "An odd token"
summary = "A token that is odd in some way."
now = "2026-03-04T10:11:12Z"
request = "curl https://api.shop.test -H 'Authorization: Bearer {{tokens.access}}'"
[tokens.access]
header = { alg = "none" }
claims = {}
key = "none"
"""


def entry_text(name: str, other: str, reason: str = "") -> str:
    return GOOD.format(id=name, other=other, reason=f', reason = "{reason}"' if reason else "")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small guide without a fault: two statuses, one reason, one scenario."""
    for folder in (*FOLDERS, "scenarios"):
        (tmp_path / folder).mkdir()
    (tmp_path / "status/401.toml").write_text(entry_text("401", "403", reason="token.odd"))
    (tmp_path / "status/403.toml").write_text(entry_text("403", "401"))
    odd = entry_text("token.odd", "401").replace('"status"', '"reason"')
    (tmp_path / "reasons/token.odd.toml").write_text(odd + FACTS)
    (tmp_path / "scenarios/token.odd.toml").write_text(SCENARIO)
    return tmp_path


def problems_of(root: Path) -> set[tuple[str, str]]:
    with pytest.raises(SourceProblems) as caught:
        build_catalog(root)
    return {(problem.file, problem.field) for problem in caught.value.problems}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_shipped_catalog_is_not_stale():
    shipped = (ROOT / "catalog.json").read_text("utf-8")
    assert json.loads(shipped)["sources"] == sources_hash(ROOT), "run `make catalog`"
    assert shipped == render_catalog(build_catalog(ROOT)), "run `make catalog`"


def test_a_small_guide_builds(root):
    catalog = build_catalog(root)
    assert list(catalog["entries"]) == ["401", "403", "token.odd"]
    assert catalog["reasons"]["token.odd"]["headline"] == "the token is odd"
    assert catalog["scenarios"][0]["reason"] == "token.odd"
    assert catalog["signatures"] == []


def test_an_entry_of_the_catalog_is_its_source_without_what_is_empty():
    catalog = build_catalog(ROOT)
    models = {FOLDERS[folder]: model for folder, model in MODELS.items()}
    for name, table in catalog["entries"].items():
        entry = models.get(table["family"], Entry).model_validate(table)
        assert entry.id == name
        assert [] not in table.values()
        assert None not in table.values()


def test_every_problem_of_every_file_is_reported_at_once(root):
    (root / "status/500.toml").write_text("id = ")
    (root / "status/404.toml").write_text('id = "404"\nfamily = "status"\n')
    (root / "oauth/401.toml").write_text(entry_text("401", "403"))
    edit(root / "status/401.toml", 'related = ["403"]', 'related = ["499", "401"]')
    edit(root / "status/401.toml", '"token.odd"', '"token.even"')
    edit(root / "status/403.toml", 'id = "403"', 'id = "0403"')
    edit(root / "status/403.toml", 'stage = "token"', 'stage = "issue"')
    edit(root / "reasons/token.odd.toml", '[reason]\nstage = "token"', '[reason]\nstage = "policy"')
    edit(root / "scenarios/token.odd.toml", "{{tokens.access}}", "{{tokens.other}}")
    edit(root / "scenarios/token.odd.toml", "12Z", "12")
    (root / "signatures.toml").write_text('[[signatures]]\nreason = "token.even"\n')
    assert problems_of(root) == {
        ("status/500.toml", ""),
        *(("status/404.toml", field) for field in ("title", "summary", "meaning", "where", "causes")),
        *(("status/404.toml", field) for field in ("troubleshoot", "not_this", "references", "related")),
        ("oauth/401.toml", "family"),
        ("oauth/401.toml", "id"),
        ("oauth/401.toml", "related"),
        ("oauth/401.toml", "not_this"),
        ("status/401.toml", "related"),
        ("status/401.toml", "not_this"),
        ("status/401.toml", "causes.0.reason"),
        ("status/403.toml", "id"),
        ("status/403.toml", "where.0.stage"),
        ("reasons/token.odd.toml", "reason.stage"),
        ("scenarios/token.odd.toml", "tokens"),
        ("scenarios/token.odd.toml", "now"),
        ("signatures.toml", "0.reason"),
    }


def test_a_reason_has_its_facts_and_nothing_else_has(root):
    edit(root / "reasons/token.odd.toml", FACTS, "")
    with (root / "status/401.toml").open("a") as file:
        file.write(FACTS)
    assert {("reasons/token.odd.toml", "reason"), ("status/401.toml", "reason")} <= problems_of(root)


def test_a_scenario_belongs_to_a_reason_that_has_an_entry(root):
    (root / "reasons/token.odd.toml").unlink()
    edit(root / "status/401.toml", ', reason = "token.odd"', "")
    assert problems_of(root) == {("scenarios/token.odd.toml", "reason")}


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('title = "An odd', 'shows = "behaviour"\ntitle = "An odd', "reason"),
        ('title = "An odd', 'shows = "finding"\ntitle = "An odd', ""),
        ('now = "2026-03-04T10:11:12Z"\n', "", ""),
        ("[tokens.access]", "[deployed]\n[tokens.access]", ""),
    ],
)
def test_a_scenario_is_what_its_kind_wants(root, old, new, field):
    edit(root / "scenarios/token.odd.toml", old, new)
    assert problems_of(root) == {("scenarios/token.odd.toml", field)}


def test_the_command_writes_checks_and_refuses(root, capsys):
    assert main(["--check"], root) == 1
    assert "stale" in capsys.readouterr().out
    assert main([], root) == 0
    assert (
        "3 entries (2 status, 0 oauth, 1 reason, 0 decision, 0 result_code, 0 finding, 0 behaviour), 1 scenarios"
        in capsys.readouterr().out
    )
    assert main(["--check"], root) == 0
    edit(root / "status/401.toml", "A good entry", "A better entry")
    assert main(["--check"], root) == 1
    before = (root / "catalog.json").read_bytes()
    edit(root / "status/401.toml", '"client"', '"nobody"')
    assert main([], root) == 1
    assert "status/401.toml: causes.0.owner: " in capsys.readouterr().err
    assert (root / "catalog.json").read_bytes() == before


def test_the_hash_follows_names_and_bytes(root, tmp_path):
    first = sources_hash(root)
    assert sources_hash(root) == first
    shutil.move(root / "status/403.toml", root / "oauth/403.toml")
    moved = sources_hash(root)
    (root / "oauth/403.toml").write_text("changed")
    assert len({first, moved, sources_hash(root)}) == 3


def test_the_file_has_one_member_a_line():
    text = (ROOT / "catalog.json").read_text("utf-8")
    names = list(json.loads(text)["entries"])
    lines = [line.split('": ')[0].strip(' "') for line in text.split('"entries": {\n')[1].split("\n}")[0].splitlines()]
    assert lines == names
    assert build.ROOT == ROOT
