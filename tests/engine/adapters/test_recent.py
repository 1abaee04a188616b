"""The environments used last."""

import json

from engine.adapters.recent import KEPT, read_recent, remember


def test_the_newest_comes_first_once(tmp_path):
    file = tmp_path / "state" / "recent.json"
    for name in ("/a.toml", "/b.toml", "/a.toml"):
        remember(name, file)

    assert read_recent(file) == ("/a.toml", "/b.toml")
    assert file.stat().st_mode & 0o777 == 0o600


def test_only_so_many_are_kept(tmp_path):
    file = tmp_path / "recent.json"
    for number in range(KEPT + 3):
        remember(f"/{number}.toml", file)

    assert len(read_recent(file)) == KEPT
    assert read_recent(file)[0] == f"/{KEPT + 2}.toml"


def test_a_path_is_kept_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    remember("shop.toml", tmp_path / "recent.json")

    assert read_recent(tmp_path / "recent.json") == (str(tmp_path / "shop.toml"),)


def test_a_list_that_cannot_be_used_is_no_list(tmp_path):
    file = tmp_path / "recent.json"
    assert read_recent(file) == ()
    file.write_text("{half")
    assert read_recent(file) == ()
    file.write_text(json.dumps({"not": "a list"}))
    assert read_recent(file) == ()
    file.write_text(json.dumps(["/a.toml", 7]))
    assert read_recent(file) == ("/a.toml",)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")

    remember("/a.toml", blocked / "recent.json")

    assert read_recent(blocked / "recent.json") == ()


def test_by_default_it_is_in_the_state_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    remember("/a.toml")

    assert read_recent() == ("/a.toml",)
    assert (tmp_path / "apiwhy" / "recent-environments.json").is_file()
