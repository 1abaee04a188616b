"""DPoP proofs that a capture shows more than once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.asking import make_question
from engine.captures import read_capture
from engine.pipeline import diagnose
from tests.support.proofs import bound_token, make_proof
from tests.support.world import NOW, catalog, demo_keys, environment

TOKEN = bound_token()


def har(*proofs: str | None, name: str = "DPoP") -> str:
    """A HAR with a call for each proof; None is a call without one."""
    entries: list[dict[str, Any]] = []
    for proof in proofs:
        headers = [{"name": "Authorization", "value": f"DPoP {TOKEN}"}]
        headers += [{"name": name, "value": proof}] if proof else []
        request = {"method": "GET", "url": "https://api.shop.test/orders/7", "headers": headers}
        entries.append(
            {
                "startedDateTime": "2026-03-04T10:11:12Z",
                "request": request,
                "response": {"status": 200, "headers": [], "content": {}},
            }
        )
    return json.dumps({"log": {"entries": entries}})


def marks(text: str) -> list[int | None]:
    return [exchange.proof_sent_in for _, exchange in read_capture(text).exchanges]


@pytest.mark.parametrize(
    ("proofs", "marked"),
    [
        (("a", "b", "a", "a"), [None, None, 0, 0]),
        (("a", None, "a"), [None, None, 0]),
        ((None, None), [None, None]),
        (("a", "b"), [None, None]),
        (("a",), [None]),
    ],
)
def test_a_proof_is_marked_where_it_comes_again(proofs: tuple[str | None, ...], marked: list[int | None]) -> None:
    assert marks(har(*proofs)) == marked
    assert marks(har(*proofs, name="dpop")) == marked


def test_the_retry_with_the_same_proof_is_refused_and_the_first_call_is_not() -> None:
    verdicts = []
    for _, exchange in read_capture(har(make_proof(TOKEN), make_proof(TOKEN), make_proof(TOKEN, jti="p-2"))).exchanges:
        question = make_question(
            exchange, catalog=catalog(), clock=NOW, environment=environment(), keys={"login": demo_keys()}
        )
        trace = diagnose(question)
        check = trace.check("token.proof_replayed")
        verdicts.append((trace.expected.reason, check.seen if check else None))
    assert verdicts == [(None, None), ("token.proof_replayed", "jti `p-1`, sent in entry 0"), (None, None)]
