"""Operations whose requests others take, and patterns that compete."""

from __future__ import annotations

import pytest

from tests.support.lint import found, marked, severities

FINDINGS = {
    "operations.unreachable",
    "operations.path_repeats_base",
    "operations.pattern_twice",
    "operations.patterns_overlap",
}
CASES = [
    (
        "the path of the base URL again, whole and in words only",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test/v2", "https://b.test/x/y"]
issuer = "sso"
[[api_services.operations]]
name = "0"
methods = ["GET"]
paths = [
  "/v2/orders",  # finds: operations.path_repeats_base
  "/v2",  # finds: operations.path_repeats_base
  "/x/y/{id}",  # finds: operations.path_repeats_base
  "/x/{y}",
  "/v20/orders",
  "/orders/v2",
]
""",
    ),
    (
        "a wide pattern before a narrow one takes all; after it, it does not",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services.operations]]
name = "0"
methods = ["GET"]
paths = ["/a/**"]
[[api_services.operations]]
name = "1"
methods = ["GET"]
paths = ["/a/{x}/b"]  # finds: operations.unreachable
[[api_services.operations]]
name = "2"
methods = ["GET"]
paths = ["/b/{x}/c"]
[[api_services.operations]]
name = "3"
methods = ["GET"]
paths = ["/b/**"]
""",
    ),
    (
        "an exact path counts before a parameter",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services.operations]]
name = "0"
methods = ["GET"]
paths = ["/a/{x}"]
[[api_services.operations]]
name = "1"
methods = ["GET"]
paths = ["/a/me"]
""",
    ),
    (
        "names of parameters make no difference; other methods do",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services.operations]]
name = "0"
methods = ["GET", "POST"]
paths = ["/a/{x}"]
[[api_services.operations]]
name = "1"
methods = ["GET"]
paths = ["/a/{y}"]  # finds: operations.unreachable
[[api_services.operations]]
name = "2"
methods = ["PUT"]
paths = ["/a/{z}"]
[[api_services.operations]]
name = "3"
paths = ["/a/*"]  # finds: operations.patterns_overlap
""",
    ),
    (
        "every method takes each",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services.operations]]
name = "0"
paths = ["/a"]
[[api_services.operations]]
name = "1"
methods = ["GET"]
paths = ["/a"]  # finds: operations.unreachable
""",
    ),
    (
        "a pattern twice in one operation",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services.operations]]
name = "0"
paths = ["/a/{x}", "/a/*"]  # finds: operations.pattern_twice
""",
    ),
    (
        "patterns that cross",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services.operations]]
name = "0"
methods = ["GET"]
paths = ["/{x}/b"]  # finds: operations.patterns_overlap
[[api_services.operations]]
name = "1"
methods = ["GET"]
paths = ["/a/{y}"]
[[api_services.operations]]
name = "2"
methods = ["GET"]
paths = ["/{x}/c/{y}"]
[[api_services.operations]]
name = "3"
methods = ["GET"]
paths = ["/{x}/{y}/d"]  # finds: operations.patterns_overlap
""",
    ),
    (
        "below the base URL of another service",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test/x"]
issuer = "sso"
[[api_services.operations]]
name = "lost"
paths = ["/y/z"]  # finds: operations.unreachable
[[api_services.operations]]
name = "kept"
paths = ["/z"]
[[api_services.operations]]
name = "partly"
paths = ["/**"]
[[api_services]]
name = "B"
base_urls = ["https://a.test/x/y"]
issuer = "sso"
""",
    ),
    (
        "a second base URL reaches it still",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test/x", "https://alias.test"]
issuer = "sso"
[[api_services.operations]]
name = "kept"
paths = ["/y/z"]
[[api_services]]
name = "B"
base_urls = ["https://a.test/x/y"]
issuer = "sso"
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


def test_patterns_that_all_begin_alike_are_told_apart_behind_it():
    head = 'name = "x"\nissuers = [{ name = "sso", issuer = "https://l.test" }]\n'
    service = '[[api_services]]\nname = "A"\nbase_urls = ["https://a.test"]\nissuer = "sso"\n'
    paths = ("/api/v1/a/**", "/api/v1/b/{x}", "/api/v1/a/{x}/c", "/api/v1")
    operations = "".join(f'[[api_services.operations]]\nname = "{path}"\npaths = ["{path}"]\n' for path in paths)

    assert found(head + service + operations, FINDINGS) == {(15, "operations.unreachable")}


def test_only_the_order_of_the_file_deciding_is_worse_than_precedence():
    rows = [("/{x}/b", "/a/{y}"), ("/{x}/c/{y}", "/{x}/{y}/d")]
    operations = "".join(
        f'[[api_services.operations]]\nname = "{at}-{place}"\nmethods = ["{"GET" if at else "PUT"}"]\npaths = ["{path}"]\n'
        for at, row in enumerate(rows) for place, path in enumerate(row)
    )  # fmt: skip
    head = 'name = "x"\nissuers = [{ name = "sso", issuer = "https://l.test" }]\n'
    service = '[[api_services]]\nname = "A"\nbase_urls = ["https://a.test"]\nissuer = "sso"\n'

    assert severities(head + service + operations, "operations.patterns_overlap") == ["note", "warning"]
