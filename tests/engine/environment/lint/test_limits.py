"""How much PingOne takes: the last that is good, and the first that is not."""

from __future__ import annotations

import pytest

from tests.support.lint import found, marked

FINDINGS = {
    "operations.over_limit",
    "operations.too_many",
    "base_urls.too_long",
    "base_urls.trailing_slash",
    "policies.too_deep",
}
CASES = [
    (
        "ten paths, methods and 25 groups are good, one more is not",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services.operations]]
name = "full"
paths = ["/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10"]
[[api_services.operations]]
name = "over"
methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "LOCK", "COPY", "MOVE"]  # finds: operations.over_limit
paths = ["/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10", "/11"]  # finds: operations.over_limit
groups = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25"]  # finds: operations.over_limit
""",
    ),
    (
        "a slash at the end of a base URL, also of a host alone",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = [
  "https://a.test",
  "https://a.test/b",
  "https://b.test/",  # finds: base_urls.trailing_slash
  "https://c.test/d/",  # finds: base_urls.trailing_slash
]
issuer = "sso"
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


def services(count: int) -> str:
    rows = (
        f'[[api_services]]\nname = "S{at}"\nbase_urls = ["https://s{at}.test"]\nissuer = "sso"' for at in range(count)
    )
    return "\n".join(['name = "x"', "[[issuers]]", 'name = "sso"', 'issuer = "https://login.test"', *rows])


@pytest.mark.parametrize(("count", "over"), [(25, False), (26, True), (40, True)])
def test_api_services(count, over):
    assert ({finding for _, finding in found(services(count))} >= {"api_services.too_many"}) is over


@pytest.mark.parametrize(("count", "over"), [(25, False), (26, True)])
def test_external_issuers(count, over):
    rows = (f'[[issuers]]\nname = "i{at}"\nissuer = "https://i{at}.test"\nkind = "external"' for at in range(count))
    lines = found("\n".join(['name = "x"', *rows]))

    assert lines == ({(2 + 4 * 25, "issuers.too_many")} if over else set())


@pytest.mark.parametrize(("levels", "over"), [(20, False), (21, True), (30, True)])
def test_levels_of_policies_are_told_once_for_the_smallest_tree(levels, over):
    rows = [
        f'[[policies]]\nname = "{at}"\ncombine = "deny-overrides"\nchildren = ["{at + 1}"]' for at in range(levels - 1)
    ]
    rows.append(f'[[policies]]\nname = "{levels - 1}"\ncombine = "deny-overrides"')
    lines = [line for line, finding in found("\n".join(['name = "x"', *rows])) if finding == "policies.too_deep"]

    assert lines == ([1 + 4 * (levels - 20)] if over else [])


@pytest.mark.parametrize(("length", "over"), [(256, False), (257, True)])
def test_length_of_a_base_url(length, over):
    url = "https://a.test/".ljust(length, "a")
    text = f'name = "x"\n[[api_services]]\nname = "A"\nbase_urls = ["{url}"]\nissuer = "sso"\n[[issuers]]\nname = "sso"\nissuer = "https://l.test"'

    assert found(text, FINDINGS) == ({(4, "base_urls.too_long")} if over else set())
