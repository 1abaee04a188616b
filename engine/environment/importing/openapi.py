"""OpenAPI 3.x: servers, paths, scopes and security schemes (OpenAPI Specification 3.1, sections 4.8.1 to 4.8.10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.environment.importing.openapi_security import Security
from engine.environment.importing.openapi_servers import base_urls
from engine.environment.importing.reading import Imported, ImportProblem, Node, Notes, unique
from engine.environment.operations import pattern_segments
from engine.environment.paths import pattern_fault

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
NO_USE = (
    "summary", "description", "tags", "externalDocs", "parameters", "requestBody", "responses", "deprecated",
)  # fmt: skip
"""What an operation says to those who call it, and not about who may."""


def import_openapi(document: Any, existing: Mapping[str, Any], base_url: str | None = None) -> Imported:
    """One API service with the operations of the document. Raises ImportProblem where it is no OpenAPI 3.

    `existing` are the tables that the result is merged into: an issuer that is there is used. `base_url` stands for
    servers that are not absolute.
    """
    _check_version(document)
    notes = Notes()
    root = Node(document, "$", notes)
    root.skip("openapi", "jsonSchemaDialect", "tags", "externalDocs", "$self", "security")
    title = root.node("info").text("title") or "API"
    root.node("info").skip(*root.node("info").value)
    security = Security(root, existing)
    service: dict[str, Any] = {"name": title, "base_urls": base_urls(root, base_url)}
    operations = _operations(root, security)
    service |= {"issuer": security.issuer_name(title), "operations": operations}
    for key in ("webhooks", "callbacks"):
        if key in root:
            root.raw(key)
            root.say(key, "calls that the API makes, not calls to it; left out")
    root.say("", "no OpenAPI document names the audience of a token: none is checked until you add `audience`")
    root.close()
    tables = {"name": title, **security.tables(), "api_services": [service]}
    return Imported(tables, notes.unsaid, tuple(security.comments))


def _check_version(document: Any) -> None:
    version = document.get("openapi") if isinstance(document, Mapping) else None
    if isinstance(version, str) and version.startswith("3."):
        return
    if isinstance(document, Mapping) and "swagger" in document:
        raise ImportProblem("saw OpenAPI 2.0 (`swagger`), wanted 3.0 or 3.1; swagger2openapi converts it")
    seen = f"`openapi` {version!r}" if version is not None else "no `openapi`"
    raise ImportProblem(f"saw {seen}, wanted an OpenAPI 3.0 or 3.1 document")


def _operations(root: Node, security: Security) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    taken: set[str] = set()
    for path, item in root.node("paths").members():
        if path.startswith("x-"):
            item.skip(*item.value)
        elif path.startswith("/"):
            made += (_operation(root, item, method, path, security, taken) for method in _methods(item))
        else:
            item.skip(*item.value)
            item.say("", "a path that does not start with a slash; left out")
    if not made:
        root.say("paths", "no operation: every method and path under the base URL is open to a good token")
    return made


def _methods(item: Node) -> Iterator[str]:
    item.skip("summary", "description", "parameters", *(key for key in item.value if key.startswith("x-")))
    for key, words in (("$ref", "a path that stands elsewhere"), ("additionalOperations", "methods of one's own")):
        if key in item:
            item.raw(key)
            item.say(key, f"{words}: not read, write its operations yourself")
    if "servers" in item:
        item.raw("servers")
        item.say("servers", "servers of one path only: judged as if it were on the servers of the document")
    yield from (method for method in METHODS if method in item)


def _operation(root: Node, item: Node, method: str, path: str, security: Security, taken: set[str]) -> dict[str, Any]:
    node = item.node(method)
    node.skip(*NO_USE, *(key for key in node.value if key.startswith("x-")))
    if "callbacks" in node:
        node.raw("callbacks")
        node.say("callbacks", "calls that the API makes, not calls to it; left out")
    if "servers" in node:
        node.raw("servers")
        node.say("servers", "servers of one operation only: judged as if it were on the servers of the document")
    name = node.text("operationId")
    if name in taken:
        node.say("operationId", "another operation has it; this one is called by its method and path")
        name = None
    operation: dict[str, Any] = {"name": unique(name or f"{method.upper()} {path}", taken), "methods": [method.upper()]}
    operation["paths"] = [_pattern(node, path)]
    operation |= security.rules(node if "security" in node else root, node)
    return operation


def _pattern(node: Node, path: str) -> str:
    """The path where it can be matched; a segment that is only partly a parameter stands for any segment."""
    kept: list[str] = []
    for segment in pattern_segments(path):
        fault = segment == "**" or pattern_fault("/" + "/".join((*kept, segment))) is not None
        if fault:
            node.say("", f"the segment `{segment}` is only partly a parameter, judged as `*`: any segment")
        kept.append("*" if fault else segment)
    return "/" + "/".join(kept)
