"""What loading says, as findings."""

from __future__ import annotations

import pytest

from engine.environment.lint import check_text
from engine.environment.lint.loading import key_findings
from engine.environment.problems import Fault

SERVICE = '[[api_services]]\nname = "A"\nbase_urls = ["https://a.test"]\nissuer = "sso"\n'
ISSUER = '[[issuers]]\nname = "sso"\nissuer = "https://login.test"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('nam = "x"', [("file.unknown_key", "error", 1, "nam", "unknown key `nam`", "wanted `name`")]),
        ('id = "x"', [("file.missing_key", "error", 1, "name", "`name` is missing", "wanted a string")]),
        ('name = "x"\n' + SERVICE, [("file.name_unknown", "error", 5, "api_services[0].issuer",
          "no issuer is named `sso`", "wanted a table `[[issuers]]` with this name")]),
        ('name = "x"\n' + ISSUER + ISSUER.replace("login", "other"), [("file.name_twice", "error", 6, "issuers[1].name",
          "`sso` is the name of issuers[0] already (line 3)", "wanted a different name")]),
        ('name = "x"\n[[clients]]\nid = "a"\nprotocol = "saml"', [("clients.saml", "warning", 4, "clients[0].protocol",
          "saw `saml`, which is not supported: what this client does is not judged", "wanted `oidc`, or this client left out")]),
        ('name = "x"\n[[clients]]\nid = "a"\ngrant_types = ["code"]', [("file.name_not_registered", "warning", 4,
          "clients[0].grant_types[0]", "saw `code`", "wanted a registered name such as `authorization_code`")]),
        ('name = "x"\n' + ISSUER + ISSUER.replace('"sso"', '"b"'), [("issuers.twice", "warning", 7, "issuers[1].issuer",
          "issuers[0].issuer is the same: tokens are judged by the first one (line 4)", "wanted each issuer once")]),
    ],
)  # fmt: skip
def test_what_is_said(text, said):
    findings = check_text(text, file="e").findings

    assert [(o.finding, o.severity, o.line, o.path, o.summary, o.fix) for o in findings] == said


def test_a_tree_that_is_too_deep_is_no_circle():
    rows = [f'{{ name = "{at}", combine = "first-applicable", children = ["{at + 1}"] }}' for at in range(60)]
    rows.append('{ name = "60", combine = "first-applicable" }')
    errors = {one.finding for one in check_text(f'name = "x"\npolicies = [{", ".join(rows)}]', file="e").findings}

    assert "policies.too_deep" in errors
    assert "policies.in_a_circle" not in errors


def test_key_files_that_cannot_be_read_do_not_keep_the_file_from_being_used():
    [said] = key_findings([Fault(path=("issuers", 0, "jwks"), seen="no such file", wanted="the JWK Set")])

    assert (said.finding, said.severity, said.fix) == ("issuers.keys_unreadable", "warning", "wanted the JWK Set")
