"""What is imported under one name and stands in the file under another is brought up to date there, not added again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.environment.importing.reading import Imported, Unsaid

Row = dict[str, Any]
KEPT = ("scopes", "grant_types")
"""Lists of an authorization server to which a source that knows it by another name only adds."""


def matched(imported: Imported, existing: Mapping[str, Any]) -> Imported:
    """The import with the names of the file: issuers by `issuer`, servers by endpoint or issuer, services by URL."""
    tables, unsaid = dict(imported.tables), list(imported.unsaid)
    issuers = _renames(tables, existing, "issuers", _same_issuer)
    tables = _with_issuers(tables, issuers)
    for row, known in _pairs(tables, existing, "authorization_servers", _same_server):
        row["name"] = known["name"]
        for key in KEPT:
            if key in row and key in known:
                row[key] = list(dict.fromkeys([*known[key], *(row[key] or ())])) if key == "scopes" else known[key]
    for row, known in _pairs(tables, existing, "api_services", _same_service):
        row["name"] = known["name"]
        if "issuer" in known or "issuers" in known:
            row.pop("issuer", None)
            row.pop("issuers", None)
        row["operations"] = _operations(row, known, unsaid)
    comments = tuple(one for one in imported.comments if not (one.kind == "issuers" and one.label in issuers))
    return Imported(tables, tuple(unsaid), comments, imported.off)


def _pairs(tables: Mapping[str, Any], existing: Mapping[str, Any], kind: str, same: Any) -> list[tuple[Row, Row]]:
    """Imported rows that have no row of their name in the file, each with the one that is the same thing."""
    rows, known = tables.get(kind) or [], existing.get(kind) or []
    taken = {row.get("name") for row in rows}
    names = {row.get("name") for row in known}
    pairs: list[tuple[Row, Row]] = []
    for row in rows:
        found = [one for one in known if one.get("name") not in taken and same(row, one)]
        if row.get("name") not in names and len(found) == 1:
            taken.add(found[0].get("name"))
            pairs.append((row, found[0]))
    return pairs


def _renames(tables: Mapping[str, Any], existing: Mapping[str, Any], kind: str, same: Any) -> dict[str, str]:
    return {str(row.get("name")): str(known.get("name")) for row, known in _pairs(tables, existing, kind, same)}


def _same_issuer(row: Row, known: Row) -> bool:
    return row.get("issuer") == known.get("issuer")


def _same_server(row: Row, known: Row) -> bool:
    """The same token endpoint; where one of them has none, the same issuer."""
    endpoints = [one["token_endpoint"] for one in (row, known) if one.get("token_endpoint")]
    return endpoints[0] == endpoints[1] if len(endpoints) == 2 else row.get("issuer") == known.get("issuer")


def _same_service(row: Row, known: Row) -> bool:
    urls = [{str(url).rstrip("/").lower() for url in one.get("base_urls") or ()} for one in (row, known)]
    return bool(urls[0] & urls[1])


def _with_issuers(tables: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The tables with issuers under other names, also where they are referred to."""
    made = {kind: [dict(row) for row in rows] if isinstance(rows, list) else rows for kind, rows in tables.items()}
    for row in made.get("issuers") or ():
        row["name"] = names.get(str(row.get("name")), row.get("name"))
    for kind in ("authorization_servers", "api_services", "users"):
        for row in made.get(kind) or ():
            if row.get("issuer") is not None:
                row["issuer"] = names.get(row["issuer"], row["issuer"])
            if row.get("issuers"):
                row["issuers"] = [names.get(one, one) for one in row["issuers"]]
    return made


def _operations(service: Row, known: Row, unsaid: list[Unsaid]) -> list[Row]:
    """The operations under the names of the file; one that a wider one of the file holds is left out."""
    made: list[Row] = []
    there = known.get("operations") or []
    names = {one.get("name") for one in there}
    for operation in service.get("operations") or ():
        wider = next((one for one in there if _covers(one, operation)), None)
        if wider is None or operation.get("name") in names:
            made.append(operation)
        elif _covers(operation, wider):
            made.append({**operation, "name": wider["name"]})
        else:
            where = f"{service['name']}: {operation['name']}"
            unsaid.append(Unsaid(where, f"stands in the file within the operation `{wider['name']}`: left as it is"))
    return made


def _covers(wider: Row, other: Row) -> bool:
    """Whether every method and path of the one is written in the other."""
    methods, paths = (set(other.get("methods") or ()), set(other.get("paths") or ()))
    by_method = not wider.get("methods") or (bool(methods) and methods <= set(wider["methods"]))
    return by_method and paths <= set(wider.get("paths") or ())
