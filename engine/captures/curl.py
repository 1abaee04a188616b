"""A curl command as a shell would read it, into the exchanges that it stands for."""

from __future__ import annotations

import re

from msgspec.structs import replace

from engine.captures.curl_draft import EFFECTS, FLAGS, SHOWN, Draft, Value
from engine.captures.curl_options import BY_NAME, BY_SHORT, Option, find_long
from engine.captures.curl_request import build_exchanges
from engine.captures.curl_text import COMMAND, NEXT_ON_LINE, counted, undo_text_damage
from engine.captures.shell import Word, read_command
from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark
from knowledge.patterns import lazy_regex

_NOTHING = lazy_regex(r"[\s;]*(?:#[^\n]*)?\s*(?:```|~~~)?\s*")
_PLACEHOLDER = lazy_regex(r"\{\{\s*([^}:\s]+)[^}]*\}\}")


def parse_curl(text: str) -> Capture:
    """Reads every curl command of a text, each with the output pasted below it.

    Raises CaptureError where a quote stays open, no command has a URL, or the text is written for another shell.
    """
    text, assumptions = undo_text_damage(text)
    found = COMMAND.search(text)
    if found is None:
        raise CaptureError(Problem(where="line 1", seen="no curl command", wanted="a line that begins with `curl`"))
    remarks = [*_before(text[: found.start()]), *assumptions]
    exchanges: list[Exchange] = []
    while found is not None:
        command = read_command(text, found.start("curl"))
        drafts = _read_options(command.words)
        if command.input_redirected:
            drafts[0].unused("what `<` gives to standard input")
        asked = [exchange for draft in drafts for exchange in build_exchanges(draft)]
        end = max(command.end, found.end("curl"))
        found = NEXT_ON_LINE.match(text, end) or COMMAND.search(text, end)
        rest = text[end : found.start() if found else len(text)]
        exchanges += _with_rest(asked, rest) if asked else []
    if not exchanges:
        raise CaptureError(Problem(where="the curl command", seen="no URL", wanted="a URL to ask for"))
    exchanges[0] = replace(exchanges[0], remarks=(*remarks, *exchanges[0].remarks))
    return Capture(kind="curl", exchanges=tuple(enumerate(exchanges)))


def _before(text: str) -> list[Remark]:
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith(("#", "```", "~~~"))]
    return [Remark(text=f"{counted(lines)} before the curl command", kind="unused")] if lines else []


def _with_rest(exchanges: list[Exchange], rest: str) -> list[Exchange]:
    """Joins the output below the command to its request, and names any other text after it."""
    nothing = _NOTHING.match(rest)
    if nothing is not None and nothing.end() == len(rest):
        return exchanges
    from engine.captures.curl_output import with_output

    first, _, below = rest.partition("\n")
    joined = with_output(exchanges, below)
    if joined is not None:
        exchanges, rest = joined, first
    lines = [line.strip() for line in rest.splitlines() if line.strip()]
    if lines and lines[0].startswith("#"):
        del lines[0]
    if lines:
        remark = Remark(text=_unused_text(lines), kind="unused")
        exchanges[-1] = replace(exchanges[-1], remarks=(*exchanges[-1].remarks, remark))
    return exchanges


def _unused_text(lines: list[str]) -> str:
    text = f"{counted(lines)} after the curl command"
    if re.match(r"&[^&\s]", lines[0]):
        return f"{text}: a `&` outside quotes ends it"
    if lines[0].startswith("-"):
        return f"{text}: the line before does not end in `\\`"
    return text


def _read_options(words: list[Word]) -> list[Draft]:
    """Reads the words after `curl` as curl does: long and short options, joined and split, `--next`, `--`."""
    draft = Draft()
    drafts = [draft]
    loose: list[tuple[str, Word]] = []
    unknown: str | None = None
    position, only_urls = 1, False
    while position < len(words):
        word = words[position]
        position += 1
        if only_urls or not word.text.startswith("-") or len(word.text) == 1:
            if unknown is not None or word.text in ("", "-") or (word.variables and word.text.startswith(("$", "`"))):
                loose.append((unknown or "", word))
            else:
                draft.urls.append(word)
            unknown = None
        elif word.text == "--":
            only_urls = True
        elif word.text in ("--next", "-:"):
            _settle(draft, loose)
            draft, loose = Draft(), []
            drafts.append(draft)
        else:
            read = _read_long if word.text.startswith("--") else _read_cluster
            following = words[position] if position < len(words) else None
            used, unknown = read(draft, word, following)
            position += used
    _settle(draft, loose)
    return drafts


def _settle(draft: Draft, loose: list[tuple[str, Word]]) -> None:
    """Decides what words were that may be URLs, values of unknown options, or variables that hold options."""
    for option, word in loose:
        if (not draft.urls or "://" in word.text) and word.text not in ("", "-"):
            draft.urls.append(word)
        elif draft.hide(word, *(SHOWN - {"url"})):
            draft.assume(f"`{word.text}` may stand for any options: what they would add is not shown")
        else:
            draft.unused(f"the word after `{option}`" if option else f"the word `{word.text}`")


def _read_long(draft: Draft, word: Word, following: Word | None) -> tuple[int, str | None]:
    """One `--option`; returns how many further words it took, and its name where it is unknown."""
    name, equals, text = word.text[2:].partition("=")
    expanding = name.startswith("expand-")
    option = find_long(name.removeprefix("expand-"))
    off = option is None and name.startswith("no-")
    if off:
        option = BY_NAME.get(name[3:])
    spelled = f"--{name}"
    if option is None or (off and option.takes_value):
        draft.unused(f"`{spelled}`, an option that is not known")
        return 0, None if equals else spelled
    if off:
        draft.flags.discard(option.effect)
        return 0, None
    value = Word(text, word.variables) if equals else following
    if expanding and value is not None:
        value = Word(value.text, (*value.variables, *_PLACEHOLDER.findall(value.text)))
    _apply(draft, option, spelled, value)
    return int(option.takes_value and not equals), None


def _read_cluster(draft: Draft, word: Word, following: Word | None) -> tuple[int, str | None]:
    """Short options written together, `-sSLXPOST`: the first that takes a value has the rest, or the next word."""
    letters = word.text[1:]
    for place, letter in enumerate(letters, 1):
        option = BY_SHORT.get(letter)
        if option is None:
            draft.unused(f"`-{letter}`, an option that is not known")
            if place == len(letters):
                return 0, f"-{letter}"
        elif option.takes_value:
            rest = letters[place:]
            _apply(draft, option, f"-{letter}", Word(rest, word.variables) if rest else following)
            return int(not rest), None
        else:
            _apply(draft, option, f"-{letter}", None)
    return 0, None


def _apply(draft: Draft, option: Option, spelled: str, value: Word | None) -> None:
    """Does to the draft what the option does."""
    if option.effect == "nothing":
        return
    if option.effect in ("unread", "next"):  # `--next` written in full is seen before
        draft.unused(f"`{spelled}`, which changes the request in a way that is not followed here")
    elif option.effect in FLAGS:
        draft.flags.add(option.effect)
    elif not option.takes_value:
        EFFECTS[option.effect](draft, Value(option.name, (), spelled))
    elif value is None:
        draft.unused(f"`{spelled}` without its value")
    else:
        EFFECTS[option.effect](draft, Value(value.text, value.variables, spelled))
