"""What is said of a text that is no TOML: where it stops, and what to write there."""

from __future__ import annotations

import tomllib

import pytest

from engine.environment.syntax import WANTED, syntax_problem


def said(text: str) -> str:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    return str(syntax_problem(str(caught.value), text, "e"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('name = "x"\nname = "y"', "e:2:1 name: set in line 1 already, wanted one of the two"),
        ('name = "x"\n\n  "name" = [\n1]', "e:3:3 name: set in line 1 already, wanted one of the two"),
        ("[[a]]\nb = 1\n[[a]]\nb = 1\nb = 2", "e:5:1 a[1].b: set in line 4 already, wanted one of the two, or the `[[...]]` of its own table above it"),
        ("a = { b = 1, b = 2 }", "e:1:14 a.b: set in line 1 already, wanted one of the two"),
        (
            '[users]\nid = "a"\n[users]\nid = "b"',
            "e:3:1 users: stands in line 1 already, wanted one of the two, or `[[users]]` for each of several",
        ),
        (
            "users = []\n[[users]]",
            "e:2:1 users: stands in line 1 already, wanted one of the two, or `[[users]]` for each of several",
        ),
        ("a = 1\na.b = 2", "e:2:8: not TOML: cannot overwrite a value, wanted each name as a value or as a table, "
         "not as both"),
        ("kind = managed", "e:1:8: not TOML: invalid value, wanted a value: a text in quotation marks, a number, "
         "`true`, `false`, a list or a table"),
        ('a = "x\nb', "e:1:7: not TOML: illegal character '\\n', wanted the text closed by the quotation mark that it "
         "starts with"),
        ("a = [1 2]", "e:1:8: not TOML: unclosed array, wanted a comma between values and a `]` at the end of the list"),
        ("a 5", "e:1:3: not TOML: expected '=' after a key in a key/value pair, wanted `key = value`"),
        ("a = 1 b = 2", "e:1:7: not TOML: expected newline or end of document after a statement, wanted one setting a "
         "line"),
        ('a = "c:\\d"', "e:1:10: not TOML: unescaped '\\' in a string, wanted `\\\\` for a backslash, or the text "
         "between `'` and `'`"),
    ],
)  # fmt: skip
def test_case(text: str, problem: str) -> None:
    assert said(text) == problem


@pytest.mark.parametrize(
    "text", ["a = [", "a = {", "[a", "[[a]", "= 1", "a = 2026-02-30", "a = '", 'a = "\\u12"', "\x00"]
)
def test_every_message_has_something_to_do(text: str) -> None:
    assert said(text).split(", wanted ")[1] in {wanted for _, wanted in WANTED[:-1]}
