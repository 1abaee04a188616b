"""An environment as its screen has it: lines, problems, and which requests a change flips."""

import shutil
from datetime import UTC, datetime

from engine.adapters.store import AuditStore
from tests.support.world import catalog
from tests.tui.test_workbench import EXAMPLES
from tui.checked import find_flips, read_checked, with_findings
from tui.cli.environment.deploy import run as run_deploy
from tui.inputs import Inputs
from tui.workbench import Workbench
from tui.worlds import state_of

NOW = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)


def bench(tmp_path):
    return Workbench(catalog=catalog(), store=AuditStore.open(tmp_path / "audit.sqlite"))


def test_a_file_has_the_lines_of_its_tables():
    file = EXAMPLES / "meme-game.toml"
    checked = read_checked(Workbench(catalog=catalog()), str(file))
    lines = file.read_text("utf-8").splitlines()

    assert checked.environment is not None
    assert lines[checked.lines["api_services", 0, "operations", 1] - 1].strip() == "[[api_services.operations]]"
    assert checked.state == state_of(checked.files)


def test_none_and_a_demo_have_no_file():
    workbench = Workbench(catalog=catalog())

    assert read_checked(workbench, None).environment is None
    assert read_checked(workbench, "demo:token.expired").file == ""
    assert read_checked(workbench, "demo:token.expired").environment is not None


def test_requests_against_the_changed_environment_are_judged_again(tmp_path):
    shutil.copytree(EXAMPLES / "keys", tmp_path / "keys")
    file = tmp_path / "meme-game.toml"
    shutil.copy(EXAMPLES / "meme-game.toml", file)
    workbench = bench(tmp_path)
    texts = [(EXAMPLES / "requests" / f"{name}.txt").read_text("utf-8") for name in ("allowed", "expired")]
    recent = [workbench.diagnose(Inputs(text=text, environment=str(file), now=NOW)) for text in texts]
    other = workbench.diagnose(Inputs(text=texts[0], now=NOW))
    file.write_text(file.read_text("utf-8").replace('"meme-game:write"] }', '"meme-game:admin"] }'), "utf-8")

    flips = find_flips(workbench, [*recent, other], str(file))

    assert [(flip.number, flip.before, flip.after) for flip in flips] == [
        (0, "allowed", "refused (rules.scope_missing)"),
        (1, "refused (token.expired)", "refused (token.expired)"),
    ]
    assert flips[0].request.startswith("POST https://localhost:8443/meme-game/")


def test_the_file_is_shown_and_judges_what_would_flip_where_a_copy_is_deployed(tmp_path, monkeypatch):
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "data"))
    shutil.copytree(EXAMPLES / "keys", tmp_path / "keys")
    file = tmp_path / "meme-game.toml"
    shutil.copy(EXAMPLES / "meme-game.toml", file)
    assert run_deploy([str(file)]) == 0
    file.write_text(file.read_text("utf-8").replace('"meme-game:write"] }', '"meme-game:admin"] }'), "utf-8")
    workbench = bench(tmp_path)
    text = (EXAMPLES / "requests" / "allowed.txt").read_text("utf-8")
    recent = [workbench.diagnose(Inputs(text=text, environment=str(file), now=NOW))]
    checked = with_findings(read_checked(workbench, str(file)))

    assert checked.environment is not None
    assert "meme-game:admin" in checked.environment.api_services[0].operations[1].scopes.all
    assert checked.deployment.startswith("as deployed 20")
    assert checked.changes is not None
    assert [change.effect for change in checked.changes] == ["widens", "narrows"]
    flips = find_flips(workbench, recent, str(file))
    assert [(flip.before, flip.after) for flip in flips] == [("allowed", "refused (rules.scope_missing)")]
    assert workbench.judge(recent[0].exchange, recent[0].inputs).verdict == "allowed"
