"""What differs between two texts that were probably meant to be one: counted, and said in words."""

from __future__ import annotations

from typing import NamedTuple

from engine.urls import Url, edit_distance, parse_url

FARTHEST = 4
"""Edits from which on two texts have nothing to do with each other."""
SEPARATORS = "._:-/ "
SAME_SEPARATOR = str.maketrans(SEPARATORS, "." * len(SEPARATORS))


class Difference(NamedTuple):
    """How many things differ (letters, a slash, a port, a segment: one each), and which."""

    distance: int
    words: str


def difference(seen: str, wanted: str) -> Difference | None:
    """What differs between a value that was seen and one that was wanted; None where they are equal or far apart."""
    if seen == wanted:
        return None
    if "://" in seen and "://" in wanted:
        return _spelling(seen, wanted) or _of_urls(seen, wanted)
    return _spelling(seen, wanted) or _prefix(seen, wanted) or _letters(seen, wanted)


def _spelling(seen: str, wanted: str) -> Difference | None:
    """The same but for upper and lower case, the slash at the end, or what separates its words."""
    if seen.casefold() == wanted.casefold():
        return Difference(1, f"`{seen}` is written `{wanted}`")
    if seen.rstrip("/") == wanted.rstrip("/"):
        return Difference(1, f"a slash {'more' if len(seen) > len(wanted) else 'less'} at the end")
    if len(seen) == len(wanted) and seen.translate(SAME_SEPARATOR) == wanted.translate(SAME_SEPARATOR):
        here, there = next((one, other) for one, other in zip(seen, wanted, strict=True) if one != other)
        return Difference(1, f"`{here}` where `{there}` stands")
    return None


def _prefix(seen: str, wanted: str) -> Difference | None:
    """A scope or an audience with or without what goes before it (`api://orders/orders.read`)."""
    shorter, longer = sorted((seen, wanted), key=len)
    rest = longer.removesuffix(shorter)
    if len(shorter) < 3 or rest == longer or rest[-1] not in SEPARATORS:
        return None
    return Difference(2, f"`{rest}` is {'missing' if shorter == seen else 'too much'} before `{shorter}`")


def _of_urls(seen: str, wanted: str) -> Difference | None:
    """Two absolute URLs, part by part; at most three parts may differ."""
    here, there = parse_url(seen), parse_url(wanted)
    if here is None or there is None:
        return None
    found = [*origins(here, there)]
    if here.host != there.host:
        hosts = letters(here.host, there.host)
        if hosts is None:
            return None
        found.append(hosts)
    if here.segments != there.segments:
        path = segments(here.segments, there.segments)
        if path is None:
            return None
        found.append(path)
    distance = sum(one.distance for one in found)
    return Difference(distance, joined(found)) if 0 < distance < FARTHEST else None


def joined(found: list[Difference]) -> str:
    """Several differences as one sentence."""
    return " and ".join(one.words for one in found)


def origins(here: Url, there: Url) -> list[Difference]:
    """Scheme and port, where they differ; a port that only follows from the scheme is not said."""
    found = []
    if here.scheme != there.scheme and here.scheme is not None:
        found.append(Difference(1, f"the scheme is `{there.scheme}` there, `{here.scheme}` here"))
    follows = {(80, "http"), (443, "https")} >= {(one.port, one.scheme) for one in (here, there)}
    if here.port != there.port and not (follows and found):
        found.append(Difference(1, f"the port is {there.port} there, {here.port or 'another'} here"))
    return found


def segments(here: tuple[str, ...], there: tuple[str, ...]) -> Difference | None:
    """Two paths of which one segment differs, is missing or is too much, or whose case differs."""
    if tuple(map(str.casefold, here)) == tuple(map(str.casefold, there)):
        return Difference(1, f"`/{'/'.join(here)}` is written `/{'/'.join(there)}`")
    if len(here) == len(there):
        differing = [(one, other) for one, other in zip(here, there, strict=True) if one != other]
        if len(differing) > 1:
            return None
        [(one, other)] = differing
        return letters(one, other) or Difference(2, f"`{one}` where `{other}` stands")
    shorter, longer = sorted((here, there), key=len)
    place = next((at for at, one in enumerate(longer) if at == len(shorter) or shorter[at] != one), 0)
    if len(longer) - len(shorter) > 1 or longer[:place] + longer[place + 1 :] != shorter:
        return None
    return left_out(longer[place], is_here=longer is here)


def left_out(segment: str, *, is_here: bool) -> Difference:
    """One segment that only one of two paths has."""
    if not segment:
        return Difference(1, f"a slash {'more' if is_here else 'less'}")
    return Difference(1, f"the segment `{segment}` is {'too much' if is_here else 'missing'}")


def letters(seen: str, wanted: str) -> Difference | None:
    """One or two letters, said; None from three on, and where most of a short text differs."""
    if seen.casefold() == wanted.casefold() and seen != wanted:
        return Difference(1, f"`{seen}` is written `{wanted}`")
    start = next((at for at, (one, other) in enumerate(zip(seen, wanted, strict=False)) if one != other), None)
    at = min(len(seen), len(wanted)) if start is None else start
    if seen[at + 1 :] == wanted[at + 1 :] and len(seen) == len(wanted) and len(seen) > 1:
        return Difference(1, f"`{seen[at]}` where `{wanted[at]}` stands in `{wanted}`")
    if seen[at + 1 :] == wanted[at:]:
        return Difference(1, f"`{seen[at]}` is too much in `{seen}`")
    if seen[at:] == wanted[at + 1 :]:
        return Difference(1, f"`{wanted[at]}` is missing in `{seen}`")
    if seen[at : at + 2] == wanted[at : at + 2][::-1] and seen[at + 2 :] == wanted[at + 2 :] and len(seen) > 2:
        return Difference(1, f"`{seen}` is written `{wanted}`")
    return _letters(seen, wanted, 3)


def _letters(seen: str, wanted: str, limit: int = FARTHEST) -> Difference | None:
    if limit == FARTHEST:
        one = letters(seen, wanted)
        if one is not None:
            return one
    distance = edit_distance(seen, wanted, limit)
    if distance >= limit or distance * 2 >= len(wanted):
        return None
    return Difference(distance, f"{distance} letters differ: `{seen}` is written `{wanted}`")
