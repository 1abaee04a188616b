"""What is asked of the engine, what it knows on the way, and what a stage answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from engine.models.given import NOTHING_GIVEN
from engine.models.given import Given as Given
from engine.models.history import NOTHING
from engine.models.history import HistoryEvent as HistoryEvent

if TYPE_CHECKING:
    from engine.environment.model import ApiService, AuthorizationServer, Client, Environment, Issuer, Operation, User
    from engine.environment.operations import OperationMatch
    from engine.issuing.access_policies import Evaluation
    from engine.models.exchange import Exchange
    from engine.models.keys import KeySet
    from engine.models.reading import Reading
    from engine.models.statement import FiredStatement
    from engine.models.trace import Assumption, AtFrom, Check, Edit, Endpoint, Flow, NearMiss, Need, Step
    from engine.urls import Url
    from knowledge.catalog import Catalog


class Question(Struct, frozen=True, kw_only=True):
    """One exchange, and everything that it is judged against. The same question always gives the same trace.

    `keys` are by issuer name, those of `--jwks` under the empty name; `client_keys` by client id. `now` is in UTC.
    `token_edits` are claims to judge as if they had been issued so: how a fix is proved.
    """

    exchange: Exchange
    catalog: Catalog
    now: datetime
    at_from: AtFrom = "clock"
    environment: Environment | None = None
    keys: Mapping[str, KeySet] = field(default_factory=lambda: NOTHING)
    client_keys: Mapping[str, KeySet] = field(default_factory=lambda: NOTHING)
    given: Given = NOTHING_GIVEN
    history: tuple[HistoryEvent, ...] = ()
    token_edits: tuple[Edit, ...] = ()


class Known(Struct, frozen=True, kw_only=True):
    """What earlier stages learnt. None is "could not": a stage never guesses for another."""

    flow: Flow = "resource"
    endpoint: Endpoint = "api"
    url: Url | None = None
    closed: bool = False
    """Whether the environment speaks for this host."""
    preflight: bool = False
    reading: Reading | None = None
    service: ApiService | None = None
    base_url: str | None = None
    segments: tuple[str, ...] = ()
    """The decoded path segments below the base URL."""
    operations: tuple[OperationMatch, ...] = ()
    """Every operation that matches, the one that counts first."""
    operation: Operation | None = None
    path_parameters: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    gateway: str | None = None
    issuer: Issuer | None = None
    header: Mapping[str, Any] | None = None
    claims: Mapping[str, Any] | None = None
    scopes: tuple[str, ...] | None = None
    client_id: str | None = None
    client: Client | None = None
    subject: str | None = None
    delegated: bool | None = None
    """Whether a user delegated; None where the token does not say."""
    user: User | None = None
    user_absent: bool = False
    """The user is known not to exist (`users_complete`)."""
    groups: tuple[str, ...] | None = None
    server: AuthorizationServer | None = None
    """The authorization server whose endpoint is called: by the endpoint's URL, else the only one there can be."""
    parameters: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """What a token or authorization request sends, in form, query or request object; of one sent twice, the first."""
    grant_type: str | None = None
    """The grant that is asked for; in the authorization flow the one that the answer leads to."""
    requested_scopes: tuple[str, ...] | None = None
    """None: not known. Empty: none is asked for, so that the server's `default_scopes` count."""
    granted: Mapping[str, Any] | None = None
    """What history knows of the code or refresh token that is presented: the detail of the event that issued it."""
    evaluation: Evaluation | None = None
    """What the server's access policies come to, for a token request by those of the sign-in."""
    rules_decision: str | None = None
    rules_checks: tuple[Check, ...] = ()
    decision: str | None = None
    policy: dict[str, Any] | None = None
    denied: Mapping[str, Any] | None = None
    """What statements answer instead of a plain 403: `status`, the words of a reason, `challenge` and `error`."""
    changes: tuple[dict[str, Any], ...] = ()
    response_statements: tuple[FiredStatement, ...] = ()
    """Statements of the request's policies that act on the answer."""
    response_policy: dict[str, Any] | None = None
    response_denied: Mapping[str, Any] | None = None
    response_changes: tuple[dict[str, Any], ...] = ()


class Answer(Struct, frozen=True, kw_only=True):
    """What one stage found, and what it learnt for those after it (`learnt` are fields of `Known`)."""

    checks: tuple[Check, ...] = ()
    learnt: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    needs: tuple[Need, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    step: Step | None = None
    """The step that these checks are, made beforehand for an answer that is given again, with nothing to hide in it."""
