"""The stages of the flows of an authorization server, in order: what `engine/pipeline.py` is for calls to an API."""

from __future__ import annotations

from engine.stages.access_policy import check_access_policy
from engine.stages.client import check_client
from engine.stages.endpoint import check_endpoint
from engine.stages.grant import check_grant
from engine.stages.grant_type import check_grant_type
from engine.stages.issue import check_issue
from engine.stages.parameters import check_parameters
from engine.stages.passive import Stage, beside_answer
from engine.stages.redirect import check_redirect
from engine.stages.scope import check_scope
from engine.stages.user import check_user

TOKEN: tuple[tuple[str, Stage], ...] = (
    ("endpoint", check_endpoint),
    ("parameters", check_parameters),
    ("client", check_client),
    ("grant_type", check_grant_type),
    ("grant", check_grant),
    ("scope", check_scope),
    ("access_policy", check_access_policy),
    ("issue", check_issue),
)
"""The rooms that a request to a token endpoint, or to one beside it, passes through."""

AUTHORIZATION: tuple[tuple[str, Stage], ...] = (
    ("endpoint", check_endpoint),
    ("client", check_client),
    ("redirect", check_redirect),
    ("parameters", check_parameters),
    ("user", check_user),
    ("scope", check_scope),
    ("access_policy", check_access_policy),
)
"""The rooms that a request to an authorization endpoint passes through."""

ISSUING: dict[str, tuple[tuple[str, Stage], ...]] = {
    "token": tuple((name, beside_answer(name, check)) for name, check in TOKEN),
    "authorization": tuple((name, beside_answer(name, check)) for name, check in AUTHORIZATION),
}
"""Each stage predicts; what it leaves open is told from the captured answer."""
