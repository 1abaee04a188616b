"""Who answered: headers that only one of them adds, and how they are said."""

from __future__ import annotations

from engine.models.exchange import Response
from engine.models.trace import AnsweredBy

UPSTREAM_HEADERS = ("x-kong-upstream-latency", "x-envoy-upstream-service-time")
"""Added by the gateway where the API itself answered."""
GATEWAY_HEADERS = (
    "x-kong-response-latency", "x-kong-proxy-latency", "x-amzn-errortype", "x-amz-apigw-id", "apigw-requestid",
    "x-kong-request-id", "x-apigee-fault-code", "x-apigee-fault-flag",
)  # fmt: skip
SERVER_HEADERS = ("x-okta-request-id", "x-ms-ests-server", "x-amz-cognito-request-id", "x-auth0-requestid")
"""Added by authorization servers, whatever was asked of them."""
EDGE_SERVERS = ("cloudflare", "cloudfront", "akamaighost", "awselb", "imperva", "sucuri", "big-ip", "bigip")
GATEWAY_SERVERS = ("kong", "envoy", "apigee", "apisix", "tyk")


def who_answered(response: Response, flow: str) -> AnsweredBy:
    """The likeliest answerer by its headers; `unknown` where they do not say."""
    if any(response.header(name) is not None for name in UPSTREAM_HEADERS):
        return "upstream" if flow == "resource" else "authorization_server"
    if flow != "resource" or any(response.header(name) is not None for name in SERVER_HEADERS):
        return "authorization_server" if not _is_gateway(response) else "gateway"
    if _is_gateway(response):
        return "gateway"
    server = (response.header("server") or "").lower()
    if any(name in server for name in EDGE_SERVERS) and (response.status or 0) >= 400:
        return "edge"
    return "unknown"


def proof_of_answerer(response: Response) -> str:
    """The headers that tell who answered, as a sentence names them; empty where none does."""
    names = (*UPSTREAM_HEADERS, *GATEWAY_HEADERS, *SERVER_HEADERS)
    shown = [f"{name}: {value}" for name, value in response.headers if name.lower() in ("server", *names)]
    upstream = any(response.header(name) is not None for name in UPSTREAM_HEADERS)
    if "kong" in (response.header("server") or "").lower() and not upstream:
        shown.append("no X-Kong-Upstream-Latency")
    return ", ".join(shown)


def _is_gateway(response: Response) -> bool:
    server = (response.header("server") or "").lower()
    return any(name in server for name in GATEWAY_SERVERS) or any(
        response.header(name) is not None for name in GATEWAY_HEADERS
    )
