"""What a refusal asks of which attribute."""

from __future__ import annotations

from engine import pipeline
from engine.fixes.asking import asked_by_groups, asked_by_networks, asked_by_policy, asked_by_user
from engine.models.question import Known
from tests.support.world import question_of


def known_of(request: str, **case: object) -> Known:
    return pipeline.find(question_of({"request": request, **case})).known


def test_a_policy_asks_for_one_side_of_its_comparison_or_the_other() -> None:
    asked = asked_by_policy(known_of("GET https://api.shop.test/orders/own/ben"))
    assert [[wish.attribute for wish in wishes] for wishes in asked] == [["token.sub"], ["path.owner"]]
    assert [wishes[0].other for wishes in asked] == ["ben", "ada"]


def test_rules_ask_for_each_group_for_every_wrong_attribute_and_for_a_network() -> None:
    pay = known_of("POST https://api.shop.test/orders/7/payments")
    assert [(wishes[0].seen, wishes[0].other) for wishes in asked_by_groups(pay)] == [
        (["buyers"], "buyers"),
        (["buyers"], "clerks"),
    ]
    refund = known_of("DELETE https://api.shop.test/orders/7/payments", set={"users/0/attributes": {"level": 2}})
    assert [[wish.attribute for wish in wishes] for wishes in asked_by_user(refund)] == [["user.employment"]]
    office = known_of("GET https://api.shop.test/orders/office/7")
    assert asked_by_networks(office)[0][0].other == ["203.0.113.0/24", "2001:db8::/32"]


def test_where_nothing_is_known_nothing_is_asked() -> None:
    assert [asked(Known()) for asked in (asked_by_groups, asked_by_user, asked_by_networks, asked_by_policy)] == [
        []
    ] * 4
