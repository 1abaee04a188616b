"""The options that `diagnose`, the app and `replay` share, and how they become inputs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from engine.models.certificate import Certificate
    from tui.inputs import Inputs
    from tui.workbench import Workbench

ALLOWED, REFUSED, USAGE, UNDETERMINED = 0, 1, 2, 3
"""Exit codes. Several at once: the worst in the order 2, 1, 3, 0."""
WORST_FIRST = (USAGE, REFUSED, UNDETERMINED, ALLOWED)
BY_VERDICT = {"allowed": ALLOWED, "refused": REFUSED, "undetermined": UNDETERMINED}
NAME_OF_FILE = lazy_regex(r"/|\.[A-Za-z]{2,5}\Z")
"""A folder or an extension, which no token ends in."""


class Parser(argparse.ArgumentParser):
    """An argument parser that takes options and inputs in any order, and whose errors say what to do.

    An option is written whole: a script that abbreviates one would break when another begins alike.
    """

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **settings)

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """The options. Exits with 2 where they cannot be understood."""
        return self.parse_intermixed_args(words)

    def error(self, message: str) -> NoReturn:
        """Says what was wrong on standard error, what may have been meant, and exits with 2."""
        wrong = [word.partition("=")[0] for word in message.rpartition("arguments: ")[2].split() if word[:2] == "--"]
        meant = self._meant(wrong[0]) if wrong and message.startswith("unrecognized") else ""
        self.exit(USAGE, f"{self.prog}: {printable(message)}{meant}\n  see {self.prog} --help\n")

    def _meant(self, wrong: str) -> str:
        from difflib import get_close_matches

        known = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
        near = [name for name in known if name.startswith(wrong)] or get_close_matches(wrong, known, 1)
        return f", did you mean `{near[0]}`?" if near else ""


class CannotRead(Exception):
    """An input that cannot be read; its text is what the user is told."""


UNREADABLE = (CannotRead, OSError, ValueError)
"""What reading inputs and keys may raise; each says what was seen and what was wanted."""


def worst(codes: Sequence[int]) -> int:
    """The exit code of several results; 0 where there are none."""
    return next((code for code in WORST_FIRST if code in codes), ALLOWED)


def say(message: str) -> None:
    """Each line of a message on standard error, its secrets and control sequences covered."""
    for line in message.split("\n"):
        print(f"apiwhy: {printable(line)}", file=sys.stderr)


def printable(text: str) -> str:
    """A text of ours that repeats what someone typed or sent, without its secrets and control sequences."""
    from engine.redaction import escape_controls, redact_text

    return escape_controls(redact_text(text), keep_layout=True)


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """Options that say what to judge."""
    given = parser.add_argument_group("what is judged")
    given.add_argument(
        "input", nargs="*", metavar="INPUT",
        help="file with a curl command, a raw request or response, a HAR, a token or log lines; `-` is standard input; "
        "or a status or an error code: 401, invalid_grant",
    )  # fmt: skip
    given.add_argument("--token", metavar="FILE", help="the access token, judged instead of the one in the request")
    given.add_argument("--response", metavar="FILE", help="the response that came back, from its status line on")
    given.add_argument(
        "--with", metavar="FILE", action="append", default=[], dest="evidence",
        help="more evidence: the gateway's log lines or its decision request, the token's introspection reply; "
        "may be repeated",
    )  # fmt: skip
    given.add_argument(
        "--source-ip", metavar="ADDRESS", type=_address, help="the caller's address as the gateway saw it"
    )
    add_now(
        given,
        "judge at this time, such as 2026-03-04T10:11:12Z; without a zone it is UTC "
        "(default: when it was captured, else the clock)",
    )


def add_now(group: argparse._ActionsContainer, help_text: str) -> None:
    """The option that says at which time things are judged."""
    group.add_argument("--now", metavar="TIME", type=_time, help=help_text)


def add_world(parser: argparse.ArgumentParser) -> None:
    """Options that say what it is judged against."""
    world = parser.add_argument_group(
        "what it is judged against", "all can be left out: then only what request, token and response show counts"
    )
    world.add_argument(
        "--environment", metavar="FILE",
        help="APIs, issuers and rules as TOML; `apiwhy environment init` makes a first one "
        "(default: $APIWHY_ENVIRONMENT, else environment.toml in the config folder)",
    )  # fmt: skip
    world.add_argument("--jwks", metavar="FILE|URL", help="the issuer's public keys (JWKS); a URL needs --online")
    world.add_argument(
        "--online", action="store_true",
        help="fetch the issuer's keys, from the URL of --jwks or of the environment, else by its discovery document; "
        "nothing is fetched without this",
    )  # fmt: skip
    world.add_argument(
        "--allow-host", metavar="HOST", action="append", default=[], type=_host,
        help="with --online: a host that --environment names and that may be sent to (in a terminal you are asked); "
        "may be repeated",
    )  # fmt: skip
    world.add_argument(
        "--introspect", action="store_true",
        help="with --online: send the token to its issuer's introspection endpoint (in a terminal you are asked)",
    )  # fmt: skip
    world.add_argument(
        "--certificate", metavar="FILE",
        help="the TLS client certificate of the call (PEM or DER), for tokens bound to it",
    )  # fmt: skip
    world.add_argument("--issuer", metavar="URL", type=_issuer, help="the token issuer that the API accepts")
    world.add_argument(
        "--audience", metavar="TEXT", action="append", default=[],
        help="an audience that the API wants; may be repeated",
    )  # fmt: skip
    world.add_argument(
        "--scope", metavar="TEXT", action="append", default=[], help="scopes that the call needs; may be repeated"
    )


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"saw `{text}`, wanted a time such as 2026-03-04T10:11:12Z") from None


def _issuer(text: str) -> str:
    if "@" in text.partition("://")[2].partition("/")[0]:
        raise argparse.ArgumentTypeError("saw a URL with a user name in it, wanted the issuer as its tokens name it")
    return text.strip()


def _host(text: str) -> str:
    if "/" in text or "@" in text or not text.strip():
        raise argparse.ArgumentTypeError(f"saw `{text}`, wanted a host such as login.example.test, or HOST:PORT")
    return text.strip().lower()


def _address(text: str) -> str:
    from ipaddress import ip_address

    try:
        return str(ip_address(text.strip()))
    except ValueError:
        raise argparse.ArgumentTypeError(f"saw `{text}`, wanted an address such as 203.0.113.9") from None


def shared_inputs(options: argparse.Namespace) -> Inputs:
    """The inputs that the options give, all but the text itself. Raises CannotRead or OSError."""
    from engine.models.question import Given
    from tui.inputs import Inputs

    scopes = tuple(scope for text in options.scope for scope in text.split())
    return Inputs(
        token=_given("--token", getattr(options, "token", None)),
        response=_given("--response", getattr(options, "response", None)),
        evidence=tuple(_given("--with", name) for name in getattr(options, "evidence", [])),
        environment=environment_name(options.environment), now=getattr(options, "now", None),
        source_ip=getattr(options, "source_ip", None), jwks=_keys(options.jwks, online=options.online),
        given=Given(
            issuer=options.issuer, audiences=tuple(options.audience), scopes=scopes,
            certificate=_certificate(options.certificate),
        ),
    )  # fmt: skip


def _given(option: str, name: str | None) -> str:
    """The text of a file that an option names; nothing where the option was not given."""
    from engine.adapters.files import FileMissing, FileUnreadable, read_input

    if name is None:
        return ""
    try:
        text = read_input(name)
    except FileMissing:
        raise CannotRead(f"there is no file `{file_name(name)}` ({option})") from None
    except FileUnreadable as error:
        raise CannotRead(f"{error} ({option})") from None
    if not text.strip():
        raise CannotRead(f"`{file_name(name)}` is empty ({option})")
    return text


def file_name(word: str) -> str:
    """A word that should have been the name of a file, but may be the secret itself."""
    from engine.redaction import redact_pasted

    return word if NAME_OF_FILE.search(word) else redact_pasted(word)


def _keys(name: str | None, *, online: bool) -> str | None:
    if name is None:
        return None
    if "://" not in name:
        return _given("--jwks", name)
    if not online:
        raise CannotRead(f"--jwks: saw the URL `{name}`, which is fetched only with --online; or give a file")
    from engine.adapters.web import fetch_text

    return fetch_text(name)


def _certificate(name: str | None) -> Certificate | None:
    if name is None:
        return None
    from engine.adapters.certificates import CertificateUnreadable, read_certificate

    try:
        return read_certificate(name)
    except CertificateUnreadable as error:
        raise CannotRead(f"{error} (--certificate)") from None


def allow_network(workbench: Workbench, options: argparse.Namespace, *, in_app: bool = False) -> None:
    """Lets the workbench use the network where `--online` says so. Raises CannotRead for options that need it.

    In the app nobody is asked at the terminal: what was not allowed here, its own key asks for.
    """
    needing = [
        name for name, given in (("--allow-host", options.allow_host), ("--introspect", options.introspect)) if given
    ]
    if not options.online and needing:
        raise CannotRead(f"{needing[0]} does nothing without --online")
    if options.online:
        from tui.cli.asking import ask_terminal
        from tui.online import Online

        workbench.online = Online(
            ask=(lambda _: False) if in_app else lambda contact: ask_terminal(printable(contact.question)),
            say=None if in_app else say, own=options.environment is None, hosts=options.allow_host,
            introspect=options.introspect and not in_app,
        )  # fmt: skip
        if in_app and options.introspect:
            workbench.online.notices.append("--introspect: in the app, o asks before the token is sent")


def environment_name(flag: str | None) -> str | None:
    """The environment that is used: the option's, `$APIWHY_ENVIRONMENT`, or the one in the config folder.

    Where it was not the option that named it, this says on standard error what did.
    """
    from engine.adapters.environment_place import find_environment

    found = find_environment(flag)
    if found is None:
        return None
    if found.named_by != "--environment":
        say(f"environment: {found.path} ({found.named_by})")
    return str(found.path)


def piped() -> bool:
    """Whether something else than a keyboard is standard input."""
    return sys.stdin is not None and not sys.stdin.closed and not sys.stdin.isatty()
