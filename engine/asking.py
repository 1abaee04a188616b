"""Puts a question together: when the exchange is judged, and what was given beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.models.exchange import FACTS, Exchange, Remark, Response
from engine.models.question import Given, Question
from engine.models.trace import AtFrom

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.models.keys import KeySet
    from knowledge.catalog import Catalog


def judged_at(exchange: Exchange, flag: datetime | None, clock: datetime) -> tuple[datetime, AtFrom]:
    """The instant of judgement and where it came from: flag, capture, the response's `Date`, else the clock."""
    if flag is not None:
        return flag, "flag"
    if exchange.at is not None:
        return exchange.at, "capture"
    date = response_date(exchange.response)
    return (date, "response") if date is not None else (clock, "clock")


def response_date(response: Response | None) -> datetime | None:
    """The `Date` header in UTC (RFC 9110 section 6.6.1); None where there is none that can be read."""
    text = response.header("date") if response else None
    if not text:
        return None
    try:
        date = parsedate_to_datetime(text)
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def with_response(exchange: Exchange, answer: Exchange) -> Exchange:
    """The exchange with the response of another capture, which is judged instead of its own."""
    remarks = exchange.remarks + answer.remarks
    if exchange.response is not None:
        remarks += (Remark(text="the response given beside the request is judged instead of the one in it"),)
    return replace(
        exchange, response=answer.response, shows=exchange.shows | {"response"},
        evidence=exchange.evidence + answer.evidence, remarks=remarks,
    )  # fmt: skip


def with_token(exchange: Exchange, token: str) -> Exchange:
    """The exchange with a token given beside it, which is judged instead of the captured one."""
    request = exchange.request
    if request is not None and request.header("authorization") is not None:
        kept = tuple(pair for pair in request.headers if pair[0].lower() != "authorization")
        remark = Remark(text="the token given beside the request is judged instead of the one in it")
        exchange = replace(exchange, request=replace(request, headers=kept), remarks=(*exchange.remarks, remark))
    return replace(exchange, token=token, shows=exchange.shows | {"authorization"})


def code_exchange(word: str, status: int | None, error: str | None) -> Exchange:
    """A status or a code alone, as a response that says no more."""
    body = f'{{"error":"{error}"}}' if error else ""
    return Exchange(
        kind="code" if error else "status", shows=frozenset({"response"}),
        response=Response(status=status, body=body, headers=(("content-type", "application/json"),) if error else ()),
        remarks=(Remark(text=f"only `{word}` was given: what it usually means, not what happened"),),
    )  # fmt: skip


def make_question(
    exchange: Exchange, *, catalog: Catalog, clock: datetime, now: datetime | None = None,
    environment: Environment | None = None, keys: Mapping[str, KeySet] | None = None, given: Given | None = None,
    source_ip: str | None = None, client_keys: Mapping[str, KeySet] | None = None,
) -> Question:  # fmt: skip
    """The question that an exchange asks."""
    if source_ip is not None:
        exchange = replace(exchange, source_ip=source_ip, shows=exchange.shows & FACTS | {"source_ip"})
    instant, at_from = judged_at(exchange, now, clock)
    question = Question(
        exchange=exchange, catalog=catalog, now=instant, at_from=at_from, environment=environment,
        keys=keys or {}, client_keys=client_keys or {}, given=given or Given(),
    )  # fmt: skip
    return _with_service_said(question) if environment is not None else question


def _with_service_said(question: Question) -> Question:
    """Says for which API a token alone is judged, where only the environment tells."""
    from engine.flows import only_service

    service = only_service(question)
    if service is None:
        return question
    said = f"no request is given: the token is judged for `{service.name}`, the environment's only API service"
    exchange = question.exchange
    return replace(question, exchange=replace(exchange, remarks=(*exchange.remarks, Remark(text=said))))
