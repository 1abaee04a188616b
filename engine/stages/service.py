"""Stage `service`: does a deployed API service's base URL match the beginning of the URL?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.environment.hosts import hosts_of
from engine.findings import with_step
from engine.memo import by_identity, keep
from engine.models.question import Answer, Known, Question
from engine.near.base_urls import near_base_urls, near_hosts, some_base_urls
from engine.near.words import letters
from engine.shown import shown_url
from engine.stages.notes import Notes, all_skipped
from engine.urls import Url
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment, Gateway

MOST = 4
"""Base URLs that are named where none matches."""
MOST_MATCHED = 1024
"""Answers about services that are remembered for each environment."""


def check_service(question: Question, known: Known) -> Answer:
    """Finds the API service by the longest base URL; teaches `service`, `base_url`, `path`."""
    if known.endpoint == "metadata":
        return all_skipped("service.base_url", "published metadata: nothing to judge")
    if known.endpoint == "userinfo":
        return all_skipped("service.base_url", "the issuer's own resource")
    if known.service is not None and known.url is not None and not question.given.wants:
        return _matched_before(question, known)
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


def _matched_before(question: Question, known: Known) -> Answer:
    held = _passed(question.environment)
    place = id(known.service), known.base_url
    if place in held:
        return held[place]
    notes = Notes("service", question)
    _matched(notes, known)
    answer = with_step("service", notes.answer())
    return keep(held, place, answer, MOST_MATCHED) if notes.all_passed else answer


@by_identity
def _passed(environment: Environment | None) -> dict[tuple[int, str | None], Answer]:
    """What was said of an API service by one of its base URLs: the same for all URLs below, where nothing is given.

    The services whose ids stand here are the environment's own, which is held as long as this.
    """
    return {}


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
    request = notes.question.exchange.request
    missing = "host" if request is not None and request.url else "URL"
    notes.unknown(
        "service.base_url", f"without a {missing} no API service can be chosen",
        fact="the URL", give="the request with its whole URL",
    )  # fmt: skip


def _foreign_host(notes: Notes, url: Url) -> None:
    notes.unknown(
        "service.base_url", f"this environment does not know `{url.host}`",
        fact=f"the API service behind `{url.host}`", give="--environment FILE that has a base URL on this host",
    )  # fmt: skip
    environment = notes.question.environment
    for base in near_hosts(environment, url.host) if environment else ():
        found = letters(url.host, base.url.host)
        notes.near(
            base.service.name, "host", url.host, base.url.host, 1,
            f"the host is nearly that of {base.service.name}: {found.words if found else base.url.host}",
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
    _say_unused(notes, service.name)
    if service.deployment == "changed":
        notes.assume(f"{service.name} was changed since it was deployed; judged as the file says")
    if len(service.gateways) == 1:
        [name] = service.gateways
        if name in [one.name for one in _gateways(notes) if not one.enabled]:
            notes.assume(f"the gateway {name} is disabled in the environment")
        else:
            notes.learn(gateway=name)


def _say_unused(notes: Notes, service: str) -> None:
    """Facts that were given beside an environment which has its own."""
    given = notes.question.given
    if not given.wants:
        return
    facts = {"issuer": given.issuer, "audience": given.audiences, "scope": given.scopes}
    unused = ", ".join(name for name, fact in facts.items() if fact)
    notes.assume(f"not used of what was given: {unused}; the environment says what {service} takes")


def _no_match(notes: Notes, url: Url) -> None:
    environment = notes.question.environment
    assert environment is not None
    texts, number = some_base_urls(hosts_of(environment), url.host, MOST)
    others = f" or {number - len(texts)} others" if number > len(texts) else ""
    notes.failed(
        "service.base_url", "service.no_match", "no API service has a base URL that matches the beginning of the URL",
        seen=shown_url(url.without_query), wanted=f"a URL that begins with {quoted(texts)}{others}",
        source="base URLs of the environment",
    )  # fmt: skip
    for near in near_base_urls(environment, url):
        base, (distance, words) = near.base, near.difference
        notes.near(
            base.service.name, near.field, near.seen, base.text, distance,
            f"`{base.text}` of {base.service.name}: {words}",
        )  # fmt: skip
