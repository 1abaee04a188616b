"""What a half-typed path could mean."""

import os

import pytest

from engine.adapters.folders import list_paths


@pytest.fixture
def tree(tmp_path, monkeypatch):
    (tmp_path / "requests").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "request.txt").write_text("curl https://a.test")
    (tmp_path / "requests" / "one.har").write_text("{}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_folders_come_first_and_hidden_ones_wait_for_a_dot(tree):
    assert [found.path for found in list_paths("")] == ["requests/", "request.txt"]
    assert [found.path for found in list_paths(".")] == [".hidden/"]


def test_what_was_typed_narrows(tree):
    assert [(found.path, found.is_folder, found.size) for found in list_paths("request")] == [
        ("requests/", True, 0), ("request.txt", False, 19),
    ]  # fmt: skip
    assert [found.path for found in list_paths("requests/")] == ["requests/one.har"]


def test_a_whole_path_is_listed_as_it_was_typed(tree):
    assert [found.path for found in list_paths(f"{tree}/req")] == [f"{tree}/requests/", f"{tree}/request.txt"]


def test_home_is_understood(tree, monkeypatch):
    monkeypatch.setenv("HOME", str(tree))

    assert [found.path for found in list_paths("~/req")] == ["~/requests/", "~/request.txt"]


def test_a_broken_link_is_listed_and_a_folder_that_is_not_there_lists_nothing(tree):
    os.symlink(tree / "gone", tree / "dangling")

    assert [(found.path, found.size) for found in list_paths("dang")] == [("dangling", 0)]
    assert list_paths("nowhere/") == ()
    assert list_paths("request.txt/") == ()
