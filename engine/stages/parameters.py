"""Stage `parameters`: does the request carry what its endpoint wants, once each, with values that can be used?"""

from __future__ import annotations

from engine.issuing.asked import person
from engine.issuing.authorize_parameters import check_authorize_parameters
from engine.issuing.form import Sent, sent_by
from engine.issuing.together import check_together
from engine.issuing.wanted import BESIDE, ENDPOINTS, FORMS, GRANT_TYPES, REPEATABLE, SECRET, VALUES
from engine.models.question import Answer, Known, Question
from engine.near.words import difference
from engine.shown import shown
from engine.stages.notes import Notes
from engine.tokens.jose import MalformedToken, parse_jws
from engine.tokens.view import environment_of
from engine.urls import parse_url


def check_parameters(question: Question, known: Known) -> Answer:
    """Names the exact parameter at fault, whatever else is wrong."""
    if question.exchange.request is None:
        return Answer()
    notes, sent = Notes("parameters", question), sent_by(question, known)
    _check_required(notes, known, sent)
    _check_repeated(notes, sent)
    check_together(notes, sent)
    _check_values(notes, known, sent)
    _check_resources(notes, sent)
    if known.flow == "authorization" or known.endpoint == "par":
        check_authorize_parameters(notes, known, sent)
        _learn_hinted(notes, known)
    _say_proof(notes, question)
    return notes.answer()


def _check_required(notes: Notes, known: Known, sent: Sent) -> None:
    check = "parameters.required"
    if not sent.shown:
        notes.unknown(
            check, "the capture does not show what was sent",
            fact="the parameters of the request", give="a capture that shows its body, or the curl command",
        )  # fmt: skip
        return
    wanted = [*ENDPOINTS.get(known.endpoint, ()), *GRANT_TYPES.get(sent.get("grant_type") or "", ())]
    if sent.has("request") or sent.pushed:
        wanted = [name for name in wanted if name not in ("response_type",)]
    missing = [name for name in wanted if sent.lacks(name) and name not in known.parameters]
    for name in missing:
        notes.failed(
            check, "parameters.missing", f"the parameter `{name}` is missing",
            seen=_instead(known, sent, name), wanted=f"`{name}`", source=sent.place,
        )  # fmt: skip
    for name, other, source in BESIDE:
        if sent.has(name) and sent.lacks(other):
            missing.append(other)
            notes.failed(
                check, "parameters.missing", f"`{name}` is sent without `{other}`",
                seen=f"`{name}` alone", wanted=f"`{other}` beside it ({source})", source=sent.place,
            )  # fmt: skip
    if not missing:
        notes.passed(check, f"all that are wanted: {', '.join(wanted)}" if wanted else "none is wanted")


def _instead(known: Known, sent: Sent, name: str) -> str:
    """Where a missing parameter was put, or what is sent instead."""
    query = {other for other, _ in known.url.parameters} if known.url is not None and sent.place != "query" else set()
    if name in query:
        return f"`{name}` in the URL, not in the form"
    names = list(dict.fromkeys(other for other, _ in sent.pairs))
    near = next((other for other in names if (found := difference(other, name)) and found.distance < 3), None)
    if near is not None:
        return f"`{near}`"
    return f"only {', '.join(f'`{shown(other, 40)}`' for other in names[:8])}" if names else "no parameters"


def _check_repeated(notes: Notes, sent: Sent) -> None:
    """No parameter may be sent more than once (RFC 6749 sections 3.1 and 3.2)."""
    names = [name for name, _ in sent.pairs if name not in REPEATABLE]
    twice = list(dict.fromkeys(name for name in names if names.count(name) > 1))
    for name in twice:
        values = "" if name in SECRET else ": " + ", ".join(f"`{shown(value, 60)}`" for value in sent.every(name))
        notes.failed(
            "parameters.repeated",
            "parameters.repeated",
            f"the parameter `{shown(name, 40)}` is sent {names.count(name)} times",
            seen=f"`{shown(name, 40)}` {names.count(name)} times{values}",
            wanted="once",
            source=sent.place,
        )
    if names and not twice:
        notes.passed("parameters.repeated", "each once")


