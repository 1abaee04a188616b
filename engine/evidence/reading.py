"""Reads the captured answer: was it a refusal, which stage does it name, who answered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from msgspec.structs import replace

from engine.environment.hosts import hosts_of
from engine.evidence.answered import proof_of_answerer, who_answered
from engine.evidence.by_code import CAPTURED, by_codes, more_exact, notes_of
from engine.evidence.challenge import Challenge, parse_challenges
from engine.evidence.codes import parameter_of_code, reason_of_code
from engine.evidence.errors import ErrorCode, find_error, query_of
from engine.evidence.facts import facts_of_response
from engine.evidence.likely import Likely, likely_of
from engine.evidence.lines import by_signature, names_route, read_lines
from engine.evidence.signatures import Signature, match_response, match_text, signatures_of
from engine.evidence.successes import SaidError, error_in_success
from engine.evidence.vendor_codes import FoundCode, find_codes
from engine.models.exchange import Response, all_headers
from engine.models.question import Known, Question
from engine.models.reading import Reading
from engine.shown import shown, shown_url
from engine.urls import parse_url
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from knowledge.catalog import Catalog

OWN_DOING = ("net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CLIENT")
"""The user's own browser or action ended the request: it says nothing of the server."""

FOLLOWED = "the login that this redirect starts follows in the capture and ends with a code: it refuses nothing"
ILL_WRITTEN = "the challenge is not written as RFC 9110 wants"


def read_answer(question: Question, known: Known) -> Reading:
    """Reads log lines first, since they say why, then the client's error, then the response."""
    reading = _read(question, known)
    routed = reading.kind == "refusal" and any(map(names_route, question.exchange.evidence))
    causes = tuple(cause for cause in reading.causes if cause[0] != "gateway.no_route")
    return replace(reading, routed=True, causes=causes) if routed else reading


def _read(question: Question, known: Known) -> Reading:
    signatures = signatures_of(question.catalog)
    logged, told = read_lines(question, known, signatures)
    response = question.exchange.response
    if response is None:
        return logged or Reading(kind="none", notes=told)
    if response.status is None:
        return logged or _no_answer(response, signatures)
    reading = _read_response(response, question, known, signatures)
    notes = (*reading.notes, *told)
    if logged is None or reading.kind == "success":
        return replace(reading, notes=notes)
    return replace(logged, status=reading.status, challenge=reading.challenge, error=reading.error, notes=notes)


def _no_answer(response: Response, signatures: tuple[Signature, ...]) -> Reading:
    text = response.error or "no response"
    if any(word in text for word in OWN_DOING):
        return Reading(kind="aborted", seen=text, source="client", says="the caller itself ended the request")
    signature = match_text(signatures, "error", text)
    bare = Reading(kind="refusal", answered_by="nobody")
    if signature is not None:
        return by_signature(bare, signature, shown(text, 200), "client's error")
    return replace(
        bare, stages=("gateway",), reason="gateway.no_response", says="no response arrived",
        seen=shown(text, 200), source="client's error",
    )  # fmt: skip


def _read_response(response: Response, question: Question, known: Known, signatures: tuple[Signature, ...]) -> Reading:
    header = ", ".join(all_headers(response.headers, "www-authenticate")) or None
    challenges = parse_challenges(header or "")
    said = error_in_success(response, question.exchange.request)
    error = find_error(response, challenges) or _coded(said)
    bare = Reading(
        kind="success", status=response.status, challenge=header, error=error.code if error else None,
        answered_by=who_answered(response, known.flow), because=proof_of_answerer(response),
        wanted_scopes=_scopes(challenges),
        notes=tuple(f"{ILL_WRITTEN}: {note}" for one in challenges for note in one.notes),
    )  # fmt: skip
    codes = _codes(response, question, known, bare)
    coded = by_codes(codes, replace(bare, notes=(*bare.notes, *notes_of(codes))), question, known, CAPTURED)
    signature = match_response(signatures, response, known.flow, preflight=known.preflight)
    if signature is not None and (signature.by_text or coded is None or not coded.stages):
        seen = f"{response.status} {shown((response.body or '').strip(), 160)}".strip()
        refused = by_signature(replace(bare, kind="refusal"), signature, seen, CAPTURED)
        if not signature.by_text:
            return _ranked(refused, response, question, known)
        return replace(refused, entries=coded.entries, causes=coded.causes) if coded is not None else refused
    if known.flow == "resource" and known.service is None and question.exchange.login_follows:
        return replace(bare, notes=(*bare.notes, FOLLOWED))
    if known.flow == "resource" and _login_redirect(response, question.environment):
        return _named(
            replace(bare, kind="refusal"), ("token",), "token.login_required",
            "sent to a login page: nobody is logged in",
            f"{response.status} to {shown_url(response.header('location') or '', 80)}", "header Location",
        )  # fmt: skip
    if coded is not None and (response.status or 0) < 400:
        return coded
    if said is not None and known.flow == "resource":
        return _said_in_success(said, bare, question, known, signatures)
    if not _refuses(response, known, error):
        says_nothing = question.exchange.kind == "status" and 300 <= (response.status or 0) < 400
        return replace(bare, kind="aborted", says="a redirect: where to is not known") if says_nothing else bare
    plain = _refusal(replace(bare, kind="refusal"), response, known, challenges, error, question)
    return more_exact(coded, plain) if coded is not None else plain


