"""DPoP at an API: was the proof made with the token's key, for this request, for this token, just now? (RFC 9449)

Each of the checks of section 4.3 is a check of its own; none stops the others.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from engine.models.exchange import Exchange, all_headers
from engine.models.trace import Check
from engine.stages.notes import Notes
from engine.tokens.claims import numeric_date
from engine.tokens.dpop_proof import REMOVED, Proof, ProofRefused, parse_proof
from engine.tokens.view import TokenView
from engine.urls import Url, parse_url
from engine.words import claim_instant, duration, shortened

WINDOW_SECONDS = 300
"""How old a proof may be. Section 11.1 leaves it to the server; five minutes are what servers document."""
NAMES = ("Authorization", "authorization")
LONGEST_SCHEME = 40
"""Characters; the token behind the scheme is long, and is not looked at."""
NONE_ASKED = Check(check="token.binding", outcome="passed", summary="none asked")
GIVE_REQUEST = "the request with its headers, the `DPoP` header among them"


def check_scheme(notes: Notes, view: TokenView) -> None:
    """A token that is bound to no key gains nothing from the scheme DPoP: the API wants a bound one (section 7.1)."""
    if scheme_of(view.question.exchange) != "dpop":
        notes.checks.append(NONE_ASKED)
        return
    notes.failed(
        "token.binding", "token.not_bound", "the token is sent with the scheme `DPoP`, but is bound to no key",
        seen="no cnf.jkt", wanted="cnf.jkt, the thumbprint of the key that signs the proof", source="claim cnf",
    )  # fmt: skip


def scheme_of(exchange: Exchange) -> str | None:
    """The scheme of the Authorization header in lower case; None where it is not shown, or there is none."""
    if exchange.request is None or "authorization" not in exchange.shows:
        return None
    for name, value in exchange.request.headers:  # every diagnosis comes here: a third of the price of `header`
        if name in NAMES or name.lower() == "authorization":
            words = value.lstrip()[:LONGEST_SCHEME].split(None, 1)
            return words[0].lower() if words else None
    return None


def check_proof(notes: Notes, view: TokenView, thumbprint: str) -> None:
    """Looks at the scheme and at the proof beside a token whose key has this thumbprint."""
    exchange = view.question.exchange
    as_bearer = scheme_of(exchange) == "bearer"
    if as_bearer:
        notes.failed(
            "token.binding", "token.bound_as_bearer", "the token is bound to a key, and is sent as a bearer token",
            seen="Authorization: Bearer", wanted="Authorization: DPoP, with a proof in the header `DPoP`",
            source="claim cnf, header Authorization",
        )  # fmt: skip
    proofs = all_headers(exchange.request.headers, "dpop") if exchange.request else ()
    if as_bearer and not proofs:
        return
    if exchange.request is None or (not proofs and "headers" not in exchange.shows) or _unexpanded(exchange, proofs):
        notes.unknown(
            "token.proof", "the token is bound to a key, and the capture does not show the proof",
            fact="the proof that the caller holds the token's key", give=GIVE_REQUEST,
        )  # fmt: skip
    elif not proofs:
        notes.failed(
            "token.proof", "token.proof_missing", "the token is bound to a key, and no proof is sent with it",
            seen="no header DPoP", wanted=f"a proof by the key `{shortened(thumbprint, 43)}`", source="headers",
        )  # fmt: skip
    else:
        _check_proofs(notes, view, thumbprint, proofs)


def _unexpanded(exchange: Exchange, proofs: tuple[str, ...]) -> bool:
    return bool(exchange.unexpanded) and any("$" in proof for proof in proofs)


def _check_proofs(notes: Notes, view: TokenView, thumbprint: str, proofs: tuple[str, ...]) -> None:
    if len(proofs) > 1:
        _invalid(notes, f"{len(proofs)} DPoP headers", "one")
        return
    try:
        proof = parse_proof(proofs[0].strip())
    except ProofRefused as problem:
        _invalid(notes, problem.seen, problem.wanted)
        return
    if proof.verified is False:
        _invalid(notes, "a signature that does not verify with the proof's own key", "one made with that key")
    elif proof.verified is None:
        notes.unknown(
            "token.proof", "the signature was removed from this copy of the proof",
            fact="the proof's signature", give="the DPoP header as it was sent",
        )  # fmt: skip
    else:
        notes.passed("token.proof", f"{proof.algorithm}, signed by its own key", source="header DPoP")
    _check_key(notes, proof, thumbprint)
    _check_request(notes, view, proof)
    _check_time(notes, view, proof)
    _check_token(notes, view, proof)
    _check_replay(notes, view, proof)


def _invalid(notes: Notes, seen: str, wanted: str) -> None:
    notes.failed(
        "token.proof", "token.proof_invalid", f"the proof cannot be used: {seen}",
        seen=seen, wanted=wanted, source="header DPoP",
    )  # fmt: skip


def _check_key(notes: Notes, proof: Proof, thumbprint: str) -> None:
    found = proof.thumbprint
    if found == thumbprint:
        notes.passed("token.binding", f"bound to the key of the proof, {found}", source="claim cnf, header DPoP")
        return
    notes.failed(
        "token.binding", "token.proof_key_mismatch", "the proof is signed with another key than the token is bound to",
        seen=f"thumbprint {found}", wanted=f"thumbprint {shortened(thumbprint, 60)}", source="header DPoP, claim cnf",
    )  # fmt: skip


def _check_request(notes: Notes, view: TokenView, proof: Proof) -> None:
    request, url = view.question.exchange.request, view.known.url
    method, named = proof.claims.get("htm"), proof.claims.get("htu")
    wrong: list[tuple[str, str]] = []
    if request is not None and request.method and method != request.method:
        wrong.append((f"htm `{shortened(str(method), 24)}`", f"`{shortened(request.method, 24)}`"))
    if url is not None:
        shown = not (request and (request.url or "").startswith("//"))
        signed = parse_url(named) if isinstance(named, str) else None
        if signed is None or not _same(signed, url, with_scheme=shown):
            wrong.append((f"htu `{shortened(str(named))}`", f"`{shortened(url.without_query)}`"))
        elif signed.query or "#" in str(named):
            notes.assume("the proof's `htu` has a query or fragment, which RFC 9449 leaves out; some servers refuse it")
    if wrong:
        notes.failed(
            "token.proof_request", "token.proof_for_other_request", "the proof was made for another request",
            seen=", ".join(seen for seen, _ in wrong), wanted=", ".join(wanted for _, wanted in wrong),
            source="header DPoP, request",
        )  # fmt: skip
    elif url is not None and request is not None and request.method:
        notes.passed("token.proof_request", f"made for {method} {shortened(url.without_query)}", source="header DPoP")
    else:
        notes.unknown(
            "token.proof_request", "for which request the proof was made cannot be compared",
            fact="method and URL of the request", give="the request with its method and its whole URL",
        )  # fmt: skip


def _same(signed: Url, called: Url, *, with_scheme: bool) -> bool:
    """Whether both are one URL, query and fragment aside (section 4.3; normalised as in RFC 3986 section 6.2)."""
    if signed.host != called.host or _path(signed) != _path(called):
        return False
    if not with_scheme and signed.scheme != called.scheme:
        return True
    return (signed.scheme, signed.port) == (called.scheme, called.port)


def _path(url: Url) -> tuple[str, ...]:
    return url.segments if url.segments != ("",) else ()


def _check_time(notes: Notes, view: TokenView, proof: Proof) -> None:
    made, now, leeway = numeric_date(proof.claims.get("iat")), view.question.now.timestamp(), view.leeway
    seen = f"iat `{shortened(str(proof.claims.get('iat')), 40)}`" if made is None else f"iat {claim_instant(made)}"
    if made is not None and now - made > WINDOW_SECONDS + leeway and view.question.at_from == "clock":
        notes.unknown(
            "token.proof_time", f"the proof is {duration(now - made)} old by this machine's clock",
            fact="when the request was sent", give="--now TIME",
            seen=seen,
        )  # fmt: skip
        return
    if made is not None and -leeway <= now - made <= WINDOW_SECONDS + leeway:
        notes.passed("token.proof_time", f"made {duration(now - made)} {'ago' if now >= made else 'ahead'}", seen=seen)
        return
    if made is None:
        summary = "the proof does not say when it was made"
    elif made > now:
        summary = f"the proof was made {duration(made - now)} in the future"
    else:
        summary = f"the proof is {duration(now - made)} old"
        notes.assume(f"a proof is taken as good for {duration(WINDOW_SECONDS)}; servers choose their own limit")
    notes.failed(
        "token.proof_time", "token.proof_time_wrong", summary, seen=seen,
        wanted=f"between {claim_instant(now - WINDOW_SECONDS - leeway)} and {claim_instant(now + leeway)}",
        source="header DPoP",
    )  # fmt: skip


def _check_token(notes: Notes, view: TokenView, proof: Proof) -> None:
    """`ath` is the hash of the access token that goes with the proof (section 4.2)."""
    token, found = sent_token(view.question.exchange), proof.claims.get("ath")
    if found is not None and (token is None or token.endswith(REMOVED)):
        notes.unknown(
            "token.proof_token", "the token is not whole here, so its hash cannot be compared",
            fact="the access token as it was sent", give="--token FILE, or a capture that keeps it whole",
        )  # fmt: skip
        return
    wanted = hash_of(token or "")
    if found == wanted:
        notes.passed("token.proof_token", "made for this token", seen=f"ath {wanted}", source="header DPoP")
        return
    notes.failed(
        "token.proof_token", "token.proof_for_other_token",
        "the proof does not say for which token it was made" if found is None
        else "the proof was made for another token",
        seen="no claim ath" if found is None else f"ath `{shortened(str(found), 60)}`",
        wanted=f"ath `{wanted}`" if token and not token.endswith(REMOVED) else "ath, the hash of the access token",
        source="header DPoP",
    )  # fmt: skip


def sent_token(exchange: Exchange) -> str | None:
    """The access token as it was sent, or given beside the request; None where it is not shown."""
    if exchange.token is not None:
        return exchange.token
    header = exchange.request.header("authorization") if exchange.request else None
    return header.strip().partition(" ")[2].strip() or None if header else None


def hash_of(token: str) -> str:
    """The SHA-256 of a token in base64url without padding (section 4.2)."""
    from hashlib import sha256

    return urlsafe_b64encode(sha256(token.encode("utf-8", "surrogatepass")).digest()).decode().rstrip("=")


def _check_replay(notes: Notes, view: TokenView, proof: Proof) -> None:
    """A proof is good once (section 11.1): the capture itself or the history may show that this one was used."""
    used = _used_before(view, str(proof.claims.get("jti")))
    if used is not None:
        notes.failed(
            "token.proof_replay", "token.proof_replayed", "the proof was used before",
            seen=f"jti `{shortened(str(proof.claims.get('jti')), 60)}`, {used[0]}",
            wanted="a new proof for every request", source=used[1],
        )  # fmt: skip


def _used_before(view: TokenView, name: str) -> tuple[str, str] | None:
    """Where a proof was used before, and what says so."""
    earlier = view.question.exchange.proof_sent_in
    if earlier is not None:
        return f"sent in entry {earlier}", "the capture"
    for event in view.environment.history if view.environment else ():
        if event.subject == name and "proof" in event.type:
            return f"{event.type} at {event.at}", "[[history]]"
    return None
