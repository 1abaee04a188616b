"""How options become inputs, and how what is wrong with them is said. What users see of it is in `diagnose_cases.toml`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tui.cli.options import (
    ALLOWED,
    REFUSED,
    UNDETERMINED,
    USAGE,
    CannotRead,
    environment_name,
    file_name,
    piped,
    printable,
    say,
    shared_inputs,
    worst,
)


def options(*words):
    from tui.cli.diagnose import parser

    return parser().read([str(word) for word in words])


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], ALLOWED),
        ([ALLOWED], ALLOWED),
        ([ALLOWED, UNDETERMINED], UNDETERMINED),
        ([UNDETERMINED, REFUSED, ALLOWED], REFUSED),
        ([REFUSED, USAGE, UNDETERMINED], USAGE),
    ],
)
def test_the_worst_code(codes, code):
    assert worst(codes) == code


def test_nothing_given_is_nothing():
    from tui.inputs import Inputs

    assert shared_inputs(options()) == Inputs()


def test_every_option_arrives(tmp_path):
    for name in ("token", "response", "log", "keys", "world"):
        (tmp_path / name).write_text(f"the {name}")
    words = ["--token", tmp_path / "token", "--response", tmp_path / "response", "--with", tmp_path / "log"]
    words += ["--jwks", tmp_path / "keys", "--environment", tmp_path / "world", "--issuer", " https://i.test "]
    words += ["--audience", "a", "--audience", "b c", "--scope", "x  y", "--scope", "z"]
    words += ["--now", "2026-03-04T11:11:12+01:00", "--source-ip", " 203.0.113.9 "]

    inputs = shared_inputs(options(*words))

    assert (inputs.token, inputs.response, inputs.evidence) == ("the token", "the response", ("the log",))
    assert (inputs.jwks, inputs.environment) == ("the keys", str(tmp_path / "world"))
    assert (inputs.given.issuer, inputs.given.audiences) == ("https://i.test", ("a", "b c"))
    assert inputs.given.scopes == ("x", "y", "z"), "a scope has no space in it (RFC 6749 section 3.3)"
    assert (inputs.now, inputs.source_ip) == (datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC), "203.0.113.9")


def test_a_certificate_is_read_to_its_thumbprint(tmp_path):
    from tests.support.proofs import certificate_pem, certificate_thumbprint

    (tmp_path / "client.pem").write_text(certificate_pem())
    certificate = shared_inputs(options("--certificate", tmp_path / "client.pem")).given.certificate
    assert certificate is not None
    assert (certificate.thumbprint, certificate.subject) == (certificate_thumbprint(), "CN=dispatch")
    with pytest.raises(CannotRead, match=r"there is no file `.*none.pem` \(--certificate\)"):
        shared_inputs(options("--certificate", tmp_path / "none.pem"))


def test_the_network_is_the_workbenchs_where_it_is_asked_for(capsys):
    from tui.cli.options import allow_network
    from tui.workbench import Workbench

    workbench = Workbench()
    allow_network(workbench, options())
    assert workbench.online is None
    allow_network(workbench, options("--online"))
    assert workbench.online is not None
    with pytest.raises(CannotRead, match="does nothing without --online"):
        allow_network(workbench, options("--introspect"))


def test_in_the_app_nobody_is_asked_at_the_terminal_and_a_token_is_not_agreed_to(capsys):
    from tui.cli.options import allow_network
    from tui.contacts import Contact
    from tui.workbench import Workbench

    workbench = Workbench()
    allow_network(workbench, options("--online", "--allow-host", "login.test", "--introspect"), in_app=True)
    assert workbench.online is not None
    assert workbench.online.notices == ["--introspect: in the app, o asks before the token is sent"]
    assert workbench.online._ask(Contact("other.test", "keys", "somebody")) is False
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("request.txt", "request.txt"),
        ("tickets/2026/1a2b3c4d5e6f7g8h", "tickets/2026/1a2b3c4d5e6f7g8h"),
        ("notes", "notes"),
        ("1a2b3c4d5e6f7g8h9i", "•••"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.•••"),
    ],
)
def test_the_name_of_a_file_may_be_a_secret_in_the_wrong_place(word, shown):
    assert file_name(word) == shown


def test_what_is_said_is_redacted_line_by_line(capsys):
    say("first\x1b[31m\nthe header Authorization: Bearer abcDEF123456ghiJKL was seen")

    assert capsys.readouterr() == (
        "",
        "apiwhy: first\\x1b[31m\napiwhy: the header Authorization: Bearer ••• was seen\n",
    )
    assert printable("plain words") == "plain words"


def test_the_environment_of_the_option_needs_no_word(capsys):
    assert environment_name("shop.toml") == "shop.toml"
    assert capsys.readouterr().err == ""


def test_the_environment_of_the_variable_is_said(capsys, monkeypatch):
    monkeypatch.setenv("APIWHY_ENVIRONMENT", "~/shop.toml")
    monkeypatch.setenv("HOME", "/somewhere")

    assert environment_name(None) == "/somewhere/shop.toml"
    assert capsys.readouterr().err == "apiwhy: environment: /somewhere/shop.toml ($APIWHY_ENVIRONMENT)\n"


def test_no_environment_is_none_without_a_word(capsys):
    assert environment_name(None) is None
    assert capsys.readouterr().err == ""


def test_a_blank_file_behind_an_option_is_no_input(tmp_path):
    (tmp_path / "blank").write_text(" \n")

    with pytest.raises(CannotRead, match=r"blank` is empty \(--with\)"):
        shared_inputs(options("--with", tmp_path / "blank"))


def test_standard_input_can_be_behind_an_option(cli):
    said = cli("diagnose", "401", "--with", "-", stdin="nothing that is known")

    assert "not understood: `nothing that is known`" in said.out


def test_a_keyboard_is_no_pipe(cli, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    assert piped() is False
