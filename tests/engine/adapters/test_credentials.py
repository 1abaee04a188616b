"""The user's own credentials: by label, for listed hosts, out of a file that nobody else may read."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

import pytest

from engine.adapters.credentials import CredentialProblem, default_credentials, read_credential

SECRET = "s3cret:+/ %ä"
PRINTS = f"[{sys.executable!r}, '-c', \"print('from a command'); print('second line')\"]"


@pytest.fixture(autouse=True)
def variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_SECRET", SECRET)


def credentials(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "credentials.toml"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_client_and_secret_go_as_basic_each_encoded(tmp_path: Path) -> None:
    text = '[shop]\nhosts = ["login.test"]\nclient_id = "a b"\nsecret = { variable = "SHOP_SECRET" }'
    scheme, _, value = read_credential("shop", "login.test", credentials(tmp_path, text)).partition(" ")
    assert (scheme, base64.b64decode(value).decode()) == ("Basic", "a+b:s3cret%3A%2B%2F+%25%C3%A4")


def test_a_secret_alone_is_a_bearer_token(tmp_path: Path) -> None:
    path = credentials(tmp_path, f"[shop]\nhosts = ['LOGIN.test:8443']\nsecret = {{ command = {PRINTS} }}")
    assert read_credential("shop", "login.test:8443", path) == "Bearer from a command"


def test_it_stands_in_the_config_folder() -> None:
    assert default_credentials().name == "credentials.toml"
    assert default_credentials().parent.name == "apiwhy"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o777])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = credentials(tmp_path, "[shop]", mode)
    with pytest.raises(CredentialProblem, match=f"its mode is {mode:04o}.*wanted 0600"):
        read_credential("shop", "login.test", path)


@pytest.mark.parametrize(
    ("text", "host", "said"),
    [
        ("", "login.test", "no credential `shop`, wanted a table"),
        ("shop = 1", "login.test", "no credential `shop`"),
        ("[shop", "login.test", "not TOML"),
        ("[shop]\nsecret = { variable = 'SHOP_SECRET' }", "login.test", "wanted `hosts`, the list of hosts"),
        ("[shop]\nhosts = 'login.test'", "login.test", "wanted `hosts`, the list of hosts"),
        ("[shop]\nhosts = ['login.test']", "evil.test", "is not for `evil.test`"),
        ("[shop]\nhosts = ['login.test']", "login.test:8443", "is not for `login.test:8443`"),
        ("[shop]\nhosts = ['login.test']", "sub.login.test", "is not for `sub.login.test`"),
        ("[shop]\nhosts = ['*']", "login.test", "is not for `login.test`"),
        ("[shop]\nhosts = ['login.test']\nclient = 'x'", "login.test", "saw `client`, wanted `hosts`, `client_id`"),
        ("[shop]\nhosts = ['login.test']\nclient_id = 7", "login.test", "`client_id` is no text"),
        ("[shop]\nhosts = ['login.test']\nsecret = 'planted'", "login.test", "nothing that can be used, wanted"),
        ("[shop]\nhosts = ['login.test']\nsecret = { variable = 'UNSET_HERE' }", "login.test", "the variable `UNSET_HERE` is not set"),
        ("[shop]\nhosts = ['login.test']\nsecret = { command = 'pass show x' }", "login.test", "`command` is no list of words"),
        ("[shop]\nhosts = ['login.test']\nsecret = { command = ['/no/such/program'] }", "login.test", "could not be started"),
        ("[shop]\nhosts = ['login.test']\nsecret = { command = ['false'] }", "login.test", "ended with 1 and 0 lines"),
        ("[shop]\nhosts = ['login.test']\nsecret = { command = ['true'] }", "login.test", "ended with 0 and 0 lines"),
        ("[shop]\nhosts = ['login.test']\nsecret = { command = ['printf', 'a\\tb'] }", "login.test", "holds a control character"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_without_the_secret(tmp_path: Path, text: str, host: str, said: str) -> None:
    with pytest.raises(CredentialProblem) as caught:
        read_credential("shop", host, credentials(tmp_path, text))
    assert said in str(caught.value)
    assert "planted" not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CredentialProblem, match="no such file"):
        read_credential("shop", "login.test", tmp_path / "none.toml")
    with pytest.raises(CredentialProblem, match="can not be read"):
        read_credential("shop", "login.test", tmp_path)


def test_a_command_gets_no_shell(tmp_path: Path) -> None:
    path = credentials(
        tmp_path, "[shop]\nhosts = ['login.test']\nsecret = { command = ['echo', '$SHOP_SECRET;', 'id'] }"
    )
    assert read_credential("shop", "login.test", path) == "Bearer $SHOP_SECRET; id"
