"""Base URLs that a URL almost matched. Many of one origin are looked up in an index, few are gone through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from engine.environment.hosts import BaseUrl, Hosts, Origin, hosts_of
from engine.memo import by_identity
from engine.near.words import Difference, joined, letters, origins, segments
from engine.urls import Url, base_segments, same_origin

if TYPE_CHECKING:
    from engine.environment.model import Environment

FEW = 200
"""Base URLs of one origin that are gone through one by one; above, they are looked up."""
MOST = 8
"""Near misses that are told, and candidates of one kind that are weighed."""
FARTHEST = 3
Segments = tuple[str, ...]
ByHost = dict[str, tuple[Origin, ...]]


class NearBase(NamedTuple):
    """A base URL that was nearly matched. `seen` is the part of the URL that stands in its place."""

    base: BaseUrl
    seen: str
    field: str
    difference: Difference


class _Index(NamedTuple):
    """The base URLs of one origin, by what a slip of the pen leaves of their segments."""

    folded: dict[Segments, list[BaseUrl]]
    without_one: dict[Segments, list[BaseUrl]]
    siblings: dict[tuple[str | None, ...], list[BaseUrl]]
    """Those that differ in one segment only, which is None in the key."""
    spelt: dict[tuple[str | None, ...], dict[str, list[BaseUrl]]]
    """Siblings by that segment, whole and with each letter left out; made where it is asked for."""


def near_base_urls(environment: Environment, url: Url) -> list[NearBase]:
    """Base URLs on the URL's host that it almost begins with, nearest first, at most `MOST`."""
    found: list[NearBase] = []
    hosts = hosts_of(environment)
    for origin in hosts.by_host.get(url.host, ()):
        is_same = same_origin(url, origin.url)
        if not is_same:
            found += _elsewhere(url, origin)
            continue
        many = len(origin.below) > FEW
        candidates = _looked_up(hosts.by_host, origin, url) if many else origin.below.values()
        found += [near for base in candidates for near in _near(url, base)]
    return sorted(found, key=lambda near: (near.difference.distance, -len(near.base.text)))[:MOST]


def near_hosts(environment: Environment, host: str) -> list[BaseUrl]:
    """One base URL of each host that is one letter away."""
    hosts = hosts_of(environment)
    index = _hosts_without_letter(hosts.by_host)
    names = dict.fromkeys(name for text in (host, *_deletions(host)) for name in index.get(text, ()))
    near = (name for name in names if name != host and (found := letters(name, host)) and found.distance == 1)
    return [next(iter(hosts.by_host[name][0].below.values())) for name in islice(near, MOST)]


def some_base_urls(hosts: Hosts, host: str, most: int) -> tuple[list[str], int]:
    """A few base URLs, those on this host where there are any, and how many there are in all."""
    here = hosts.by_host.get(host, ())
    if not here:
        return [base.text for base in hosts.bases[:most]], len(hosts.bases)
    texts = (base.text for origin in here for base in origin.below.values())
    return list(islice(texts, most)), sum(len(origin.below) for origin in here)


def _elsewhere(url: Url, origin: Origin) -> Iterator[NearBase]:
    """The base URL of another scheme or port that the path is under, the longest; else those that are near."""
    parts = origins(url, origin.url)
    for depth in origin.depths:
        base = origin.below.get(url.segments[:depth]) if depth <= len(url.segments) else None
        if base is not None:
            yield NearBase(base, _seen(url, base, depth), "origin", Difference(len(parts), joined(parts)))
            return
    for base in origin.below.values() if len(origin.below) <= FEW else ():
        for near in _near(url, base):
            distance = near.difference.distance + len(parts)
            if distance <= FARTHEST:
                yield near._replace(difference=Difference(distance, joined([*parts, near.difference])))


def _seen(url: Url, base: BaseUrl, depth: int) -> str:
    origin = url.origin if url.scheme else f"{base.url.scheme}:{url.origin}"
    return origin + "".join(f"/{segment}" for segment in url.segments[:depth])


