"""Loading an environment: everything that is wrong at once, each at its line; and what is right, as it was written."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.environment.loader import environment_from_tables, load_environment
from engine.environment.model import ScopeRule
from engine.environment.problems import EnvironmentProblems
from engine.environment.shapes import keys_of, model_at

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "meme-game.toml"
BROKEN = Path(__file__).with_name("broken.toml").read_text("utf-8")


def test_the_example_loads() -> None:
    environment = load_environment(EXAMPLE.read_text("utf-8"), file="meme-game.toml")
    assert environment.name == "meme-game"
    assert [service.name for service in environment.api_services] == ["Meme Game", "Scoreboard", "Prototype"]
    assert environment.api_services[0].operations[1].groups == ("players", "moderators")
    assert environment.policy_by_name["Scoreboard"].rules[0].when == {"attribute": "token.region", "in": ["eu", "uk"]}


def test_every_mistake_of_a_file_is_reported_at_its_line() -> None:
    wrong = [number for number, line in enumerate(BROKEN.split("\n"), 1) if line.endswith("# wrong")]
    with pytest.raises(EnvironmentProblems) as caught:
        load_environment(BROKEN, file="broken.toml")
    assert sorted({problem.line for problem in caught.value.problems if problem.line}) == wrong
    assert [problem.line for problem in caught.value.problems] == sorted(p.line or 0 for p in caught.value.problems)
    assert {problem.file for problem in caught.value.problems} == {"broken.toml"}


@pytest.mark.parametrize("remove", [line for line in BROKEN.split("\n") if line.endswith("# wrong") and "=" in line])
def test_a_mistake_that_is_gone_is_not_reported(remove: str) -> None:
    with pytest.raises(EnvironmentProblems) as before:
        load_environment(BROKEN, file="e")
    text = BROKEN.replace(f"{remove}\n", "\n", 1)
    with pytest.raises(EnvironmentProblems) as after:
        load_environment(text, file="e")
    line = BROKEN.split("\n").index(remove) + 1
    assert line in {problem.line for problem in before.value.problems}
    assert line not in {problem.line for problem in after.value.problems}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            'name = "x"\na = \n',
            "2:5: not TOML: invalid value, wanted a value: a text in quotation marks, a number, `true`, `false`, "
            "a list or a table",
        ),
        ('name = "x"\nname = "y"\n', "2:1 name: set in line 1 already, wanted one of the two"),
        (
            'name = "x"\r\n\r\n[users\r\n',
            "3:7: not TOML: expected ']' at the end of a table declaration, "
            "wanted the name of the table between `[[` and `]]`",
        ),
        (
            'name = """',
            "1:11: not TOML: unterminated string, wanted the text closed by the quotation mark that it starts with",
        ),
        (
            "at = 2026-02-30",
            "1:6: not TOML: invalid date or datetime, wanted an instant such as `2026-03-04T10:11:12Z`",
        ),
        (f"name = {'9' * 5000}", "a number of thousands of digits, wanted shorter numbers"),
        (f"name = 0x{'f' * 5000}", "1:1 name: a number of thousands of digits, wanted shorter numbers"),
        (
            f"users = [{{ attributes.n = 0x{'f' * 5000} }}]",
            "1:23 users[0].attributes.n: a number of thousands of digits, wanted shorter numbers",
        ),
        (f"a = {'[' * 5000}", "tables and lists too deep in one another, wanted 64 levels at most"),
        (f"{'a.' * 1000}a = 1", "1:1: tables and lists too deep in one another, wanted 64 levels at most"),
    ],
)
def test_what_is_not_toml_is_one_problem(text: str, problem: str, problems_of: Callable[[str], list[str]]) -> None:
    assert problems_of(text) == [problem]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert load_environment('\ufeffname = "x"', file="e").name == "x"


def test_unquoted_dates_become_texts() -> None:
    text = """
    name = "x"
    history = [{ at = 2026-03-04T10:11:12Z, type = "t", subject = "s", detail = { until = 2026-03-05 } }]
    users = [{ id = "ada", attributes = { since = 2026-03-04T10:11:12+02:00 } }]
    """
    environment = load_environment(text, file="e")
    assert environment.history[0].at == "2026-03-04T10:11:12Z"
    assert environment.history[0].detail == {"until": "2026-03-05"}
    assert environment.users[0].attributes == {"since": "2026-03-04T10:11:12+02:00"}


