"""A request object and the parameters in it."""

from __future__ import annotations

from engine.issuing.form import Sent
from engine.issuing.request_object import object_of, parameters_of
from engine.tokens.jose import Jws, MalformedToken
from tests.support.world import sign

TOKEN = sign({"iss": "web", "exp": 1, "scope": "a b", "max_age": 5, "claims": {"x": 1}, "client_id": "web"})


def test_the_parameters_it_carries_are_texts_and_none_of_its_own_claims() -> None:
    sent = Sent((("request", TOKEN), ("scope", "c")), shown=True)
    assert isinstance(object_of(sent), Jws)
    assert parameters_of(sent) == {"scope": "a b", "max_age": "5", "client_id": "web"}


def test_none_and_a_broken_one() -> None:
    assert object_of(Sent()) is None
    broken = Sent((("request", "a.b"),))
    assert isinstance(object_of(broken), MalformedToken)
    assert parameters_of(broken) == {}
