"""`apiwhy environment init`: a commented first environment file, from the request's host and the token's claims."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge.patterns import lazy_regex
from tui.cli.options import ALLOWED, UNREADABLE, USAGE, Parser, say

if TYPE_CHECKING:
    from engine.models.exchange import Capture, Exchange
    from engine.tokens.jose import Jws

GRANT = lazy_regex(r"(^|&)grant_type=")
EXAMPLES = """examples
  apiwhy environment init > environment.toml                 to fill in
  apiwhy environment init request.txt > environment.toml     host, iss and aud
  curl -v https://… 2>&1 | apiwhy environment init - > environment.toml

then: apiwhy diagnose request.txt --environment environment.toml
"""


def run(words: Sequence[str]) -> int:
    """Runs the subcommand."""
    parser = Parser(
        prog="apiwhy environment init", epilog=EXAMPLES,
        description="Prints a first file that says what requests are judged against, commented, for you to complete.",
    )  # fmt: skip
    parser.add_argument(
        "input", nargs="?", metavar="INPUT", help="a request with its token, or a token; `-` is standard input"
    )
    options = parser.read(words)
    try:
        text = _draft(options.input)
    except UNREADABLE as error:
        say(str(error))
        return USAGE
    print(text, end="")
    if sys.stdout.isatty():
        say("save this as a file and give it with --environment FILE")
    return ALLOWED


def _draft(name: str | None) -> str:
    from engine.adapters.files import read_input
    from engine.captures import read_capture
    from engine.environment.draft import draft_environment

    if name is None:
        return draft_environment(None, None, None)
    shown = "standard input" if name == "-" else name
    exchange, token = _telling(read_capture(read_input(name), name=shown))
    url = exchange.request.url if exchange.request else None
    if url is None and token is None:
        say(f"{shown}: a {exchange.kind} that shows neither a URL nor a token to start from; this is an example")
    method = exchange.request.method if exchange.request else None
    claims, header = (token.claims, token.header) if token else (None, None)
    if exchange.request and GRANT.search(exchange.request.body or ""):
        return draft_environment(None, claims, header, token_endpoint=url)
    return draft_environment(url, claims, header, method)


def _telling(capture: Capture) -> tuple[Exchange, Jws | None]:
    """The first exchange with a token that can be read, else the first."""
    for index, exchange in capture.exchanges:
        token = _token(exchange)
        if token is not None:
            if len(capture.exchanges) > 1:
                count = len(capture.exchanges)
                say(f"of {count} requests, number {index} is taken: the first with a token that can be read")
            return exchange, token
    return capture.exchanges[0][1], None


def _token(exchange: Exchange) -> Jws | None:
    """The token of an exchange, also one that pasting or a script has spoilt: what was undone is said."""
    from engine.tokens.jose import MalformedToken, parse_jws
    from engine.tokens.recovery import recover

    scheme, _, sent = ((exchange.request and exchange.request.header("authorization")) or "").partition(" ")
    recovered = recover((exchange.token or sent or scheme).strip())
    try:
        token = parse_jws(recovered.text)
    except MalformedToken:
        return None
    for mistake in recovered.mistakes:
        say(f"{mistake.summary}: read without it")
    return token