def _ranked(reading: Reading, response: Response, question: Question, known: Known) -> Reading:
    """A reading that rests on status and headers alone, with what else they may mean and what would settle it."""
    likely = likely_of(question.catalog, response, known.flow, service_known=known.service is not None)
    causes = tuple(cause for cause in likely.causes if cause[0] != reading.reason)
    proof = proof_of_answerer(response)
    seen = f"{reading.seen}; {proof}" if proof else reading.seen
    return replace(reading, seen=seen, causes=causes, wanted=(likely.fact, likely.give) if likely.fact else None)


def _codes(response: Response, question: Question, known: Known, bare: Reading) -> tuple[FoundCode, ...]:
    """The codes of vendors in a refusal; in a success only those that refuse nevertheless."""
    refused = (response.status or 0) >= 400 or (known.flow != "resource" and bare.error is not None)
    if not refused and bare.error is None and "decision" not in (response.body or ""):
        return ()
    found = find_codes(question.catalog.vendors, facts_of_response(response, question.exchange.request))
    return tuple(one for one in found if refused or one.code.in_success)


def _said_in_success(
    said: SaidError, bare: Reading, question: Question, known: Known, signatures: tuple[Signature, ...]
) -> Reading:
    """The reading of a success that says error: the standard's own codes, then vendors', then what the words mean."""
    exchange = question.exchange
    assert exchange.response is not None
    refusal, seen = replace(bare, kind="refusal"), _status_and_body(exchange.response)
    if said.place.startswith("header "):
        seen = f"{seen}; {said.place.removeprefix('header ')} {shown(' '.join((*said.codes, said.said)), 120)}"
    facts = facts_of_response(replace(exchange.response, status=said.status), exchange.request)
    coded = by_codes(find_codes(question.catalog.vendors, facts), refusal, question, known, CAPTURED)
    found = ((code, reason_of_code(known.flow, code, said.said)) for code in said.codes)
    code, reason = next((one for one in found if one[1]), ("", None))
    if reason is not None:
        words = f": {shown(said.said, 80)}" if said.said else ""
        says = f"the status says success, and the answer says `{shown(code, 40)}`{words}"
        plain = _named(refusal, (reason.partition(".")[0],), reason, says, seen, said.place)
        return more_exact(coded, plain) if coded is not None else plain
    if coded is not None and coded.stages:
        return replace(coded, says=f"the status says success, and the answer says no: {coded.says}")
    signature = match_text(signatures, "success", said.text)
    assert signature is not None
    reading = by_signature(refusal, signature, seen, CAPTURED)
    return replace(reading, entries=coded.entries, causes=coded.causes) if coded is not None else reading


def _coded(said: SaidError | None) -> ErrorCode | None:
    code = next((one for one in said.codes if not one.isdecimal()), None) if said is not None else None
    return ErrorCode(code, said.said, said.place) if said is not None and code is not None else None


def _refuses(response: Response, known: Known, error: ErrorCode | None) -> bool:
    status = response.status or 0
    if status >= 400:
        return True
    if known.flow == "resource":
        return False
    return error is not None


def _login_redirect(response: Response, environment: Environment | None) -> bool:
    """A redirect that starts a login: to an authorization endpoint, or with `response_type` and `client_id`."""
    if response.status not in (301, 302, 303, 307, 308):
        return False
    location = response.header("location") or ""
    if {"response_type", "client_id"} <= {name for name, _ in parse_qsl(query_of(location))}:
        return True
    url = parse_url(location)
    if url is None or environment is None:
        return False
    named = hosts_of(environment).endpoints.get(url.without_query)
    return named is not None and named[0] == "authorization"