def _near(url: Url, base: BaseUrl) -> Iterator[NearBase]:
    """What the URL has where the base URL should stand, where that is near."""
    wanted = base_segments(base.url)
    best: tuple[Difference, int] | None = None
    for depth in (len(wanted), len(wanted) - 1, len(wanted) + 1):
        here = url.segments[:depth]
        found = segments(here, wanted) if wanted and 0 < depth == len(here) else None
        if found is None or _by_chance(url, here, wanted):
            continue
        if best is None or found.distance < best[0].distance:
            best = found, depth
    if best is not None:
        yield NearBase(base, _seen(url, base, best[1]), "base_urls", best[0])


def _by_chance(url: Url, here: Segments, wanted: Segments) -> bool:
    """Whether nothing speaks for this base URL but how many segments it has, or where it stands."""
    if len(here) < len(wanted):
        return here == wanted[:-1] and len(url.segments) > len(here)
    return len(here) == len(wanted) == 1 and letters(here[0], wanted[0]) is None


def _looked_up(by_host: ByHost, origin: Origin, url: Url) -> list[BaseUrl]:
    """Base URLs of one origin that may be near."""
    index = _indexes(by_host)[origin.url.origin]
    found: dict[str, BaseUrl] = {}
    for depth in range(1, min(len(url.segments), origin.depths[0] + 1) + 1):
        here = url.segments[:depth]
        for bases in _candidates(index, origin, here):
            found |= {base.text: base for base in islice(bases, MOST)}
    return list(found.values())


def _candidates(index: _Index, origin: Origin, here: Segments) -> Iterator[Iterable[BaseUrl]]:
    yield index.folded.get(_folded(here), ())
    yield index.without_one.get(here, ())
    for place, segment in enumerate(here):
        shorter = here[:place] + here[place + 1 :]
        if shorter in origin.below:
            yield (origin.below[shorter],)
        others = (*here[:place], None, *here[place + 1 :])
        if others in index.siblings:
            spelt = _spelt(index, others)
            yield from (spelt[one] for one in (segment, *_deletions(segment)) if one in spelt)


def _spelt(index: _Index, others: tuple[str | None, ...]) -> dict[str, list[BaseUrl]]:
    known = index.spelt.get(others)
    if known is None:
        known = index.spelt[others] = {}
        place = others.index(None)
        for base in index.siblings[others]:
            segment = base_segments(base.url)[place]
            for one in (segment, *_deletions(segment)):
                known.setdefault(one, []).append(base)
    return known


@by_identity
def _indexes(by_host: ByHost) -> dict[str, _Index]:
    """An index for every origin that has many base URLs."""
    origins_of = (origin for group in by_host.values() for origin in group)
    return {origin.url.origin: _indexed(origin) for origin in origins_of if len(origin.below) > FEW}


def _indexed(origin: Origin) -> _Index:
    index = _Index({}, {}, {}, {})
    for path, base in origin.below.items():
        index.folded.setdefault(_folded(path), []).append(base)
        for place in range(len(path)):
            before, after = path[:place], path[place + 1 :]
            index.siblings.setdefault((*before, None, *after), []).append(base)
            if len(path) > 1:
                index.without_one.setdefault(before + after, []).append(base)
    return index


@by_identity
def _hosts_without_letter(by_host: ByHost) -> dict[str, list[str]]:
    """Every host of a base URL, whole and with each letter left out."""
    index: dict[str, list[str]] = {}
    for host in by_host:
        for one in (host, *_deletions(host)):
            index.setdefault(one, []).append(host)
    return index


def _folded(path: Segments) -> Segments:
    return tuple(map(str.casefold, path))


def _deletions(text: str) -> Iterator[str]:
    """The text with each letter left out: two texts one letter apart have one of these in common, or one is one."""
    return (text[:place] + text[place + 1 :] for place in range(len(text)))
