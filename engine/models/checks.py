"""Every check by stage, in the order in which it runs. A reason is never one of these names."""

from __future__ import annotations

FLOWS: dict[str, tuple[str, ...]] = {
    "resource": ("request", "gateway", "service", "token", "operation", "rules", "policy", "upstream", "response"),
    "token": ("endpoint", "parameters", "client", "grant_type", "grant", "scope", "access_policy", "issue"),
    "authorization": ("endpoint", "client", "redirect", "parameters", "user", "scope", "access_policy"),
}
"""The stages of each flow, in order."""
