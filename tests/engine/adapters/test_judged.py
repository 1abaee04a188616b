"""The copy that was deployed judges, and the file where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.adapters.deployments import record_deployment, whole_path
from engine.adapters.judged import read_beside, read_judged
from engine.adapters.store_place import default_file
from engine.environment.problems import EnvironmentProblems
from engine.models.deployment import Deployment

TEXT = """name = "shop"
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "Orders"
base_urls = ["https://a.test/orders"]
issuer = "sso"
"""
AT = "as deployed 2026-03-04T10:11:12Z by kim"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "data"))
    path = tmp_path / "shop.toml"
    path.write_text(TEXT)
    return path


def deploy(path: Path, text: str = TEXT) -> None:
    record_deployment(Deployment("shop", whole_path(path), "2026-03-04T10:11:12Z", "kim", "0", text), ())


def test_without_a_copy_the_file_judges(file: Path) -> None:
    judged = read_judged(file)

    assert (judged.deployment, judged.draft, judged.file.problems) == (None, None, ())


def test_an_unchanged_file_is_its_copy(file: Path) -> None:
    deploy(file)
    file.write_text(f"# a comment\n{TEXT}")
    judged = read_judged(file)

    assert judged.deployment is not None
    assert judged.deployment.said == AT
    assert (judged.draft, judged.file.problems) == (None, ())


def test_a_changed_file_is_a_draft(file: Path) -> None:
    deploy(file)
    file.write_text(TEXT.replace("https://a.test/orders", "https://b.test/orders"))
    judged = read_judged(file)

    assert judged.draft is not None
    assert judged.file.environment.api_services[0].base_urls == ("https://a.test/orders",)
    assert judged.draft.api_services[0].base_urls == ("https://b.test/orders",)
    assert [str(one) for one in judged.file.problems] == [f"{file}: judged {AT}; the file has changed since"]


def test_what_the_file_says_otherwise_is_a_notice_at_its_line(file: Path) -> None:
    deploy(file)
    file.write_text(f'{TEXT}deployment = "never"\n')
    judged = read_judged(file)

    assert judged.file.environment.api_services[0].deployment == "deployed"
    assert [str(one) for one in judged.file.problems] == [
        f"{file}:9:1 api_services[0].deployment: saw `never`, but it is as it was deployed ({AT}), "
        "wanted no `deployment`: what was recorded counts"
    ]


def test_a_broken_file_is_broken_whatever_was_deployed(file: Path) -> None:
    deploy(file)
    file.write_text("name = 7\n")

    with pytest.raises(EnvironmentProblems):
        read_judged(file)


@pytest.mark.parametrize("text", ["name = ", TEXT.replace('issuer = "sso"', "odd = 1")])
def test_a_copy_that_cannot_be_used_is_said(file: Path, text: str) -> None:
    deploy(file, text)
    judged = read_judged(file)

    assert judged.deployment is None
    assert judged.file.environment.api_services[0].name == "Orders"
    assert "its deployed copy cannot be used, the file is judged by" in str(judged.file.problems[-1])


def test_a_store_that_cannot_be_read_is_said(file: Path) -> None:
    deploy(file)
    for path in default_file().parent.glob("audit.sqlite*"):
        path.unlink()
    default_file().write_bytes(b"no SQLite file at all, and longer than its header " * 4)
    judged = read_judged(file)

    assert judged.deployment is None


def test_secrets_of_the_file_stand_where_the_copy_has_none(file: Path) -> None:
    statement = '[[statements]]\nname = "s"\ncode = "set-headers"\npayload = { password = "hunter2-secret" }\n'
    deploy(file, TEXT + statement.replace("hunter2-secret", "•••"))
    file.write_text(TEXT + statement)

    assert read_judged(file).file.environment.statements[0].payload == {"password": "hunter2-secret"}


def test_a_draft_is_what_deploying_the_file_would_make_and_the_file_stays_as_it_is(file: Path) -> None:
    deploy(file)
    file.write_text(f'{TEXT}audience = "orders"\ndeployment = "never"\n')
    judged = read_judged(file)

    assert judged.draft is not None
    assert judged.draft.api_services[0].audience == "orders"
    assert (judged.draft.api_services[0].deployment, judged.written.api_services[0].deployment) == ("deployed", "never")
    assert judged.file.environment.api_services[0].audience is None


def test_a_file_beside_its_copy(file: Path) -> None:
    assert read_beside(file) is None
    deploy(file)
    file.write_text(TEXT.replace("https://a.test/orders", "https://b.test/orders"))
    found = read_beside(file)

    assert found is not None
    assert found.deployment.said == AT
    assert [one.api_services[0].base_urls for one in (found.before, found.after)] == [
        ("https://a.test/orders",),
        ("https://b.test/orders",),
    ]
