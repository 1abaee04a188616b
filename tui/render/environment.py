"""The pages of the Environment screen as rows: the whole, and each thing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING, Any

from engine.environment.change_words import counted_effects
from engine.environment.hiding import hidden_tables
from engine.environment.outline import KINDS, SINGULAR, Item, counted, name_of, outline, set_fields, several, walk
from engine.environment.problems import path_text
from engine.shown import redacted
from tui.render.environment_outline import MARKS, findings_at
from tui.render.lines import BLANK, GAP, GLYPHS, Line, Row, Span, line, pad, plural
from tui.render.verdict import VERDICT_ROLES

if TYPE_CHECKING:
    from engine.environment.lint.found import Finding
    from engine.environment.model import Environment
    from engine.environment.positions import Path
    from tui.checked import Checked, Flip

FOLLOW = "screen.follow"
"""The action behind a link; its argument is the path of a table as text, or an entry of the guide."""
REQUEST = "request "
"""What stands before the number of a request of this session, as the target of a link."""
SETUP: Mapping[str, str] = {"done": "passed", "not_done": "failed", "not_visible": "skipped"}
"""How a step of the setup is marked; what cannot be seen in a file is quiet."""
EFFECTS: Mapping[str, str] = {"widens": "unknown", "narrows": "failed", "differs": "dim"}
"""How the effect of a change is coloured."""
REFERENCES: Mapping[str, str] = {
    "issuer": "issuers", "issuers": "issuers", "resource": "resources", "gateways": "gateways", "policy": "policies",
    "response_policy": "policies", "children": "policies", "statements": "statements", "clients": "clients",
    "users": "users", "exclude_users": "users",
}  # fmt: skip
"""Fields that name other tables, and the list in which these stand."""


def start_rows(checked: Checked) -> list[Row]:
    """The page before anything is chosen: whose environment it is, and what was found in it, worst first."""
    environment = checked.environment
    if environment is None:
        return problem_rows(checked)
    numbers = {field: len(getattr(environment, field)) for field in KINDS}
    rows = [
        Row(left=line(Span(environment.name, "title")), right=line(Span("environment", "dim"))),
        Row(left=line(Span(checked.file or "shipped with apiwhy", "dim"))),
        BLANK,
        Row(left=line(" · ".join(counted(number, field) for field, number in numbers.items() if number))),
        *deployed_rows(checked),
        *flip_rows(checked.flips, deployed=checked.draft),
        BLANK,
    ]
    if checked.findings is None:
        return [*rows, Row(left=line(Span("looking for mistakes in it …", "dim")))]
    return [*rows, *finding_rows(_by_weight(checked.findings), linked=True)]


def problem_rows(checked: Checked) -> list[Row]:
    """Why the environment cannot be used: everything that is wrong, each where it stands."""
    if not checked.problems:
        return [
            Row(left=line(Span("No environment", "title"))),
            BLANK,
            Row(left=line("What requests are judged against: API services, issuers, rules, policies.")),
            BLANK,
            Row(left=line(Span("ctrl+e", "key"), "  choose one, or the demo")),
            Row(left=line(Span("apiwhy environment init > environment.toml", "key"), "  makes a first one"), hang=2),
        ]  # fmt: skip
    rows = [Row(left=line(Span("This environment cannot be used", "title"))), BLANK]
    for one in checked.problems:
        rows.append(Row(left=line(Span("✗ ", "failed"), one.where), hang=2))
        rows.append(Row(left=line("  ", f"{one.seen}, wanted {one.wanted}"), hang=2))
    return rows


def deployed_rows(checked: Checked) -> list[Row]:
    """Which copy judges, and what deploying the file would change for calls."""
    if not checked.deployment:
        said = "requests are judged by it as it stands: no deployed copy was recorded"
        return [Row(left=line(Span(said, "dim")))] if checked.file else []
    rows = [BLANK, Row(left=line(f"requests are judged {checked.deployment}; here is the file"))]
    if checked.changes is None:
        return rows
    if not checked.changes:
        return [*rows, Row(left=line(Span("✓ ", "passed"), "deploying the file would decide no call otherwise"))]
    rows.append(Row(left=line(Span(f"deploying the file: {counted_effects(checked.changes)}", "strong"))))
    rows += [
        Row(left=line("  ", Span(pad(one.effect, 9), EFFECTS[one.effect]), redacted(one.text)), hang=11)
        for one in checked.changes
    ]
    command = f"apiwhy environment deploy {quote(checked.file)}"
    return [*rows, Row(left=line("  ", Span(command, "key")), hang=2)]


def flip_rows(flips: Sequence[Flip] | None, *, deployed: bool = False) -> list[Row]:
    """Which of the session's requests are decided otherwise since the file changed, or once it is deployed."""
    if flips is None or (deployed and not flips):
        return []
    changed = [one for one in flips if one.before != one.after]
    since = "once deployed" if deployed else "since it changed"
    head = f"{since}: {len(changed)} of {plural(len(flips), 'recent request')} would be decided otherwise"
    rows = [BLANK, Row(left=line(Span(head, "strong")))]
    for one in changed:
        link = Span(one.request, "link", (FOLLOW, (f"{REQUEST}{one.number}",)))
        after = Span(one.after, VERDICT_ROLES[one.after.partition(" ")[0]])
        rows.append(Row(left=line("  ", link, Span(f"  {one.before} → ", "dim"), after), hang=4))
    return rows


