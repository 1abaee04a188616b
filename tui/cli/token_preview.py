"""`apiwhy token-preview`: the token that a client would be issued, or why it would be refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.cli.options import BY_VERDICT, UNREADABLE, USAGE, CannotRead, Parser, add_now, environment_name, say
from tui.cli.output import coloured, json_text, width

if TYPE_CHECKING:
    from argparse import Namespace

    from engine.environment.model import Environment

EPILOG = """examples
  apiwhy token-preview --client batch --grant client_credentials
  apiwhy token-preview --client batch --grant client_credentials \\
    --scope orders.read --format json
  apiwhy token-preview --client shop-web --user ada \\
    --grant authorization_code --scope "openid orders.read"

It asks the environment's [[authorization_servers]], their policies and rules,
[[clients]] and [[users]]; nothing is sent anywhere. It shows every rule that
was tried with the first condition that it does not meet. Client authentication
and the user's sign-in are taken to succeed.

exit codes: 0 it would be issued, 1 refused, 2 usage or nothing readable,
3 undetermined (a fact is missing)
"""
GRANTS = ("authorization_code", "client_credentials", "refresh_token", "password", "implicit")
"""The grants that are named in the help; another one may be given."""


def parser() -> Parser:
    """The options."""
    made = Parser(
        prog="apiwhy token-preview", epilog=EPILOG,
        description="Says which token an authorization server would issue, or why none.",
    )  # fmt: skip
    asked = made.add_argument_group("who asks for what")
    asked.add_argument("--client", metavar="ID", required=True, help="its client_id, as in [[clients]]")
    asked.add_argument("--user", metavar="ID", help="who signs in, as in [[users]]; none for client_credentials")
    asked.add_argument(
        "--grant", metavar="TYPE", required=True, help=f"the grant type: {', '.join(GRANTS)}, or another"
    )
    asked.add_argument(
        "--scope", metavar="TEXT", action="append", default=[],
        help="scopes asked for; may be repeated (default: those that the server grants by default)",
    )  # fmt: skip
    world = made.add_argument_group("whom it is asked of")
    world.add_argument(
        "--environment", metavar="FILE",
        help="the environment as TOML (default: $APIWHY_ENVIRONMENT, else environment.toml in the config folder)",
    )  # fmt: skip
    world.add_argument("--server", metavar="NAME", help="the authorization server, where the environment has several")
    add_now(world, "as if asked at this time, such as 2026-03-04T10:11:12Z; without a zone it is UTC (default: now)")
    out = made.add_argument_group("output")
    out.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    return made


def run(words: Sequence[str]) -> int:
    """Prints the preview. The exit code is that of its verdict."""
    options = parser().read(words)
    try:
        return _preview(options)
    except BrokenPipeError:
        raise
    except UNREADABLE as error:
        say(str(error))
        return USAGE


def _preview(options: Namespace) -> int:
    from engine.adapters.clock import now
    from engine.issuing.preview import PreviewAsk, preview_token
    from engine.reports.preview import preview_to_dict, preview_to_text
    from knowledge.catalog import load_catalog

    environment = _environment(options.environment)
    _check_user(options)
    ask = PreviewAsk(
        client=options.client, user=options.user, grant_type=options.grant, server=options.server,
        scopes=tuple(dict.fromkeys(scope for text in options.scope for scope in text.split())),
    )  # fmt: skip
    catalog = load_catalog()
    preview = preview_token(environment, ask, catalog=catalog, now=options.now or now())
    if options.format == "json":
        print(json_text(preview_to_dict(preview), indent=2))
    else:
        print(preview_to_text(preview, catalog, colour=coloured(), width=width(None)))
    return BY_VERDICT[preview.verdict]


def _check_user(options: Namespace) -> None:
    if options.user is not None and options.grant == "client_credentials":
        raise CannotRead("--user: with client_credentials the client acts for itself, wanted no user")


def _environment(flag: str | None) -> Environment:
    """The environment. Raises CannotRead with everything that is wrong with it."""
    from pathlib import Path

    from engine.adapters.environments import read_environment
    from engine.environment.problems import EnvironmentProblems

    name = environment_name(flag)
    if name is None:
        raise CannotRead("no environment: wanted --environment FILE (`apiwhy environment init` makes a first one)")
    try:
        found = read_environment(Path(name))
    except EnvironmentProblems as error:
        raise CannotRead("\n".join(map(str, error.problems))) from None
    for problem in found.problems:
        say(str(problem))
    return found.environment
