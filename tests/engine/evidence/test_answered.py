"""Who answered: headers that only one of them adds."""

from __future__ import annotations

import pytest

from engine.evidence.answered import who_answered
from engine.models.exchange import Response


@pytest.mark.parametrize(
    ("headers", "status", "flow", "who"),
    [
        ({}, 500, "resource", "unknown"),
        ({}, 400, "token", "authorization_server"),
        ({"X-Kong-Upstream-Latency": "3", "Via": "kong/3"}, 500, "resource", "upstream"),
        ({"x-envoy-upstream-service-time": "3", "server": "envoy"}, 500, "resource", "upstream"),
        ({"X-Kong-Upstream-Latency": "3"}, 400, "token", "authorization_server"),
        ({"Server": "kong/3.7.1"}, 502, "resource", "gateway"),
        ({"X-Kong-Response-Latency": "1"}, 401, "resource", "gateway"),
        ({"x-amzn-ErrorType": "ForbiddenException"}, 403, "resource", "gateway"),
        ({"Server": "Kong"}, 400, "token", "gateway"),
        ({"Server": "cloudflare"}, 403, "resource", "edge"),
        ({"Server": "cloudflare"}, 200, "resource", "unknown"),
        ({"Server": "CloudFront"}, 503, "resource", "edge"),
        ({"Server": "cloudflare"}, 403, "authorization", "authorization_server"),
        ({"Server": "nginx"}, 502, "resource", "unknown"),
    ],
)
def test_headers_tell_who_answered(headers: dict[str, str], status: int, flow: str, who: str) -> None:
    assert who_answered(Response(status=status, headers=tuple(headers.items())), flow) == who
