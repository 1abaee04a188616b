"""Stage `service`: does a deployed API service's base URL match the beginning of the URL?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.stages.service import MOST
from tests.support.world import TABLES, assert_case, cases_beside, judge


@cases_beside(__file__, "cases/service.toml")
def test_which_service_a_url_belongs_to(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


def test_of_many_base_urls_a_few_on_this_host_are_named() -> None:
    more = [f"https://api.shop.test/more/{number}" for number in range(MOST)]
    changes = {"api_services/0/base_urls": [*TABLES["api_services"][0]["base_urls"], *more]}
    check = judge({"request": "GET https://api.shop.test/x", "set": changes}).check("service.no_match")
    assert check is not None
    assert check.wanted is not None
    assert check.wanted.count("https://api.shop.test") == MOST
    assert check.wanted.endswith(" or 3 others")
    assert "localhost" not in check.wanted