def _check_values(notes: Notes, known: Known, sent: Sent) -> None:
    values = known.parameters
    for name, allowed in VALUES.items():
        if name in values and values[name] not in allowed:
            _refuse_value(notes, sent, name, values[name], allowed)
    for name, (form, wanted) in FORMS.items():
        if name in values and not form.fullmatch(values[name]):
            seen = (
                f"{len(values[name])} character{'s' * (len(values[name]) != 1)}"
                if name == "code_challenge"
                else f"`{shown(values[name], 60)}`"
            )
            notes.failed(
                "parameters.values", "parameters.value_invalid", f"the value of `{name}` cannot be used",
                seen=f"`{name}` {seen}", wanted=wanted, source=f"{sent.place} {name}",
            )  # fmt: skip
    assertion = sent.get("assertion") if (sent.get("grant_type") or "").endswith("jwt-bearer") else None
    if assertion is not None:
        _check_assertion(notes, sent, assertion)


def _refuse_value(notes: Notes, sent: Sent, name: str, value: str, allowed: tuple[str, ...]) -> None:
    notes.failed(
        "parameters.values", "parameters.value_invalid", f"`{name}` has a value that is not defined",
        seen=f"`{name}={shown(value, 60)}`", wanted=" or ".join(f"`{one}`" for one in allowed[:4]),
        source=f"{sent.place} {name}",
    )  # fmt: skip
    for one in allowed:
        near = difference(value, one)
        if near is not None:
            notes.near(name, name, shown(value, 60), one, near.distance, f"{name}: {near.words}")


def _check_assertion(notes: Notes, sent: Sent, assertion: str) -> None:
    """The grant of RFC 7523 section 2.1 is a JWT."""
    try:
        parse_jws(assertion)
    except MalformedToken as error:
        notes.failed(
            "parameters.values", "parameters.value_invalid", "the assertion is no signed JWT",
            seen=error.fault.seen, wanted=error.fault.wanted, source=f"{sent.place} assertion",
        )  # fmt: skip


def _check_resources(notes: Notes, sent: Sent) -> None:
    """A resource is an absolute URI without a fragment (RFC 8707 section 2)."""
    for resource in sent.every("resource") if "resource" not in sent.hidden else ():
        scheme = resource.partition(":")[0]
        absolute = ":" in resource and scheme[:1].isalpha() and scheme.replace("+", "").replace("-", "").isalnum()
        has_host = parse_url(resource) is not None or scheme not in ("http", "https")
        if absolute and has_host and "#" not in resource:
            notes.passed("parameters.resource", shown(resource, 80))
            continue
        notes.failed(
            "parameters.resource",
            "parameters.resource_invalid",
            "the resource is no absolute URI without a fragment",
            seen=f"`{shown(resource, 80)}`",
            wanted="such as `https://api.example/orders`",
            source=f"{sent.place} resource",
        )


def _learn_hinted(notes: Notes, known: Known) -> None:
    """Who is expected to sign in (OpenID Connect Core section 3.1.2.1)."""
    hint = known.parameters.get("login_hint")
    if "id_token_hint" in known.parameters:
        try:
            subject = parse_jws(known.parameters["id_token_hint"]).claims.get("sub")
        except MalformedToken:
            subject = None
        hint = subject if isinstance(subject, str) else hint
    if hint is not None:
        notes.learn(**person(notes.question, environment_of(notes.question, known), known, hint))


def _say_proof(notes: Notes, question: Question) -> None:
    request = question.exchange.request
    if request is not None and request.header("dpop") is not None:
        notes.skipped(
            "parameters.proof",
            "a DPoP proof goes with it: what is issued will be bound to its key (RFC 9449 section 5)",
        )
