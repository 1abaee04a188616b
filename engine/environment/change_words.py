"""How a change of one field is said, and whether it lets more calls through or fewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple

from engine.environment.problems import shown
from engine.words import quoted

Effect = Literal["widens", "narrows", "differs"]
"""Lets in what was refused; refuses what was let in; may do either."""


class Change(NamedTuple):
    """One change and what it means for calls. `about` names the table: `api_services.Orders.operations.List`."""

    effect: Effect
    about: str
    text: str


COUNTED: dict[Effect, str] = {"widens": "widens access", "narrows": "narrows access", "differs": "may do either"}


def counted_effects(changes: Iterable[Change]) -> str:
    """How many changes do what: `1 widens access, 2 may do either`."""
    found = Counter(change.effect for change in changes)
    return ", ".join(f"{found[effect]} {words}" for effect, words in COUNTED.items() if found[effect])


Said = Iterator[tuple[Effect, str]]
Teller = Callable[[str, Any, Any], Said]
"""Says what a change means: what it is about in words, the value before, the value after."""


class Field(NamedTuple):
    """A field of a table, and how a change of it is said."""

    key: str
    tell: Teller


def limits(only: str, also: str, no_longer: str, open_now: str) -> Teller:
    """A list any one of which is enough; without any there is no limit."""

    def tell(who: str, before: Any, after: Any) -> Said:
        old, new = _list(before), _list(after)
        if not old and new:
            yield "narrows", only.format(who=who, x=_any(new))
        elif old and not new:
            yield "widens", open_now.format(who=who, x=_any(old))
        else:
            yield from _gained_and_lost(who, old, new, ("widens", also), ("narrows", no_longer))

    return tell


def grants(now: str, no_longer: str) -> Teller:
    """A list of what is allowed; what is not in it is not."""

    def tell(who: str, before: Any, after: Any) -> Said:
        yield from _gained_and_lost(who, _list(before), _list(after), ("widens", now), ("narrows", no_longer))

    return tell


def known(now: str, no_longer: str, unknown: str) -> Teller:
    """As `grants`; where the list is absent, what is allowed is not known."""
    listed = grants(now, no_longer)

    def tell(who: str, before: Any, after: Any) -> Said:
        if before is None or after is None:
            yield "differs", f"{unknown.format(who=who)} {'is known now' if before is None else 'is no longer known'}"
        else:
            yield from listed(who, before, after)

    return tell


def wants(now: str, no_longer: str) -> Teller:
    """A list all of which is wanted."""

    def tell(who: str, before: Any, after: Any) -> Said:
        yield from _gained_and_lost(who, _list(before), _list(after), ("narrows", now), ("widens", no_longer))

    return tell


def term(label: str) -> Teller:
    """A value that is another one now."""

    def tell(who: str, before: Any, after: Any) -> Said:
        yield "differs", f"{label} of {who} is now {_shown(after)}, before {_shown(before)}"

    return tell


def changed(text: str) -> Teller:
    """A value that is another one now and too long to be said."""

    def tell(who: str, before: Any, after: Any) -> Said:
        yield "differs", text.format(who=who)

    return tell


def named(now: str, no_longer: str, other: str) -> Teller:
    """A name of what has to permit, too; absent, nothing has to."""

    def tell(who: str, before: Any, after: Any) -> Said:
        if before is None:
            yield "narrows", now.format(who=who, x=quoted([after]))
        elif after is None:
            yield "widens", no_longer.format(who=who, x=quoted([before]))
        else:
            yield "differs", other.format(who=who, x=quoted([after]), old=quoted([before]))

    return tell


def switch(on: tuple[Effect, str], off: tuple[Effect, str]) -> Teller:
    """True or false."""

    def tell(who: str, before: Any, after: Any) -> Said:
        effect, text = on if after else off
        yield effect, text.format(who=who)

    return tell


def status(now: str, no_longer: str) -> Teller:
    """`active` or not."""

    def tell(who: str, before: Any, after: Any) -> Said:
        if after == "active":
            yield "widens", now.format(who=who)
        elif before == "active":
            yield "narrows", no_longer.format(who=who, x=after)

    return tell


def amount(label: str) -> Teller:
    """A number of which more lets more through."""

    def tell(who: str, before: Any, after: Any) -> Said:
        text = f"{label} of {who} is now {_shown(after)}, before {_shown(before)}"
        comparable = isinstance(before, int) and isinstance(after, int)
        yield ("widens" if after > before else "narrows") if comparable else "differs", text

    return tell


def told(fields: Iterable[Field], about: str, who: str, before: Any, after: Any) -> Iterator[Change]:
    """What the changes of these fields mean, in their order."""
    for field in fields:
        old, new = getattr(before, field.key), getattr(after, field.key)
        if old != new:
            yield from (Change(effect, about, text) for effect, text in field.tell(who, old, new))


def _gained_and_lost(
    who: str, old: list[str], new: list[str], gained: tuple[Effect, str], lost: tuple[Effect, str]
) -> Said:
    more, less = [one for one in new if one not in old], [one for one in old if one not in new]
    if more:
        yield gained[0], gained[1].format(who=who, x=quoted(more))
    if less:
        yield lost[0], lost[1].format(who=who, x=quoted(less))


def _list(value: Any) -> list[str]:
    found = [value] if isinstance(value, str) else list(value or ())
    return [one if isinstance(one, str) else shown(one) for one in found]


def _any(values: list[str]) -> str:
    return quoted(values).replace(", ", " or ")


def _shown(value: Any) -> str:
    if value is None:
        return "not set"
    return quoted([value]) if isinstance(value, str) else quoted(value) if isinstance(value, tuple) else shown(value)
