"""What was sent and what is answered: the two records at the evaluator's door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

Tables = dict[str, Any]
"""An environment file as `tomllib` reads it, or a table in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request as it went out, before any format wrote it down.

    `scheme` is None where the capture shows none. `hides_credentials`: the capture cannot show `Authorization`.
    `source_ip` is None where nobody gave it. `status` is that of a captured answer; it has headers and a JSON body
    only where it is a success. `reply` is an introspection reply that was given beside it. `shows_certificate`: the
    capture would show that a client certificate went with it.
    """

    method: str
    scheme: str | None
    authority: str
    target: str
    headers: tuple[tuple[str, str], ...]
    now: datetime
    body: str | None = None
    source_ip: str | None = None
    hides_credentials: bool = False
    status: int | None = None
    answer_headers: tuple[tuple[str, str], ...] = ()
    answer_body: str | None = None
    reply: str | None = None
    shows_certificate: bool = False

    def values(self, name: str) -> list[str]:
        """Every value of a header, by its name in lower case."""
        return [value for key, value in self.headers if key.lower() == name]


class Answer(NamedTuple):
    """What an evaluation comes to.

    `stage` is the first stage that fails; where nothing fails and something is not known, the first of those.
    """

    verdict: str
    stage: str | None
    decision: str | None
    result_code: str | None
    refused_by_pyjwt: bool | None = None
    """Whether PyJWT refuses the token; None where it was not asked for its opinion."""
    says: str = ""
    """The first thing that was wrong, for people."""

    @property
    def compared(self) -> tuple[str | None, ...]:
        """What two evaluations must agree on; an undetermined one has no decision yet."""
        if self.verdict == "undetermined":
            return self.verdict, self.stage
        return self.verdict, self.stage, self.decision, self.result_code