def finding_rows(findings: Sequence[Finding], *, linked: bool) -> list[Row]:
    """Findings in full: what, where, what to do. `linked` makes the place a link to its page."""
    if not findings:
        return [Row(left=line(Span("✓ ", "passed"), "no mistake found"))]
    rows: list[Row] = []
    for one in findings:
        glyph, role = MARKS[one.severity]
        rows.append(Row(left=line(Span(f"{glyph} ", role), one.summary), right=line(Span(one.severity, "dim")), hang=2))
        place = f"line {one.line}" if one.line else ""
        where = line(
            "  ", Span(one.path, "link", (FOLLOW, (one.path,))) if linked and one.path else Span(one.path, "dim")
        )
        rows.append(Row(left=(*where, *line(Span(f"  {place}", "dim")))))
        if one.fix:
            rows.append(Row(left=line(Span("  fix   ", "dim"), one.fix), hang=8))
        if one.entry:
            rows.append(Row(left=line(Span("  guide ", "dim"), Span(one.entry, "link", (FOLLOW, (one.entry,))))))
        rows.append(BLANK)
    return rows[:-1]


def _by_weight(findings: Sequence[Finding]) -> list[Finding]:
    weights = list(MARKS)
    return sorted(findings, key=lambda one: (weights.index(one.severity), one.line or 0))


def page_rows(item: Item, checked: Checked) -> list[Row]:
    """The page of one thing: what the file says of it, what was found there, what it holds."""
    environment = checked.environment
    assert environment is not None
    at = checked.lines.get(item.path)
    kind = f"{item.kind} · line {at}" if at else item.kind
    rows = [Row(left=line(Span(item.name, "title")), right=line(Span(kind, "dim"))), BLANK]
    if item.table is not None:
        rows += _facts(item.table, environment)
        found = findings_at(item, checked.findings or ())
        rows += [BLANK, *finding_rows(_by_weight(found), linked=False)] if found else []
    rows += _setup(item, checked) if item.kind == "API service" else []
    rows += _held(item)
    rows += _used(item, environment)
    return rows


def _facts(table: Any, environment: Environment) -> list[Row]:
    facts = [(name, _hidden(table, name, value)) for name, value in set_fields(table)]
    column = max((len(name) for name, _ in facts), default=0) + GAP
    rows: list[Row] = []
    for name, value in facts:
        label = Span(pad(name.replace("_", " "), column), "dim")
        if name == "when":
            rows += [
                Row(left=line(label if not place else " " * column, text), hang=column)
                for place, text in enumerate(condition_lines(value))
            ]
        else:
            rows.append(Row(left=(label, *_value(name, value, environment)), hang=column))
    return rows


def _hidden(table: Any, name: str, value: Any) -> Any:
    """A field without its secrets, as a copy of the file has it; a payload is hidden by the code of its statement."""
    if not isinstance(value, str | Mapping | list | tuple):
        return value
    return hidden_tables({"code": getattr(table, "code", ""), name: value})[name]


def _value(name: str, value: Any, environment: Environment) -> Line:
    if name in REFERENCES:
        names = (value,) if isinstance(value, str) else value
        parts = [part for one in names for part in ("   ", _reference(one, REFERENCES[name], environment))]
        return line(*parts[1:])
    return line(redacted(value_text(value)))


