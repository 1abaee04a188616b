from __future__ import annotations

import tomllib

import pytest
from pydantic import ValidationError

from engine.models.checks import FLOWS
from knowledge.schema import STAGES, Entry, Scenario

ENTRY = """
id = "418"
family = "status"
title = "Teapot"
summary = "The server is a teapot and cannot brew coffee."
meaning = "The server refuses to brew coffee because it is, permanently, a teapot, as the specification says."
where = [{ flow = "resource", endpoint = "api", stage = "upstream", status = 418 }]
causes = [{ cause = "It is a teapot.", check = "It has a short spout.", fix = "use a coffee pot", owner = "client" }]
troubleshoot = ["Look into it."]
not_this = [{ id = "503", why = "there the coffee is only out for now" }]
references = [{ spec = "RFC 2324", section = "2.3.2", url = "https://datatracker.ietf.org/doc/html/rfc2324" }]
related = ["503"]
"""


def test_the_stages_that_entries_name_are_those_of_the_engine():
    assert STAGES == FLOWS


def test_an_entry_reads_from_toml_and_optional_lists_are_empty():
    entry = Entry.model_validate(tomllib.loads(ENTRY))
    assert (entry.aliases, entry.servers_send, entry.reason) == ([], [], None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ('family = "weather"', "family"),
        ("title = 418", "title"),
        ('summary = "short"', "summary"),
        ("causes = []", "causes"),
        ("related = []", "related"),
        ("references = []", "references"),
        ('references = [{ spec = "RFC 2324", url = "http://plain.example" }]', "references.0.url"),
        ('where = [{ flow = "resource", status = 42 }]', "where.0.status"),
        ('color = "brown"', "color"),
        ('not_this = [{ id = "503", why = "no" }]', "not_this.0.why"),
    ],
)
def test_what_an_entry_may_not_have_is_refused_at_its_field(change, field):
    name = change.split(" = ")[0]
    lines = [line for line in ENTRY.splitlines() if not line.startswith(f"{name} = ")]
    with pytest.raises(ValidationError) as caught:
        Entry.model_validate(tomllib.loads("\n".join([change, *lines])))
    assert [".".join(map(str, row["loc"])) for row in caught.value.errors()] == [field]


def test_a_scenario_needs_no_more_than_a_reason_a_time_and_words():
    raw = {"reason": "a.b", "title": "Title", "summary": "A small broken world.", "now": "2026-03-04T10:11:12Z"}
    scenario = Scenario.model_validate(raw)
    assert (scenario.shows, scenario.tokens, scenario.evidence) == ("reason", {}, [])
    with pytest.raises(ValidationError):
        Scenario.model_validate({**raw, "tokens": {"access": {"header": {}, "claims": {}, "key": "my-own"}}})
