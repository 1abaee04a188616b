"""Findings as text, JSON and SARIF."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from engine.environment.lint import check_text
from engine.environment.setup_path import setup_paths
from engine.reports.findings import findings_to_dict, findings_to_sarif, findings_to_text
from tests.support.world import catalog

TEXT = """name = "shop"
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "Orders"
base_urls = ["https://api.test/orders/"]
issuer = "sso"
deployment = "never"
"""
CHECKED = check_text(TEXT, file="dir/my file.toml")
PATHS = setup_paths(CHECKED.environment) if CHECKED.environment else ()


def test_text():
    assert findings_to_text(CHECKED.findings, PATHS).splitlines() == [
        "dir/my file.toml:5:1 note api_services.resource_made",
        "  `Orders` names no resource: PingOne makes one of the same name for it",
        "  fix: add the resource as `[[resources]]`, named `Orders`, with its audience and scopes",
        "",
        "dir/my file.toml:7:14 error base_urls.trailing_slash",
        "  the base URL `https://api.test/orders/` ends in a slash, which PingOne does not take",
        "  fix: write `https://api.test/orders`",
        "",
        "dir/my file.toml:9:1 warning api_services.never_deployed",
        "  `Orders` was never deployed, so its base URLs are not known and its calls are refused",
        "  fix: deploy the API service",
        "",
        "1 error, 1 warning, 1 note",
        "",
        "setup path of Orders (PingOne issues its tokens)",
        "  next: add an API gateway: add a `[[gateways]]` and name it in the service's `gateways`",
        "  ✓ 1. define the API service: `https://api.test/orders/`",
        "  ? 2. give it a resource with a scope (not visible here)",
        "  ✗ 3. add an API gateway",
        "  ? 4. configure the integration kit (not visible here)",
        "  ✗ 5. develop access control rules or policies",
        "  ✗ 6. deploy the API service",
        "  ? 7. add an application that may ask for its scope (not visible here)",
        "  ? 8. make a request through the gateway (not visible here)",
        "  ? 9. examine recent decisions and the audit log (not visible here)",
    ]


def test_nothing_found_is_said():
    assert findings_to_text((), ()) == "nothing found"


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_text_keeps_to_a_width(columns):
    lines = findings_to_text(CHECKED.findings, PATHS, width=columns).splitlines()

    assert [line for line in lines if len(line) > columns and line.startswith("  ") and "." not in line[:6]] == []


def test_colour_and_foreign_controls():
    checked = check_text('name = "x"\n[[users]]\nid = "a"\nissuer = "\\u001b[31m\\u202e"\n', file="\x1b[2J.toml")
    plain, painted = (findings_to_text(checked.findings, (), colour=colour) for colour in (False, True))

    assert "\x1b" not in plain
    assert "\u202e" not in plain
    assert "\x1b[2J" not in painted
    assert "\x1b[1;31merror\x1b[0m" in painted


def test_json():
    data = findings_to_dict(CHECKED.findings, PATHS)

    assert [set(row) for row in data["findings"]] == [
        {"finding", "severity", "file", "line", "column", "path", "summary", "entry", "fix"}
    ] * 3
    assert data["findings"][1] == {
        "finding": "base_urls.trailing_slash",
        "severity": "error",
        "file": "dir/my file.toml",
        "line": 7,
        "column": 14,
        "path": "api_services[0].base_urls[0]",
        "summary": "the base URL `https://api.test/orders/` ends in a slash, which PingOne does not take",
        "entry": "base_urls.trailing_slash",
        "fix": "write `https://api.test/orders`",
    }
    assert [path["leads"] for path in data["setup_paths"]] == ["add an API gateway"]


def test_sarif_has_what_version_2_1_0_requires():
    """SARIF 2.1.0 sections 3.13, 3.14, 3.18, 3.19, 3.27, 3.28, 3.30 and 3.49."""
    log = findings_to_sarif(CHECKED.findings, catalog(), name="dir/my file.toml", version="1.2.3")

    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    [run] = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("apiwhy", "1.2.3")
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == sorted(set(ids))
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert len(run["results"]) == len(CHECKED.findings)
    for result, finding in zip(run["results"], CHECKED.findings, strict=True):
        assert (result["ruleId"], ids[result["ruleIndex"]]) == (finding.finding, finding.finding)
        assert result["level"] == finding.severity
        assert finding.summary in result["message"]["text"]
        [location] = result["locations"]
        place = location["physicalLocation"]
        assert place["region"] == {"startLine": finding.line, "startColumn": finding.column}
        assert place["artifactLocation"]["uri"] == "dir/my%20file.toml"
        assert location["logicalLocations"] == [{"fullyQualifiedName": finding.path}]


def test_sarif_of_a_file_that_is_no_text_has_no_region():
    findings = check_text("a = [", file="e.toml").findings
    [result] = findings_to_sarif(findings, catalog(), name="e.toml", version="1")["runs"][0]["results"]

    assert result["ruleId"] == "file.not_toml"
    assert "logicalLocations" not in result["locations"][0]


@pytest.mark.parametrize(
    ("name", "uri"),
    [("e.toml", "e.toml"), ("../e.toml", "../e.toml"), ("b/über #1?.toml", "b/%C3%BCber%20%231%3F.toml")],
)
def test_file_uris_are_relative(name, uri):
    findings = check_text("a = [", file="e.toml").findings
    [result] = findings_to_sarif(findings, catalog(), name=name, version="1")["runs"][0]["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}
    assert urlsplit(uri)[:2] == ("", "")
