"""Every finding: planted and found at its line, explained by an entry; and nothing is found in what is right."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine.environment.lint as lint
from engine.adapters.environments import check_environment_file
from engine.environment.lint import CHECKS, DEPLOYED_CHECKS, PINGONE_CHECKS, Checked, check_environment, check_text
from engine.environment.loader import load_environment
from tests.support.lint import found, marked
from tests.support.right_environment import right_environment
from tests.support.world import catalog

HERE = Path(__file__).parent
FOLDER = Path(lint.__file__).parent
HEADS = catalog().families()["finding"]
FINDING = re.compile(rf"({'|'.join(sorted({head.stage or '' for head in HEADS}))})\.[a-z_]+")
SEVERITIES = ("error", "warning", "note")
FILES = ("planted.toml", "broken.toml", "draft.toml")


def checked(name: str) -> Checked:
    """A file of this folder, the draft against what is deployed of it."""
    deployed = load_environment((HERE / "deployed.toml").read_text("utf-8"), file="d") if name == "draft.toml" else None
    return check_environment_file(HERE / name, deployed=deployed)


@pytest.mark.parametrize("name", ["planted.toml", "broken.toml"])
def test_every_planted_mistake_is_found_at_its_line_and_nothing_else(name):
    assert {(one.line, one.finding) for one in checked(name).findings} == marked((HERE / name).read_text("utf-8"))


def test_every_contradiction_with_what_is_deployed_is_found_at_its_line():
    notes = {"api_services.resource_made"}
    lines = {(one.line, one.finding) for one in checked("draft.toml").findings if one.finding not in notes}

    assert lines == marked((HERE / "draft.toml").read_text("utf-8"))


def test_every_entry_of_the_guide_is_found_somewhere_as_severe_as_it_says():
    worst: dict[str, str] = {}
    for one in [*(one for name in FILES for one in checked(name).findings), *check_text("a = ", file="e").findings]:
        worst[one.finding] = min(worst.get(one.finding, one.severity), one.severity, key=SEVERITIES.index)

    entries = {head.id: catalog().entry(head.id) for head in HEADS}
    assert {name: entry.severity for name, entry in entries.items() if entry} == worst


def test_every_finding_in_the_code_has_an_entry_and_every_entry_is_in_the_code():
    trees = [ast.parse(path.read_text("utf-8")) for path in FOLDER.glob("*.py")]
    texts = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}

    assert {text for text in texts if isinstance(text, str) and FINDING.fullmatch(text)} == {head.id for head in HEADS}


def test_every_entry_names_the_reason_of_the_refusals_that_it_causes():
    entries = [catalog().entry(head.id) for head in HEADS]
    without = [entry.id for entry in entries if entry and not any(cause.reason for cause in entry.causes)]

    assert [name for name in without if not name.startswith("file.")] == []


def test_a_correct_file_of_25_services_and_400_operations_has_neither_error_nor_warning():
    text, started = right_environment(), perf_counter()
    result = check_text(text, file="e")
    print(f"{len(text.splitlines())} lines checked in {perf_counter() - started:.2f} s")

    assert result.environment is not None
    assert len(result.environment.api_services) == 25
    assert sum(len(service.operations) for service in result.environment.api_services) == 400
    assert [one for one in result.findings if one.severity != "note"] == []


def test_findings_come_in_the_order_of_the_text():
    lines = [one.line for one in checked("planted.toml").findings]

    assert lines == sorted(lines, key=lambda line: line or 0)


def test_limits_of_pingone_are_not_those_of_others():
    text = right_environment(26)

    assert "api_services.too_many" in {finding for _, finding in found(text)}
    assert found(text.replace('name = "right"', 'name = "right"\nsemantics = "xacml"')) == set()


def test_a_text_that_is_no_toml_says_where_it_stops_being_it():
    [said] = check_text('name = "x"\n[[issuers', file="e.toml").findings

    assert (said.finding, said.severity, said.file, said.line) == ("file.not_toml", "error", "e.toml", 2)
    assert said.entry == "file.not_toml"
    assert said.fix


def test_what_can_be_read_of_a_file_with_faults_is_checked_all_the_same():
    text = 'name = "x"\n[[api_services]]\nname = "A"\nbase_urls = ["https://a.test/"]\nissuer = "nobody"\n'
    result = check_text(text, file="e")

    assert result.environment is None
    assert {(4, "base_urls.trailing_slash"), (5, "file.name_unknown")} <= {(o.line, o.finding) for o in result.findings}


def test_without_the_text_findings_have_no_place():
    environment = load_environment(right_environment(26), file="e")
    [said] = [one for one in check_environment(environment, file="e") if one.severity == "error"]

    assert (said.finding, said.line, said.column, said.path) == (
        "api_services.too_many", None, None, "api_services[25]",
    )  # fmt: skip


PLANTED = (HERE / "planted.toml").read_text("utf-8").splitlines()
CHANGES = st.lists(st.tuples(st.integers(0, len(PLANTED) - 1), st.integers(0, len(PLANTED) - 1)), max_size=12)


@given(CHANGES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_whatever_is_in_the_file_it_is_checked_and_every_finding_has_a_place(changes, drop):
    """Lines of the planted file are left out or written over others: most are faults that nobody planned."""
    lines = list(PLANTED)
    for here, there in changes:
        lines[here] = "" if drop else PLANTED[there]
    findings = check_text("\n".join(lines), file="e").findings

    assert all(one.line and 1 <= one.line <= len(lines) and one.summary and one.fix for one in findings)
    assert {one.finding for one in findings} <= {head.id for head in HEADS}


def test_no_check_is_listed_twice():
    checks = [*CHECKS, *PINGONE_CHECKS, *DEPLOYED_CHECKS]

    assert len(checks) == len(set(checks))
