"""Every source that an environment can be imported from, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.environment.importing.matching import matched
from engine.environment.importing.oidc import import_oidc
from engine.environment.importing.okta import import_okta
from engine.environment.importing.openapi import import_openapi
from engine.environment.importing.pingone import import_pingone
from engine.environment.importing.reading import Imported, ImportProblem
from engine.environment.importing.sound import sound

Documents = Sequence[tuple[str, Any]]
"""What was read of each document: what it is called, and its JSON."""


class Options(NamedTuple):
    """What is known beside the documents: the tables of the file that the result goes into, the address of the API."""

    existing: Mapping[str, Any]
    base_url: str | None = None


class Source(NamedTuple):
    """Makes tables of documents, and says what it takes."""

    read: Callable[[Documents, Options], Imported]
    takes: str


def _openapi(documents: Documents, options: Options) -> Imported:
    if len(documents) != 1:
        raise ImportProblem(f"saw {len(documents)} documents, wanted one OpenAPI document")
    return import_openapi(documents[0][1], options.existing, options.base_url)


def read_source(name: str, documents: Documents, options: Options) -> Imported:
    """What a source makes of documents; it loads. Raises ImportProblem where they are nothing of this source."""
    return sound(matched(SOURCES[name].read(documents, options), options.existing), options.existing)


SOURCES: dict[str, Source] = {
    "openapi": Source(_openapi, "an OpenAPI 3.0 or 3.1 document"),
    "oidc": Source(lambda documents, options: import_oidc(documents, options.existing), "an issuer's metadata"),
    "okta": Source(lambda documents, options: import_okta(documents, options.existing), "replies of Okta's API"),
    "pingone": Source(
        lambda documents, options: import_pingone(documents, options.existing), "replies of PingOne's API"
    ),
}