def _refusal(
    reading: Reading, response: Response, known: Known, challenges: tuple[Challenge, ...],
    error: ErrorCode | None, question: Question,
) -> Reading:  # fmt: skip
    sent, catalog = _scheme_sent(question), question.catalog
    reason = reason_of_code(known.flow, error.code, error.description, _grant_type(question)) if error else None
    if error is not None and reason is not None:
        said = f": {shown(error.description, 80)}" if error.description else ""
        parameter = parameter_of_code(known.flow, error.code, known.endpoint)
        about = f", which is about `{parameter}`" if parameter else ""
        return _named(
            reading, (reason.partition(".")[0],), reason, f"the server answers `{shown(error.code, 40)}`{about}{said}",
            f"{error.code}{said}", error.place,
        )  # fmt: skip
    if error is not None and challenges and known.flow == "resource" and response.status == 401:
        says = f"the server answers `{shown(error.code, 40)}`"
        return _named(reading, ("token",), "token.refused", says, error.code, error.place)
    if sent is None and "authorization" not in question.exchange.shows and question.exchange.request is not None:
        reading = replace(reading, basis="likely")
    named = _challenge_without_error(reading, known, challenges, sent)
    if named is not None:
        return named
    if reading.answered_by == "upstream" and known.flow == "resource":
        reason = "upstream.failed" if (response.status or 0) >= 500 else "upstream.refused"
        return _named(
            reading, ("upstream",), reason, f"the API itself answered {response.status}",
            _status_and_body(response), CAPTURED,
        )  # fmt: skip
    return _bare(reading, response, known, catalog)


def _grant_type(question: Question) -> str | None:
    """The grant that a token request asks with."""
    request = question.exchange.request
    return dict(parse_qsl(request.body or "")).get("grant_type") if request is not None else None


def _challenge_without_error(
    reading: Reading, known: Known, challenges: tuple[Challenge, ...], sent: str | None
) -> Reading | None:
    if not challenges or known.flow != "resource":
        return None
    sent_back = reading.challenge or ""
    schemes = {challenge.scheme for challenge in challenges}
    foreign = not schemes & {"bearer", "dpop"}
    if reading.status == 401 and not foreign and (sent is None or sent in schemes):
        if sent in schemes:
            says = "the challenge names no error: the token that was sent was not accepted, or never arrived"
            return _named(reading, ("token",), "token.refused", says, sent_back, "WWW-Authenticate")
        if reading.basis == "likely":
            says = "the API saw no token or did not accept it: its challenge names no error"
            return _named(reading, ("token",), "token.refused", says, sent_back, "WWW-Authenticate")
        says = "the challenge names no error: the server saw no token"
        return _named(reading, ("token",), "token.missing", says, sent_back, "WWW-Authenticate")
    if foreign and (reading.status == 401 or (sent is not None and sent not in schemes)):
        says = f"the challenge wants the scheme {quoted(shown(scheme, 24) for scheme in sorted(schemes))}"
        return _named(reading, ("token",), "token.scheme_wrong", says, sent_back, "WWW-Authenticate")
    if sent is not None and sent not in schemes:
        says = f"the challenge wants another scheme than `{shown(sent, 24)}`"
        return _named(reading, ("token",), "token.scheme_wrong", says, sent_back, "WWW-Authenticate")
    if not reading.wanted_scopes:
        return None
    says = f"the challenge asks for the scopes `{shown(' '.join(reading.wanted_scopes), 80)}`"
    return _named(reading, ("rules",), "rules.scope_missing", says, sent_back, "WWW-Authenticate")


def _scopes(challenges: tuple[Challenge, ...]) -> tuple[str, ...]:
    """The scopes that a challenge asks for (RFC 6750 section 3)."""
    return tuple(dict.fromkeys(scope for one in challenges for scope in (one.get("scope") or "").split()))


def _scheme_sent(question: Question) -> str | None:
    request = question.exchange.request
    if request is None or "authorization" not in question.exchange.shows:
        return None
    header = request.header("authorization")
    return header.partition(" ")[0].lower() if header else None


def _bare(reading: Reading, response: Response, known: Known, catalog: Catalog) -> Reading:
    likely = likely_of(catalog, response, known.flow, service_known=known.service is not None)
    if known.endpoint == "metadata":
        reason = "upstream.failed" if (response.status or 0) >= 500 else "upstream.refused"
        likely = Likely(((reason, "the server itself answers so"),))
    (reason, why), *others = likely.causes
    what = "names no cause that is known here" if (response.body or "").strip() else "says no more"
    proof = proof_of_answerer(response)
    return replace(
        reading, reason=reason, basis="likely", source=CAPTURED, causes=tuple(others), why=why,
        says=f"the {response.status} {what}; most often this is why" + (f": {why}" if likely.narrow else ""),
        seen=shown(_status_and_body(response) + (f"; {proof}" if proof else ""), 300),
        wanted=(likely.fact, likely.give) if likely.fact else None,
    )  # fmt: skip


def _named(reading: Reading, stages: tuple[str, ...], reason: str, says: str, seen: str, source: str) -> Reading:
    return replace(reading, stages=stages, reason=reason, says=says, seen=shown(seen, 200), source=source)


def _status_and_body(response: Response) -> str:
    return f"{response.status} {shown((response.body or '').strip(), 160)}".strip()
