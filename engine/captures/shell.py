"""Shell words as bash splits them: quotes, `$'…'`, backslashes, continuations, comments, redirections.

Nothing is expanded: a variable keeps its text and its name is told. (POSIX.1-2017, Shell Command Language, 2.2 and 2.3)
"""

from __future__ import annotations

from typing import NamedTuple

from engine.captures.shell_quotes import closing_backtick, closing_quote, closing_substitution, unclosed, unescape_ansi
from knowledge.patterns import lazy_regex

# One blank-separated word without anything to expand: most words of most commands, in one step.
_SIMPLE = lazy_regex(
    r"(?:[ \t\xa0]|\\\n)*"
    r"""(?:'([^']*)'|"([^"\\$`]*)"|([^ \t\n\xa0'"\\$`|&;<>#][^ \t\n\xa0'"\\$`|&;<>]*))(?=[ \t\n\xa0;|&]|\Z)"""
)
_BLANKS = lazy_regex(r"(?:[ \t\xa0]|\\\n)+")
_PLAIN = lazy_regex(r"[^ \t\n\xa0'\"\\$`|&;<>]+")
_DOUBLE_QUOTED = lazy_regex(r'[^"\\$`]+')
_VARIABLE = lazy_regex(r"\$(?:([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])|(?=[{(]))")
_PARAMETER = lazy_regex(r"[!#]?([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]+)")
_REDIRECTION = lazy_regex(r"(?:[0-9]+|&)?(?:<<<|<<-?|>>|>\||<>|[<>]&?)[ \t]*")
_DOUBLE_QUOTED_ESCAPES = '$`"\\'


class Word(NamedTuple):
    """One word after quote removal, with the names of the variables that bash would have expanded in it."""

    text: str
    variables: tuple[str, ...] = ()


class Command(NamedTuple):
    """One simple command: its words, what it redirects standard input from, and where it ends in the text."""

    words: list[Word]
    end: int
    input_redirected: bool


def read_command(text: str, start: int = 0) -> Command:
    """Reads one simple command from `start` to the newline, operator or comment that ends it.

    Raises CaptureError where a quote or a substitution is opened and not closed.
    """
    words: list[Word] = []
    position, length, redirected = start, len(text), False
    while position < length:
        simple = _SIMPLE.match(text, position)
        if simple is not None:
            words.append(Word(simple[simple.lastindex or 0]))
            position = simple.end()
            continue
        blanks = _BLANKS.match(text, position)
        position = blanks.end() if blanks else position
        redirection = _REDIRECTION.match(text, position)
        if redirection is not None:
            redirected = redirected or "<" in redirection[0]
            _, position = _read_word(text, redirection.end())
        elif position >= length or text[position] in "\n|&;#":
            break
        else:
            word, position = _read_word(text, position)
            words.append(word)
    return Command(words, position, redirected)


def _read_word(text: str, start: int) -> tuple[Word, int]:
    """One word made of several pieces; returns it and the offset after it."""
    pieces: list[str] = []
    variables: list[str] = []
    position = start
    while position < len(text):
        character = text[position]
        if character == "\\":
            pieces.append(_escaped(text, position))
            position += 2
        elif character == "'":
            end = closing_quote(text, position)
            pieces.append(text[position + 1 : end])
            position = end + 1
        elif character == '"' or text.startswith('$"', position):
            position = _read_double_quoted(text, position + (character == "$"), pieces, variables)
        elif text.startswith("$'", position):
            end = closing_quote(text, position + 1, escapes=True)
            pieces.append(unescape_ansi(text[position + 2 : end]))
            position = end + 1
        elif character in "$`":
            position = _read_expansion(text, position, pieces, variables)
        else:
            plain = _PLAIN.match(text, position)
            if plain is None:
                break
            pieces.append(plain[0])
            position = plain.end()
    return Word("".join(pieces), tuple(variables)), position


def _escaped(text: str, position: int) -> str:
    following = text[position + 1 : position + 2]
    return "" if following == "\n" else following


def _read_double_quoted(text: str, start: int, pieces: list[str], variables: list[str]) -> int:
    position = start + 1
    while position < len(text):
        character = text[position]
        if character == '"':
            return position + 1
        if character == "\\":
            following = text[position + 1 : position + 2]
            pieces.append("" if following == "\n" else following if following in _DOUBLE_QUOTED_ESCAPES else "\\")
            position += 2 if following == "\n" or following in _DOUBLE_QUOTED_ESCAPES else 1
        elif character in "$`":
            position = _read_expansion(text, position, pieces, variables)
        else:
            plain = _DOUBLE_QUOTED.match(text, position)
            assert plain is not None
            pieces.append(plain[0])
            position = plain.end()
    raise unclosed(text, start, '"')


def _read_expansion(text: str, position: int, pieces: list[str], variables: list[str]) -> int:
    """Keeps `$X`, `${X}`, `$(…)` and backticks as they stand and notes their names; a lone `$` is a letter."""
    if text[position] == "`":
        end = closing_backtick(text, position) + 1
        variables.append(text[position:end])
    else:
        variable = _VARIABLE.match(text, position)
        if variable is None:
            pieces.append("$")
            return position + 1
        if variable[1]:
            end = variable.end()
            variables.append(variable[1])
        else:
            end = closing_substitution(text, position + 1) + 1
            inner = _PARAMETER.match(text, position + 2) if text[position + 1] == "{" else None
            variables.append(inner[1] if inner else text[position:end])
    pieces.append(text[position:end])
    return end