def _reference(name: str, field: str, environment: Environment) -> Span:
    for index, table in enumerate(getattr(environment, field)):
        if name_of(table) == name:
            return Span(name, "link", (FOLLOW, (path_text((field, index)),)))
    return Span(name)


def value_text(value: Any) -> str:
    """A value of the file in words: lists with commas, choices with `any of`, keys by their names only."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if "keys" in value:
            return f"{plural(len(value['keys']), 'key')}, inline"
        return ", ".join(f"{name} = {value_text(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(value_text, value)) or "none"
    if hasattr(value, "any") and hasattr(value, "all"):
        return f"any of {', '.join(value.any)}" if value.any else f"all of {', '.join(value.all or ())}"
    return str(value)


def condition_lines(condition: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    """A condition without its secrets, a line a test: `token.scope contains orders`."""
    if not depth:
        condition = hidden_tables({"when": condition})["when"]
    indent = "  " * depth
    for kind in ("all", "any"):
        if kind in condition:
            yield f"{indent}{kind} of"
            for one in condition[kind]:
                yield from condition_lines(one, depth + 1)
            return
    if "not" in condition:
        yield f"{indent}not"
        yield from condition_lines(condition["not"], depth + 1)
        return
    tests = [(name, value) for name, value in condition.items() if name not in ("attribute", "default", "zone")]
    default = f", else {value_text(condition['default'])}" if "default" in condition else ""
    zone = f" in {condition['zone']}" if "zone" in condition else ""
    said = " and ".join(f"{name.replace('_', ' ')} {_compared(value)}" for name, value in tests)
    yield f"{indent}{condition.get('attribute', '')}{zone}{default} {said}"


def _compared(value: Any) -> str:
    if isinstance(value, Mapping) and "attribute" in value:
        return str(value["attribute"])
    return redacted(value_text(value))


def _setup(item: Item, checked: Checked) -> list[Row]:
    """How far an API service is set up: the first step that is missing leads."""
    path = next((one for one in checked.setup if one.api_service == item.name), None)
    if path is None:
        return []
    rows = [BLANK, Row(left=line(Span("setup", "title")))]
    if path.leads is not None:
        rows.append(Row(left=line("  next  ", f"{path.leads.step}: {path.leads.summary}"), hang=8))
    for step in path.steps:
        outcome = SETUP[step.state]
        said = f": {step.summary}" if step.state == "done" else ""
        text = Span(f"{step.step}{said}", "" if step.state == "not_done" else "dim")
        rows.append(Row(left=line("  ", Span(f"{GLYPHS[outcome]} ", outcome), text), hang=4))
    return rows


def _held(item: Item) -> list[Row]:
    if not item.children:
        return []
    kinds = dict.fromkeys(several(child.kind) for child in item.children)
    column = max(len(child.name) for child in item.children) + GAP
    rows = [BLANK, Row(left=line(Span(" and ".join(kinds), "title")))]
    for child in item.children:
        link = Span(child.name, "link", (FOLLOW, (path_text(child.path),)))
        rows.append(
            Row(
                left=line("  ", link, " " * (column - len(child.name)), Span(redacted(child.note), "dim")),
                hang=2 + column,
            )
        )
    return rows


def _used(item: Item, environment: Environment) -> list[Row]:
    """What refers to it."""
    if item.table is None:
        return []
    field = str(item.path[-2])
    if field not in REFERENCES.values() or len(item.path) != 2:
        return []
    name = name_of(item.table)
    users = [(path, table) for path, table in _tables(environment) if name in _named(table, field)]
    if not users:
        return []
    rows = [BLANK, Row(left=line(Span("used by", "title")))]
    for path, table in users:
        kind = SINGULAR.get(str(path[-2]), "")
        link = Span(name_of(table), "link", (FOLLOW, (path_text(path),)))
        rows.append(Row(left=line("  ", link, Span(f"  {kind}", "dim"))))
    return rows


def _tables(environment: Environment) -> Iterator[tuple[Path, Any]]:
    seen: set[Path] = set()
    for item in walk(outline(environment)):
        if item.table is not None and item.path not in seen:
            seen.add(item.path)
            yield item.path, item.table


def _named(table: Any, field: str) -> set[str]:
    names: set[str] = set()
    for name, value in set_fields(table):
        if REFERENCES.get(name) == field:
            names |= {value} if isinstance(value, str) else set(value)
    return names
