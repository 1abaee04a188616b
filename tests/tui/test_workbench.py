"""The one door to the engine: inputs in, a diagnosis out, never an exception; what is asked for is recorded once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as texts
from msgspec.structs import replace

from engine.adapters.store import AuditStore
from tests.support.sources import ROOT
from tui.online import Online
from tui.workbench import DEMO, Inputs, Workbench

EXAMPLES = ROOT / "tests" / "data" / "examples"
WORLD = str(EXAMPLES / "meme-game.toml")
ALLOWED = (EXAMPLES / "requests" / "allowed.txt").read_text()
EXPIRED = (EXAMPLES / "requests" / "expired.txt").read_text()
NOW = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
SEVERAL = (EXAMPLES / "ticket-full.har").read_text()
ONE_GOOD = '{"log": {"entries": [7, {"request": {"method": "GET", "url": "https://a.test/1"}}]}}'


@pytest.fixture
def store(tmp_path: Path):
    with AuditStore.open(tmp_path / "audit.sqlite") as opened:
        yield opened


@pytest.fixture
def bench(store) -> Workbench:
    return Workbench(store=store)


def test_a_request_against_an_environment(bench):
    found = bench.diagnose(Inputs(text=EXPIRED, environment=WORLD, now=NOW))

    assert (found.trace.verdict, found.trace.reason, found.trace.environment) == (
        "refused",
        "token.expired",
        "meme-game",
    )
    assert found.exchange.request.header("authorization").startswith("Bearer eyJ")
    assert (found.problem, found.problems, found.capture, found.unread) == (None, (), None, ())


def test_several_exchanges_are_a_capture_to_choose_from(bench):
    found = bench.diagnose(Inputs(text=SEVERAL, environment=WORLD))

    assert (found.trace, found.problem) == (None, None)
    assert len(found.capture.exchanges) == 16
    assert bench.judge(found.capture.exchanges[4][1], found.inputs).reason == "token.expired"


def test_a_bad_record_beside_one_good_one_is_kept(bench):
    found = bench.diagnose(Inputs(text=ONE_GOOD))

    assert found.trace is not None
    assert [problem.where for problem in found.unread] == ["entry 0"]


def test_what_cannot_be_read_is_a_problem(bench):
    found = bench.diagnose(Inputs(text="what is this"))

    assert found.trace is None
    assert found.problems == (found.problem,)
    assert found.problem.seen == "3 words that are no request, response, HAR, token or log line"


def test_every_problem_of_environment_and_keys_is_there_the_first_is_the_problem(bench, tmp_path):
    file = tmp_path / "shop.toml"
    file.write_text('name = 1\nnme = "x"\n')

    found = bench.diagnose(Inputs(text="401", environment=str(file), jwks="nothing"))

    assert [problem.where.rpartition("/")[2] for problem in found.problems] == [
        "shop.toml:1:1 name",
        "shop.toml:2:1 nme",
        "--jwks",
    ]
    assert found.problem == found.problems[0]


def test_an_environment_is_read_again_only_when_its_file_changed(bench, tmp_path):
    file = tmp_path / "shop.toml"
    file.write_text('name = "before"\n')
    first = bench.world(str(file))
    assert bench.world(str(file)) is first

    file.write_text('name = "afterwards"\n')
    assert bench.world(str(file)).environment.name == "afterwards"


def test_keys_that_changed_beside_it_are_noticed_too(bench, tmp_path):
    file, keys = tmp_path / "meme-game.toml", tmp_path / "keys"
    file.write_text(Path(WORLD).read_text("utf-8"))
    inputs = Inputs(text=ALLOWED, environment=str(file), now=NOW)
    assert bench.diagnose(inputs).trace.verdict == "undetermined"

    copytree(Path(WORLD).parent / "keys", keys)
    assert bench.diagnose(inputs).trace.verdict == "allowed"

    jwks = json.loads((keys / "sso.jwks.json").read_text("utf-8"))
    jwks["keys"][0]["kid"] = "another"
    (keys / "sso.jwks.json").write_text(json.dumps(jwks))
    assert bench.diagnose(inputs).trace.reason == "token.key_unknown"


def test_notices_of_environment_and_keys_are_together(bench, tmp_path):
    file = tmp_path / "shop.toml"
    file.write_text(
        'name = "x"\n[[issuers]]\nname = "login"\nissuer = "https://a.test"\njwks = "https://a.test/keys"\n'
    )
    inputs = Inputs(text="401", environment=str(file), jwks='{"keys": [7]}')

    first, second = bench.notices(inputs)

    assert bench.world(str(file)).offline == (first,)
    assert "stand at a URL" in first
    assert second == "--jwks: key 0: saw a JSON int, wanted an object"
    assert bench.problems(inputs) == ()
    bench.online = Online(ask=lambda _: False, say=lambda _: None)
    assert bench.notices(inputs) == (second,)


def test_given_keys_judge_before_those_of_the_environment(bench):
    inputs = Inputs(text=EXPIRED, environment=WORLD, now=NOW)
    partner = (EXAMPLES / "keys" / "partner.jwks.json").read_text()

    assert bench.diagnose(inputs).trace.reason == "token.expired"
    assert bench.diagnose(replace(inputs, jwks=partner)).trace.reason == "token.key_unknown"


def test_keys_that_cannot_be_read_stop_no_judgement_of_a_capture(bench):
    exchange = bench.read(Inputs(text=EXPIRED)).exchanges[0][1]

    assert bench.judge(exchange, Inputs(jwks="nothing", now=NOW)).verdict == "refused"


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("401", True),
        ("invalid_grant", True),
        ("token.expired", False),
        ("", False),
        ("x" * 5000, False),
        ("a\0b", False),
    ],
    ids=lambda word: str(word)[:20],
)
def test_a_word_that_can_be_diagnosed(bench, word, known):
    assert bench.knows(word) is known


def test_a_file_wins_over_a_code(bench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "401").write_text("x")

    assert bench.knows("401") is False


def test_a_scenario_is_its_texts_in_its_world_at_its_time(bench):
    inputs = bench.scenario("token.expired")

    assert (inputs.environment, inputs.now) == (f"{DEMO}token.expired", NOW)
    assert bench.diagnose(inputs).trace.reason == "token.expired"
    for name in ("no.such", "../token.expired", "x" * 300, ""):
        with pytest.raises(KeyError):
            bench.scenario(name)


def test_a_diagnosis_is_one_event_two_with_a_response_none_without_a_trace(bench, store):
    for text, count in ((EXPIRED, 1), ("401", 2), ("what is this", 0), (SEVERAL, 0)):
        assert len(bench.record(bench.diagnose(Inputs(text=text)))) == count
    assert store.count().events == 3
    assert bench.store_notice is None


def test_a_replay_is_one_event_and_one_a_request_where_asked(bench, store):
    from engine.replay.rows import row_of, summarise

    inputs = Inputs(environment=WORLD)
    traces = [bench.judge(exchange, inputs) for _, exchange in bench.read(Inputs(text=SEVERAL)).exchanges]
    summary = summarise([row_of(index, trace) for index, trace in enumerate(traces)])

    [alone] = bench.record_replay("some/where/ticket.har", summary, inputs)
    together = bench.record_replay("ticket.har", summary, inputs, traces[:2])

    assert (alone.type, alone.environment) == ("Capture Replayed", "meme-game")
    assert "where/ticket" not in alone.description
    assert [event.type for event in together][-1] == "Capture Replayed"
    assert len(together) == 5
    assert {event.correlation_id for event in together} == {together[-1].id}
    assert store.count().events == 6


def test_a_store_that_fails_is_a_notice_and_no_exception(tmp_path):
    opened = AuditStore.open(tmp_path / "audit.sqlite")
    bench = Workbench(store=opened)
    opened.close()

    assert bench.record(bench.diagnose(Inputs(text="401"))) == ()
    assert "could not be written" in (bench.store_notice or "")


def test_the_store_is_opened_when_it_is_needed(tmp_path, monkeypatch):
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "data"))
    bench = Workbench()
    found = bench.diagnose(Inputs(text="401"))
    assert not (tmp_path / "data").exists()

    bench.record(found)
    bench.store.close()
    assert (tmp_path / "data" / "audit.sqlite").stat().st_mode & 0o777 == 0o600


PIECES = texts.sampled_from(
    ["curl ", "https://a.test/x", " -H '", "Authorization: Bearer ", "eyJhbGciOiJub25lIn0", ".", "'", '"', "\n", "HTTP/1.1 ",
     "401", "{", "}", '"log"', ":", "[", "]", '"entries"', "GET / HTTP/1.1", "\\", "%", "\x00", "é", "\ud800", "[ping-auth]",
     "invalid_token", "0" * 400, "$TOKEN", "\r\n", "> ", "< ", "?code=1", "-d ", "@"]
)  # fmt: skip
ANYTHING = texts.one_of(texts.text(max_size=60), texts.lists(PIECES, max_size=14).map("".join))
SHARED = Workbench()


@given(
    text=ANYTHING, token=ANYTHING, response=ANYTHING, evidence=ANYTHING, environment=texts.sampled_from([None, WORLD])
)
@settings(max_examples=150, deadline=None)
def test_nothing_that_is_pasted_raises(text, token, response, evidence, environment):
    inputs = Inputs(text=text, token=token, response=response, evidence=(evidence,), environment=environment, now=NOW)

    found = SHARED.diagnose(inputs)

    assert (found.trace is not None) + (found.capture is not None) + (found.problem is not None) == 1


def test_the_families_of_the_guide_are_listed_once(bench):
    assert bench.families == bench.catalog.families()
    assert bench.families is bench.families
