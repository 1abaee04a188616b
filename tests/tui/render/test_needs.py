"""Options of the command line as keys of the app."""

import pytest

from engine.models.trace import Need
from tui.render.needs import give_words, need_fact, need_hint, need_step


def need(give, stage="token"):
    return Need(stage=stage, check="token.issuer", fact="a fact", give=give)


@pytest.mark.parametrize(
    ("give", "words", "hint"),
    [
        ("--issuer URL, or --environment FILE", "the issuer (k), or an environment (ctrl+e)", "k gives it"),
        ("--environment FILE (make one with `apiwhy environment init`)",
         "an environment (ctrl+e) (make one with `apiwhy environment init`)", "ctrl+e chooses one"),
        ("--token FILE, or a capture that keeps the Authorization header",
         "the token (i), or a capture that keeps the Authorization header", "i opens the inputs"),
        ("[[users]] in the environment, or users_complete = true",
         "[[users]] in the environment, or users_complete = true", "ctrl+e chooses one"),
        ("the request with its whole URL", "the request with its whole URL", "i opens the inputs"),
        ("--something-new FILE", "--something-new FILE", "i opens the inputs"),
    ],
)  # fmt: skip
def test_each_way_to_give_a_fact_names_its_key(give, words, hint):
    assert give_words(give) == words
    assert need_hint(need(give)) == hint


def test_a_step_begins_with_a_verb():
    assert need_step(need("--jwks FILE")) == "give the keys (k)"
    assert need_step(need("paste the request as a curl command")) == "paste the request as a curl command"


@pytest.mark.parametrize(
    ("needs", "stage", "field"),
    [
        ([need("--jwks FILE|URL")], "token", "jwks"),
        ([need("--jwks FILE|URL"), need("--source-ip ADDRESS", "rules")], "rules", "source_ip"),
        ([need("--jwks FILE|URL")], "rules", "jwks"),
        ([need("--environment FILE"), need("--audience TEXT, or --environment FILE")], "token", "audiences"),
        ([need("--with FILE")], "token", "evidence"),
        ([need("the request with its whole URL")], "token", None),
        ([], "token", None),
    ],
)
def test_the_field_that_takes_what_is_missing_first_at_this_stage(needs, stage, field):
    class Lacking:
        def __init__(self):
            self.needs = needs

    assert need_fact(Lacking(), stage) == field
