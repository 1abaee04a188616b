"""A deployed copy says when it was deployed, and by whom."""

from __future__ import annotations

from engine.models.deployment import Deployment


def test_when_and_by_whom():
    assert (
        Deployment("shop", "/shop.toml", "2026-03-04T10:11:12Z", "kim", "0", "").said
        == "as deployed 2026-03-04T10:11:12Z by kim"
    )
