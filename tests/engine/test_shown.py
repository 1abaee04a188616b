"""Foreign text as results show it: redacted first, then shortened."""

from __future__ import annotations

import pytest

from engine.redaction import redact_text
from engine.shown import CLEAN, SHORT, all_clean, known_clean, redacted, redacted_url, shown, shown_data, shown_url

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.Z1l9hQ2kF8sVtR3uYpWmXcNbAoEiD7jG5xLqKzHv0wT"
SIGNATURE = JWT.rpartition(".")[2]


def hides(text: str) -> bool:
    """Whether no stretch of the signature is left."""
    return not any(SIGNATURE[place : place + 10] in text for place in range(len(SIGNATURE) - 9))


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_no_half_of_a_secret_is_left_by_shortening(width: int) -> None:
    for text in (f"Bearer {JWT}", f"{'x' * 70} {JWT}", f"{JWT} {'x' * 70}"):
        assert hides(shown(text, width))
        assert len(shown(text, width)) <= max(width, len(JWT))
    for url in (f"https://a.test/?access_token={SIGNATURE}", f"https://a.test/{'x' * 90}?a=1&access_token={SIGNATURE}"):
        assert hides(shown_url(url, width))


def test_long_texts_are_not_remembered_but_redacted_all_the_same() -> None:
    text = f"{'word ' * SHORT} Bearer {JWT}"
    assert hides(redacted(text))
    assert hides(redacted_url(f"https://a.test/{'x' * SHORT}?access_token={SIGNATURE}"))


def test_only_what_holds_no_secret_is_remembered_as_clean() -> None:
    for text in (f"Bearer {JWT}", "the token expired 1 hour ago"):
        for _ in range(2):
            redacted(text)
    assert "the token expired 1 hour ago" in CLEAN
    assert all(redact_text(text) == text for text in CLEAN)


def test_what_holds_no_secret_stays() -> None:
    assert redacted("the token expired 1 hour ago") == "the token expired 1 hour ago"
    assert redacted_url("https://a.test/x?page=2") == "https://a.test/x?page=2"


def test_data_is_redacted_to_its_depth() -> None:
    assert hides(str(shown_data({"a": [JWT, {"b": (JWT, 7, None)}]})))
    assert shown_data({"a": [7, True, None, "x"]}) == {"a": [7, True, None, "x"]}


def test_texts_are_clean_together_where_each_of_them_is() -> None:
    texts = ["the port is 8443", "a word that nobody said before"]
    assert not known_clean(texts)
    assert all_clean(texts)
    assert known_clean(texts)
    assert not all_clean([*texts, f"Bearer {JWT}"])
    assert all_clean([])


def test_a_url_without_secrets_is_clean_as_a_text_too() -> None:
    url = "https://a.test/orders?page=3"
    assert redacted_url(url) == url
    assert known_clean([url])
    assert redact_text(url) == url
