"""Stage `operation`: which operation of the service matches method and path?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.world import assert_case, cases_beside, judge


@cases_beside(__file__, "cases/operation.toml")
def test_which_operation_a_request_is(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


def test_near_misses_come_nearest_first() -> None:
    operations = "api_services/0/operations"
    changes = {
        f"{operations}/3/paths": ["/{id}/paymentsxy"],
        f"{operations}/5/methods": ["POST"],
        f"{operations}/5/paths": ["/{id}/paymentss"],
    }
    trace = judge({"request": "POST https://api.shop.test/orders/7/payments", "set": changes})
    assert [(miss.name, miss.distance) for miss in trace.near_misses] == [("Refund", 1), ("Pay", 2)]
