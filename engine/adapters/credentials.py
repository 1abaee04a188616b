"""The user's own credentials, by label. What an environment file names is only the label; what it means stands here.

`credentials.toml` in the config folder, readable by its owner alone, a table for each label:

    [shop-introspection]
    hosts = ["login.shop.test"]
    client_id = "apiwhy"
    secret = { variable = "SHOP_SECRET" }

`secret` is an environment variable or `{ command = ["pass", "show", "shop"] }`. With `client_id` both are sent as
Basic, without it the secret is sent as a bearer token; to the listed hosts and no other.
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

FILE_NAME = "credentials.toml"
COMMAND_SECONDS = 30
LARGEST = 1 << 20
KEYS = {"hosts", "client_id", "secret"}
WANTED_SECRET = '`{ variable = "NAME" }` or `{ command = ["program", "argument"] }`'


class CredentialProblem(ValueError):
    """A credential that cannot be used; its text says what was seen and wanted, and never holds the secret."""


def default_credentials() -> Path:
    """Where the credentials file stands in the platform's config folder."""
    from platformdirs import user_config_path

    return user_config_path("apiwhy", appauthor=False) / FILE_NAME


def read_credential(label: str, host: str, path: Path | None = None) -> str:
    """The Authorization header that a label stands for at a host (`name`, or `name:port`). Raises CredentialProblem."""
    path = path or default_credentials()
    table = _tables(path).get(label)
    if not isinstance(table, dict):
        raise CredentialProblem(f"{path}: no credential `{label}`, wanted a table `[{label}]` with hosts and secret")
    where = f"{path}: `{label}`"
    unknown = sorted(set(table) - KEYS)
    if unknown:
        raise CredentialProblem(f"{where}: saw `{unknown[0]}`, wanted `hosts`, `client_id` and `secret`")
    hosts = table.get("hosts")
    if not isinstance(hosts, list) or not all(isinstance(one, str) for one in hosts):
        raise CredentialProblem(f"{where}: wanted `hosts`, the list of hosts that it may be sent to")
    if host not in [one.lower() for one in hosts]:
        raise CredentialProblem(f"{where} is not for `{host}`, wanted that in its `hosts`")
    client = table.get("client_id")
    if client is not None and not isinstance(client, str):
        raise CredentialProblem(f"{where}: `client_id` is no text")
    secret = _secret(table.get("secret"), where)
    if client is None:
        return f"Bearer {secret}"
    pair = f"{quote_plus(client)}:{quote_plus(secret)}"  # RFC 6749 section 2.3.1
    return f"Basic {b64encode(pair.encode()).decode('ascii')}"


def _tables(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & 0o077:
                seen = f"its mode is {mode & 0o777:04o}, so that others may read it"
                raise CredentialProblem(f"{path}: {seen}, wanted 0600 (chmod 600)")
            return tomllib.loads(file.read(LARGEST).decode("utf-8-sig"))
    except FileNotFoundError:
        raise CredentialProblem(f"{path}: no such file, wanted one with the credentials by label") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CredentialProblem(f"{path}: not TOML: {error}") from None
    except OSError as error:
        raise CredentialProblem(f"{path}: can not be read: {(error.strerror or str(error)).lower()}") from None


def _secret(source: object, where: str) -> str:
    if isinstance(source, dict) and set(source) == {"variable"} and isinstance(source["variable"], str):
        found = os.environ.get(source["variable"])
        if not found:
            raise CredentialProblem(f"{where}: the variable `{source['variable']}` is not set")
        return _header_safe(found, where)
    if isinstance(source, dict) and set(source) == {"command"}:
        return _header_safe(_output(source["command"], where), where)
    raise CredentialProblem(f"{where}: `secret` is nothing that can be used, wanted {WANTED_SECRET}")


def _output(command: object, where: str) -> str:
    """The first line that a command prints. It is started without a shell."""
    if not isinstance(command, list) or not command or not all(isinstance(word, str) for word in command):
        raise CredentialProblem(f"{where}: `command` is no list of words, wanted {WANTED_SECRET}")
    name = command[0]
    try:
        ran = subprocess.run(  # noqa: S603 (the user's own file names it, which nobody else may read)
            command, capture_output=True, timeout=COMMAND_SECONDS, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise CredentialProblem(f"{where}: `{name}` was still running after {COMMAND_SECONDS} seconds") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise CredentialProblem(f"{where}: `{name}` could not be started: {reason}") from None
    lines = ran.stdout.decode("utf-8", "replace").splitlines()
    if ran.returncode != 0 or not lines or not lines[0]:
        raise CredentialProblem(
            f"{where}: `{name}` ended with {ran.returncode} and {len(lines)} lines, wanted a secret"
        )
    return lines[0]


def _header_safe(secret: str, where: str) -> str:
    secret = secret.strip()
    if not secret.isprintable() or not secret:
        raise CredentialProblem(f"{where}: the secret is empty or holds a control character")
    return secret
