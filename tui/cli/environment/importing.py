"""`apiwhy environment import`: an environment file from what other systems say of themselves."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.options import ALLOWED, UNREADABLE, USAGE, CannotRead, Parser, say
from tui.cli.output import toml_text

if TYPE_CHECKING:
    from engine.environment.importing.reading import Imported

SOURCES = ("openapi", "oidc", "okta", "pingone")
EPILOG = """sources
  openapi FILE            servers, paths, scopes and security schemes of OpenAPI 3 (JSON)
  oidc ISSUER|FILE…       an issuer's metadata, and its keys beside it; a URL needs --online
  okta FILE…              what Okta's API returns: authorizationServers, their policies,
                          rules, scopes and claims, apps, users, groups
  pingone FILE…           what PingOne's API returns: apiServers, their operations and
                          deployment, resources, scopes, applications and their grants,
                          users, groups, policies and attributes of Authorize

examples
  apiwhy environment import openapi orders.json > environment.toml
  apiwhy environment import oidc https://login.example --online --into environment.toml

What the file cannot say is named on standard error. Secrets are never written.
A document in YAML is converted first: yq -o=json orders.yaml > orders.json
"""
YAML = "saw no JSON, wanted a JSON document; yq -o=json makes one of YAML"


def run(words: Sequence[str]) -> int:
    """Runs the subcommand."""
    options = _parser().read(words)
    try:
        into = _existing(options.into)
        imported = _import(options, into)
        text = _write(imported, into, options.into or "the result")
        if options.into:
            from engine.adapters.files import write_text

            write_text(options.into, text)
    except UNREADABLE as error:
        say(str(error))
        return USAGE
    for unsaid in imported.unsaid:
        say(str(unsaid))
    if options.into:
        say(f"{options.into}: {_counts(imported)}")
    else:
        print(toml_text(text), end="")
    return ALLOWED


def _parser() -> Parser:
    parser = Parser(
        prog="apiwhy environment import", epilog=EPILOG,
        description="Makes an environment file from what other systems say, or brings one up to date.",
    )  # fmt: skip
    parser.add_argument("source", choices=SOURCES, help="what is imported")
    parser.add_argument("input", nargs="+", metavar="INPUT", help="a file, `-` for standard input, or an issuer's URL")
    parser.add_argument(
        "--into", metavar="FILE", help="an environment file to bring up to date: its comments and order stay"
    )
    parser.add_argument("--base-url", metavar="URL", help="openapi: the address of the API, for servers without one")
    parser.add_argument("--online", action="store_true", help="oidc: fetch the metadata and keys of an issuer's URL")
    return parser


def _existing(name: str | None) -> str:
    """The text that is brought up to date; none where there is no such file yet. Raises OSError, ValueError."""
    if name is None or not Path(name).exists():
        return ""
    from engine.adapters.files import read_text
    from engine.environment.loader import load_environment

    text = read_text(name)
    load_environment(text, file=name)
    return text


def _import(options: Namespace, into: str) -> Imported:
    from engine.environment.importing.reading import ImportProblem
    from engine.environment.importing.sources import Options, read_source
    from engine.environment.loader import parse_tables

    tables: Mapping[str, Any] = parse_tables(into, file=options.into) if into else {}
    try:
        documents = [document for name in options.input for document in _documents(name, options)]
        return read_source(options.source, documents, Options(tables, options.base_url))
    except ImportProblem as problem:
        raise CannotRead(f"{' '.join(options.input)}: {problem}") from None


def _documents(name: str, options: Namespace) -> list[tuple[str, Any]]:
    """What stands in a file, or what an issuer publishes."""
    from engine.adapters.files import read_input
    from engine.environment.importing.reading import ImportProblem, parse_document

    if "://" not in name:
        shown = "standard input" if name == "-" else name
        text = read_input(name)
        try:
            return [(shown, parse_document(text))]
        except ImportProblem as problem:
            yaml = options.source == "openapi" and text.lstrip()[:1] not in ("{", "[")
            raise CannotRead(f"{shown}: {YAML if yaml else problem}") from None
    if options.source != "oidc":
        raise CannotRead(f"saw the URL `{name}`, wanted a file: only `import oidc` fetches")
    if not options.online:
        raise CannotRead(f"saw the URL `{name}`, which is fetched only with --online; or give files")
    from engine.adapters.discovery import fetch_documents

    return [(place, parse_document(text)) for place, text in fetch_documents(name)]


def _write(imported: Imported, into: str, shown: str) -> str:
    """The text of the file, which loads: no secret is added, those that it had stay. Raises ValueError."""
    from engine.environment.hiding import hidden_tables, restored
    from engine.environment.importing.writing import write_tables
    from engine.environment.loader import load_environment, parse_tables

    own = parse_tables(into, file=shown) if into else {}
    hidden = restored(hidden_tables(imported.tables), hidden_tables(own), own)
    tables = hidden if not into else {key: one for key, one in hidden.items() if key != "name"}
    text = write_tables(tables, into, imported.comments, imported.off)
    load_environment(text, file=shown)
    return text


def _counts(imported: Imported) -> str:
    rows = {key: len(one) for key, one in imported.tables.items() if isinstance(one, list) and one}
    operations = sum(len(one.get("operations") or ()) for one in imported.tables.get("api_services", ()))
    rows |= {"operations": operations} if operations else {}
    return ", ".join(_counted(count, key) for key, count in rows.items()) + " imported"


def _counted(count: int, key: str) -> str:
    words = key.replace("_", " ")
    one = f"{words[:-3]}y" if words.endswith("ies") else words[:-1]
    return f"{count} {words if count != 1 else one}"
