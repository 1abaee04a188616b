"""Who answered: headers that only one of them adds."""

from __future__ import annotations

from engine.models.exchange import Response
from engine.models.trace import AnsweredBy

UPSTREAM_HEADERS = ("x-kong-upstream-latency", "x-envoy-upstream-service-time")
"""Added by the gateway where the API itself answered."""
GATEWAY_HEADERS = ("x-kong-response-latency", "x-kong-proxy-latency", "x-amzn-errortype", "x-amz-apigw-id")
EDGE_SERVERS = ("cloudflare", "cloudfront", "akamaighost")
GATEWAY_SERVERS = ("kong", "envoy", "apigee")


def who_answered(response: Response, flow: str) -> AnsweredBy:
    """The likeliest answerer by its headers; `unknown` where they do not say."""
    if any(response.header(name) is not None for name in UPSTREAM_HEADERS):
        return "upstream" if flow == "resource" else "authorization_server"
    server = (response.header("server") or "").lower()
    if any(name in server for name in GATEWAY_SERVERS):
        return "gateway"
    if any(response.header(name) is not None for name in GATEWAY_HEADERS):
        return "gateway"
    if flow != "resource":
        return "authorization_server"
    if any(name in server for name in EDGE_SERVERS) and (response.status or 0) >= 400:
        return "edge"
    return "unknown"
