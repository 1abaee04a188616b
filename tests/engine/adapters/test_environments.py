"""Reading environment files, and the keys beside them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from engine.adapters.environments import (
    MOST_KEY_BYTES,
    EnvironmentFile,
    check_environment_file,
    read_environment,
)
from engine.environment.problems import EnvironmentProblems

KEYS = '{"keys": [{"kty": "oct"}]}'
TEXT = """\
name = "x"
[[issuers]]
name = "beside"
issuer = "https://a.test"
jwks = "keys/login.jwks.json"
[[issuers]]
name = "inline"
issuer = "https://b.test"
jwks = { keys = [{ kty = "oct" }] }
[[issuers]]
name = "online"
issuer = "https://c.test"
jwks = "https://login.test/jwks"
[[issuers]]
name = "none"
issuer = "https://d.test"
[[clients]]
id = "web"
jwks = "keys/login.jwks.json"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "login.jwks.json").write_text(KEYS, "utf-8")
    return tmp_path / "environment.toml"


def read(file: Path, text: str) -> EnvironmentFile:
    file.write_text(text, "utf-8")
    return read_environment(file)


def refusal(file: Path) -> str:
    with pytest.raises(EnvironmentProblems) as caught:
        read_environment(file)
    return str(caught.value).replace(str(file), "e")


def test_the_example_comes_with_its_keys() -> None:
    found = read_environment(Path(__file__).parents[2] / "data" / "examples" / "meme-game.toml")
    assert {name: json.loads(text)["keys"][0]["kty"] for name, text in found.jwks.items()} == {
        "sso": "RSA",
        "partner": "EC",
    }
    assert found.problems == ()


def test_keys_come_with_the_environment(file: Path) -> None:
    found = read(file, TEXT)
    assert found.environment.name == "x"
    assert found.path == file
    assert found.jwks["beside"] == KEYS
    assert json.loads(found.jwks["inline"]) == {"keys": [{"kty": "oct"}]}
    assert set(found.jwks) == {"beside", "inline"}
    assert found.client_jwks == {"web": KEYS}
    assert found.online_only == ("online",)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "missing.json",
            None,
            "`missing.json`: no such file, wanted the JWK Set saved there, beside this file, or no `jwks`",
        ),
        ("keys", None, "`keys` is no file, wanted a file with a JWK Set"),
        ("k.pem", b"-----BEGIN PUBLIC KEY-----\n", "`k.pem` is a PEM file, wanted a JWK Set, which is JSON"),
        ("k.json", b"{", '`k.json` is not a JSON object, wanted a JWK Set such as `{"keys": [...]}`'),
        ("k.json", b"[]", '`k.json` is not a JSON object, wanted a JWK Set such as `{"keys": [...]}`'),
        ("k.json", b'{"keys": []}', "`k.json` has no keys, wanted a JWK Set with the keys that sign"),
        (
            "k.json",
            b'{"issuer": "https://a.test", "jwks_uri": "https://a.test/keys"}',
            "`k.json` is metadata, wanted the JWK Set that the `jwks_uri` in it leads to",
        ),
        ("k.json", b"\n\xff", "`k.json`: saw the byte `0xff`, wanted text in UTF-8"),
        ("k.json", b"[" * 100_000, '`k.json` is not a JSON object, wanted a JWK Set such as `{"keys": [...]}`'),
        ("k.json", b" " * (MOST_KEY_BYTES + 1), "`k.json`: more than 1 MiB, wanted 1 MiB at most"),
        (
            "/etc/hosts",
            None,
            "saw an absolute path, wanted a path from this file's folder, such as `keys/login.jwks.json`",
        ),
        (
            "\\\\\\\\host\\\\a",
            None,
            "saw an absolute path, wanted a path from this file's folder, such as `keys/login.jwks.json`",
        ),
        (
            "a\\u0000b",
            None,
            "`a\\u0000b`: can not be read: embedded null byte, wanted the JWK Set saved there, beside this file, or no `jwks`",
        ),
    ],
)
def test_keys_that_can_not_be_read_are_a_problem_at_their_line(
    file: Path, name: str, content: bytes | None, problem: str
) -> None:
    if content is not None:
        (file.parent / name).write_bytes(content)
    found = read(file, f'name = "x"\n[[issuers]]\nname = "i"\nissuer = "https://i.test"\njwks = "{name}"\n')
    assert [str(one).removeprefix(str(file)) for one in found.problems] == [f":5:1 issuers[0].jwks: {problem}"]
    assert found.jwks == {}
    assert found.environment.name == "x"


