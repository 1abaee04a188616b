"""What loading an environment says, as findings: faults with which it cannot be used, and what is odd in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.environment.lint.found import Found, Severity
from engine.environment.notices import notices
from engine.environment.positions import Path
from engine.environment.problems import MISSING, UNKNOWN_KEY, EnvironmentProblem, Fault, path_text
from engine.environment.references import circle_faults, duplicate_faults, reference_faults
from engine.environment.tables import Tables

BY_CHECK = (
    (reference_faults, "file.name_unknown"),
    (duplicate_faults, "file.name_twice"),
    (circle_faults, "policies.in_a_circle"),
)
BY_SEEN = {UNKNOWN_KEY: "file.unknown_key", MISSING: "file.missing_key"}
NAMED = {UNKNOWN_KEY: "unknown key {}", MISSING: "{} is missing"}
"""What a fault says of its place, where that is all that it says."""
BY_PATTERN = (
    (("clients", "*", "redirect_uris", "*"), "clients.redirect_uri_wrong"),
    (("api_services", "*", "base_urls", "*"), "base_urls.not_absolute"),
    (("authorization_servers", "*", "audience"), "authorization_servers.one_resource"),
)
"""Values with a finding of their own, by path."""
ODD = (
    (("issuers", "*", "issuer"), "issuers.not_https"),
    (("api_services", "*", "base_urls", "*"), "base_urls.twice"),
    (("api_services", "*", "audience"), "api_services.two_audiences"),
    (("statements", "*", "on"), "statements.without_effect"),
    (("clients", "*", "protocol"), "clients.saml"),
)
TWICE = "tokens are judged by the first one"


def fault_findings(faults: Iterable[Fault], tables: Tables) -> Iterator[Found]:
    """Faults with which the environment cannot be used."""
    faults = list(faults)
    known = (
        {(fault.path, fault.seen): finding for check, finding in BY_CHECK for fault in check(tables)} if faults else {}
    )
    for fault in faults:
        finding = (
            known.get((fault.path, fault.seen))
            or BY_SEEN.get(fault.seen)
            or _by(BY_PATTERN, fault.path, "file.value_wrong")
        )
        if finding == "policies.in_a_circle" and "circle" not in fault.seen:
            finding = "policies.too_deep"
        yield _found(finding, "error", fault)


def odd_findings(tables: Tables) -> Iterator[Found]:
    """What can be used and hardly means what its author wanted."""
    for fault in notices(tables):
        finding = _by(ODD, fault.path, "file.name_not_registered")
        yield _found("issuers.twice" if TWICE in fault.seen else finding, "warning", fault)


def key_findings(faults: Iterable[Fault]) -> Iterator[Found]:
    """Key files that cannot be read."""
    for fault in faults:
        yield _found("issuers.keys_unreadable", "warning", fault)


def syntax_finding(problem: EnvironmentProblem) -> Found:
    """The one place where a text stops being TOML, or why it is no text."""
    return Found("file.not_toml", "error", (), problem.seen, problem.wish or "a text that is TOML")


def _found(finding: str, severity: Severity, fault: Fault) -> Found:
    wish = EnvironmentProblem(
        file="", line=None, column=None, path="", seen=fault.seen, wanted=fault.wanted, nearest=fault.nearest
    ).wish
    said = NAMED[fault.seen].format(f"`{path_text(fault.path)}`") if fault.seen in NAMED else fault.seen
    return Found(
        finding, severity, fault.path, said, f"wanted {wish}" if wish else "leave it out", earlier=fault.earlier
    )


def _by(table: Iterable[tuple[tuple[str, ...], str]], path: Path, otherwise: str) -> str:
    shape = tuple("*" if isinstance(key, int) else key for key in path)
    return next((finding for pattern, finding in table if pattern == shape), otherwise)
