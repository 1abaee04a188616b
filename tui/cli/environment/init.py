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
ASKS = lazy_regex(r"[?&]response_type=[^#]*")
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
    capture = read_capture(read_input(name), name=shown)
    exchange, token = _telling(capture)
    url = exchange.request.url if exchange.request else None
    if url is None and token is None:
        say(f"{shown}: a {exchange.kind} that shows neither a URL nor a token to start from; this is an example")
    method = exchange.request.method if exchange.request else None
    claims, header = (token.claims, token.header) if token else (None, None)
    if exchange.request and GRANT.search(exchange.request.body or ""):
        return draft_environment(None, claims, header, token_endpoint=url)
    requests = [one.request for _, one in capture.exchanges if one.request is not None]
    return draft_environment(
        url, claims, header, method,
        next((one.url for one in requests if GRANT.search(one.body or "")), None),
        next((one.url for one in requests if ASKS.search(one.url or "")), None),
    )  # fmt: skip


def _telling(capture: Capture) -> tuple[Exchange, Jws | None]:
    """The first exchange with a token that can be read, else with one that cannot, else the one after signing in."""
    for index, exchange in capture.exchanges:
        token = _token(exchange)
        if token is not None:
            if len(capture.exchanges) > 1:
                count = len(capture.exchanges)
                say(f"of {count} requests, number {index} is taken: the first with a token that can be read")
            return exchange, token
    exchanges = [exchange for _, exchange in capture.exchanges]
    asked = next((at for at, one in enumerate(exchanges) if _asks(one)), -1)
    opaque = [one for one in exchanges if one.request is not None and one.request.header("authorization")]
    calls = [one for one in exchanges[asked + 1 :] if one.request is not None]
    return next((one for one in (*opaque, *calls) if not _asks(one)), exchanges[0]), None


def _asks(exchange: Exchange) -> bool:
    """Whether it is a request for a token."""
    return exchange.request is not None and bool(GRANT.search(exchange.request.body or ""))


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
