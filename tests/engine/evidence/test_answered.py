"""Who answered: headers that only one of them adds."""

from __future__ import annotations

import pytest

from engine.evidence.answered import proof_of_answerer, who_answered
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
        ({"Server": "istio-envoy"}, 403, "resource", "gateway"),
        ({"apigw-requestid": "a="}, 401, "resource", "gateway"),
        ({"Server": "awselb/2.0"}, 502, "resource", "edge"),
        ({"X-Okta-Request-Id": "Z"}, 401, "resource", "authorization_server"),
        ({"x-ms-ests-server": "2.1"}, 400, "token", "authorization_server"),
    ],
)
def test_headers_tell_who_answered(headers: dict[str, str], status: int, flow: str, who: str) -> None:
    assert who_answered(Response(status=status, headers=tuple(headers.items())), flow) == who


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, ""),
        ({"Date": "now"}, ""),
        ({"Server": "nginx"}, "Server: nginx"),
        ({"Server": "kong/3"}, "Server: kong/3, no X-Kong-Upstream-Latency"),
        ({"Server": "kong/3", "X-Kong-Upstream-Latency": "3"}, "Server: kong/3, X-Kong-Upstream-Latency: 3"),
    ],
)
def test_the_headers_that_tell_it_are_said(headers: dict[str, str], said: str) -> None:
    assert proof_of_answerer(Response(status=502, headers=tuple(headers.items()))) == said