def test_lists_of_the_file_are_tuples_and_what_is_free_stays_as_it_was() -> None:
    text = """
    name = "x"
    users = [{ id = "ada", groups = ["a"], attributes = { scores = [1, [2]], nan = nan } }]
    statements = [{ name = "s", code = "exclude-attributes", payload = ["email"] }]
    """
    environment = load_environment(text, file="e")
    assert environment.users[0].groups == ("a",)
    assert environment.users[0].attributes["scores"] == [1, [2]]
    assert environment.statements[0].payload == ["email"]


def test_tables_that_are_already_parsed() -> None:
    tables = tomllib.loads('name = "x"\n[[users]]\nid = "ada"')
    assert environment_from_tables(tables, file="scenario").users[0].id == "ada"


def test_problems_of_parsed_tables_have_no_line() -> None:
    with pytest.raises(EnvironmentProblems) as caught:
        environment_from_tables({"name": "x", "users": [{"idd": "ada"}]}, file="scenario")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.path) == (None, None, "users[0].idd")
    assert str(problem) == "scenario users[0].idd: unknown key, did you mean `id`?"


FULL = Path(__file__).with_name("full.toml").read_text("utf-8")
FIELDS = tomllib.loads(Path(__file__).with_name("fields_cases.toml").read_text("utf-8"))
WRONG = [
    (field, value)
    for field, kinds in FIELDS["fields"].items()
    for value in dict.fromkeys(value for kind in kinds for value in FIELDS["kinds"][kind])
]


def line_of(field: str) -> int:
    """The number of the line of `FULL` that sets a field."""
    *tables, key = field.split(".")
    header = FULL.index(f"[[{'.'.join(tables)}]]\n") if tables else 0
    return FULL[: FULL.index(f"\n{key} = ", header)].count("\n") + 2


@pytest.mark.parametrize(("field", "value"), WRONG, ids=lambda text: text)
def test_a_wrong_value_of_any_field_is_said_at_its_line(field: str, value: str) -> None:
    number, key = line_of(field), field.rpartition(".")[2]
    lines = FULL.split("\n")
    lines[number - 1] = f"{key} = {value}"
    with pytest.raises(EnvironmentProblems) as caught:
        load_environment("\n".join(lines), file="e")
    found = [one for one in caught.value.problems if one.line == number]
    assert found
    for problem in found:
        steps = "".join(char for char in problem.path if not char.isdigit()).replace("[]", "")
        assert steps == field or steps.startswith(f"{field}.")
        assert problem.seen
        assert problem.wish


def test_every_field_has_wrong_values_and_a_good_one() -> None:
    assert load_environment(FULL, file="e").name == "x"
    fields = set()
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        path = waiting.pop()
        model = model_at(path)
        assert model is not None
        for key in keys_of(model):
            inner = model_at((*path, key))
            if inner is None or inner is ScopeRule:
                fields.add(".".join((*path, key)))
            else:
                waiting.append((*path, key))
    assert fields == set(FIELDS["fields"])


KEY_WORDS = """
name issuers issuer jwks api_services base_urls operations paths scopes any policies children rules when all attribute
equals statements code payload users id history
"""
KEYS = st.sampled_from(KEY_WORDS.split())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=20,
)


def without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_null(inner) for key, inner in value.items() if inner is not None}
    return [without_null(inner) for inner in value if inner is not None] if isinstance(value, list) else value


@given(st.dictionaries(KEYS, JSON, max_size=5))
@settings(max_examples=150, deadline=None)
def test_whatever_the_tables_hold_they_load_or_every_problem_has_its_words(tables: dict[str, Any]) -> None:
    try:
        environment_from_tables(without_null(tables), file="e")
    except EnvironmentProblems as error:
        said = [str(problem) for problem in error.problems]
        wishes = [problem.wish for problem in error.problems]
    else:
        said, wishes = ["e good"], ["nothing"]
    assert said
    assert all(wishes)
    assert all(line.isprintable() and line.startswith("e ") for line in said)