def test_what_is_odd_can_be_used_and_is_said_in_the_order_of_the_file(file: Path) -> None:
    text = """name = "x"
issuers = [{ name = "sso", issuer = "login.test", jwks = "no.json" }]
[[clients]]
id = "web"
protocol = "saml"
"""
    found = read(file, text)
    assert found.environment.issuers[0].issuer == "login.test"
    assert [str(one).removeprefix(str(file)).partition(":")[2].partition(" ")[0] for one in found.problems] == [
        "2:28",
        "2:51",
        "5:1",
    ]
    assert "`saml`, which is not supported" in str(found.problems[2])


def test_a_file_that_can_not_be_used_says_everything_with_its_keys_at_once(file: Path) -> None:
    file.write_text('nam = "x"\n[[issuers]]\nname = "i"\njwks = "no.json"\n[[clients]]\nid = "c"\njwks = 5\n', "utf-8")
    assert refusal(file).split("\n") == [
        "e:1:1 nam: unknown key, did you mean `name`?",
        "e:2:1 issuers[0].issuer: missing, wanted a string",
        "e:4:1 issuers[0].jwks: `no.json`: no such file, wanted the JWK Set saved there, beside this file, or no `jwks`",
        "e:7:1 clients[0].jwks: saw an integer, wanted a string or a table",
    ]


def test_a_key_source_that_the_loader_refuses_is_said_once(file: Path) -> None:
    file.write_text('name = "x"\n[[issuers]]\nname = "i"\nissuer = "https://i.test"\njwks = "file:///keys"\n', "utf-8")
    assert refusal(file).count("issuers[0].jwks") == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            b"name = \n",
            "e:1:8: not TOML: invalid value, wanted a value: a text in quotation marks, a number, `true`, `false`, "
            "a list or a table",
        ),
        (b'name = "x"\n# \xe9\n', "e:2:1: saw the byte `0xe9`, wanted text in UTF-8"),
        ('name = "x"'.encode("utf-16"), "e:1:1: saw text in UTF-16, wanted text in UTF-8"),
    ],
)
def test_a_file_that_is_no_toml_is_refused(file: Path, content: bytes, problem: str) -> None:
    file.write_bytes(content)
    assert refusal(file) == problem


def test_a_byte_order_mark_is_no_mistake(file: Path) -> None:
    assert read(file, '\ufeffname = "x"').environment.name == "x"


def test_a_file_that_is_not_there_and_a_folder_are_refused(file: Path) -> None:
    wanted = "an environment file; `apiwhy environment init` prints a first one"
    assert refusal(file) == f"e: no such file, wanted {wanted}"
    assert refusal(file.parent).endswith(": saw a folder, wanted a file")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read every file")
def test_a_file_that_may_not_be_read_is_refused(file: Path) -> None:
    file.write_text(TEXT, "utf-8")
    file.chmod(0)
    assert refusal(file) == "e: not allowed to read it, wanted a file that you may read"


def test_a_path_of_another_kind_is_refused_too(file: Path) -> None:
    assert refusal(file.with_name("a\0b")).endswith(
        "can not be read: embedded null byte, wanted an environment file; `apiwhy environment init` prints a first one"
    )
    file.write_text(TEXT, "utf-8")
    assert "not a directory" in refusal(file / "below")


def test_a_check_of_a_file_reads_the_keys_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "e.toml"
    file.write_text('name = "x"\nissuers = [{ name = "i", issuer = "https://l.test", jwks = "none.json" }]\n')
    checked = check_environment_file(file)

    assert checked.environment is not None
    assert [(one.finding, one.line, one.column) for one in checked.findings] == [("issuers.keys_unreadable", 2, 53)]


def test_a_check_of_a_file_that_is_no_toml_is_a_finding_and_of_none_an_error(tmp_path: Path) -> None:
    file = tmp_path / "e.toml"
    file.write_text("[[a")

    assert [one.finding for one in check_environment_file(file).findings] == ["file.not_toml"]
    with pytest.raises(EnvironmentProblems, match="no such file"):
        check_environment_file(tmp_path / "none.toml")


def test_a_check_of_a_file_compares_with_what_is_deployed(tmp_path: Path) -> None:
    file = tmp_path / "e.toml"
    file.write_text('name = "x"\n')
    deployed = read_environment(file).environment
    file.write_text(
        'name = "x"\nissuers = [{ name = "i", issuer = "https://l.test" }]\n'
        '[[api_services]]\nname = "A"\nbase_urls = ["https://a.test"]\nissuer = "i"\n'
    )
    found = {one.finding for one in check_environment_file(file, deployed=deployed).findings}

    assert "api_services.never_deployed" in found
    assert "api_services.never_deployed" not in {one.finding for one in check_environment_file(file).findings}
