"""Stage `service`: does a deployed API service's base URL match the beginning of the URL?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.environment.hosts import BaseUrl, hosts_of
from engine.memo import by_identity
from engine.models.question import Answer, Known, Question
from engine.shown import shown_url
from engine.stages.notes import Notes, all_skipped
from engine.urls import Url, below, edit_distance, same_origin
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment, Gateway

NEAR = 3
"""A base URL within this many edits of the request's beginning is shown as a near miss."""
MOST = 4
"""Base URLs that are named where none matches."""


def check_service(question: Question, known: Known) -> Answer:
    """Finds the API service by the longest base URL; teaches `service`, `base_url`, `path`."""
    if known.endpoint == "metadata":
        return all_skipped("service.base_url", "published metadata: nothing to judge")
    if known.endpoint == "userinfo":
        return all_skipped("service.base_url", "the issuer's own resource")
    notes = Notes("service", question)
    if question.environment is None:
        _without_environment(notes)
    elif known.url is None:
        _without_url(notes)
    elif known.service is not None:
        _matched(notes, known)
    elif known.closed:
        _no_match(notes, known.url)
    else:
        _foreign_host(notes, known.url)
    return notes.answer()


def _bases(notes: Notes) -> tuple[BaseUrl, ...]:
    environment = notes.question.environment
    return hosts_of(environment).bases if environment else ()


def _gateways(notes: Notes) -> tuple[Gateway, ...]:
    environment = notes.question.environment
    return environment.gateways if environment else ()


def _without_environment(notes: Notes) -> None:
    notes.unknown(
        "service.base_url", "no environment is given, so its API services are not known",
        fact="which API service the URL belongs to, and its rules",
        give="--environment FILE, which `apiwhy environment init` makes",
    )  # fmt: skip


def _without_url(notes: Notes) -> None:
    notes.unknown(
        "service.base_url", "without a URL no API service can be chosen",
        fact="the URL", give="the request with its whole URL",
    )  # fmt: skip


def _foreign_host(notes: Notes, url: Url) -> None:
    notes.unknown(
        "service.base_url", f"this environment does not know `{url.host}`",
        fact=f"the API service behind `{url.host}`", give="--environment FILE that has a base URL on this host",
    )  # fmt: skip
    for base in _bases(notes):
        if edit_distance(url.host, base.url.host, 3) == 1:
            notes.near(
                base.service.name, "host", url.host, base.url.host, 1,
                f"`{base.url.host}` is one edit away from `{url.host}`",
            )  # fmt: skip


def _matched(notes: Notes, known: Known) -> None:
    service = known.service
    assert service is not None
    if service.deployment == "never":
        notes.failed(
            "service.deployment", "service.never_deployed", f"the API service {service.name} was never deployed",
            seen="deployment never", wanted="deployed", source=f"API service {service.name}",
        )  # fmt: skip
        return
    notes.passed("service.base_url", service.name, seen=known.base_url, source="environment")
    if service.deployment == "changed":
        notes.assume(f"{service.name} was changed since it was deployed; judged as the file says")
    if len(service.gateways) == 1:
        disabled = {one.name for one in _gateways(notes) if not one.enabled}
        if service.gateways[0] in disabled:
            notes.assume(f"the gateway {service.gateways[0]} is disabled in the environment")
        else:
            notes.learn(gateway=service.gateways[0])


def _no_match(notes: Notes, url: Url) -> None:
    bases = _bases(notes)
    notes.failed(
        "service.base_url", "service.no_match", "no API service has a base URL that matches the beginning of the URL",
        seen=shown_url(url.without_query), wanted=f"a URL that begins with {_some(url, bases)}",
        source="base URLs of the environment",
    )  # fmt: skip
    environment = notes.question.environment
    for base in _by_host(environment).get(url.host, ()) if environment else ():
        _near_miss(notes, url, base)


@by_identity
def _by_host(environment: Environment) -> dict[str, list[BaseUrl]]:
    """The base URLs of each host, in the order of the file."""
    found: dict[str, list[BaseUrl]] = {}
    for base in hosts_of(environment).bases:
        found.setdefault(base.url.host, []).append(base)
    return found


def _some(url: Url, bases: tuple[BaseUrl, ...]) -> str:
    """A few base URLs, those on this host first."""
    texts = [base.text for base in bases if base.url.host == url.host] or [base.text for base in bases]
    return quoted(texts[:MOST]) + (f" or {len(texts) - MOST} others" if len(texts) > MOST else "")


def _near_miss(notes: Notes, url: Url, base: BaseUrl) -> None:
    """Says how a base URL on the same host nearly matches, if it does."""
    wanted = base.text
    if not same_origin(url, base.url):
        if below(url, base.url) is not None:
            seen = f"{url.origin}{base.url.path}"
            distance = edit_distance(seen, wanted)
            notes.near(base.service.name, "origin", seen, wanted, distance, f"scheme or port differs from `{wanted}`")
        return
    seen = f"{base.url.origin}/" + "/".join(url.segments[: len(base.url.segments)])
    distance = edit_distance(seen, wanted, NEAR + 1)
    if 0 < distance <= NEAR:
        notes.near(
            base.service.name, "base_urls", seen, wanted, distance,
            f"`{seen}` is {distance} edit{'s' * (distance > 1)} away from the base URL of {base.service.name}",
        )  # fmt: skip
    elif seen.lower() == wanted.lower():
        notes.near(
            base.service.name, "base_urls", seen, wanted, edit_distance(seen, wanted),
            "only upper and lower case differ",
        )  # fmt: skip
