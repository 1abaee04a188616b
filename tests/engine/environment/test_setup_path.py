"""How far each API service has come on the way that the documents of PingOne describe."""

from __future__ import annotations

import pytest

from engine.environment.setup_path import SetupPath, is_elsewhere, setup_paths
from tests.support.lint import environment

TOP = """
name = "x"
issuers = [
  { name = "sso", issuer = "https://login.test" },
  { name = "partner", issuer = "https://partner.test", kind = "external", jwks = "https://partner.test/keys" },
  { name = "bare", issuer = "https://bare.test", kind = "external" },
]
gateways = [{ name = "edge" }, { name = "off", enabled = false }]
resources = [{ name = "R", audience = "r", scopes = ["a"] }, { name = "bare", audience = "b" }]
policies = [{ name = "P", combine = "deny-overrides" }]
"""
CLIENTS = 'clients = [{ id = "web", scopes = ["a"] }, { id = "old", scopes = ["a"], status = "inactive" }]'
FULL = """
issuer = "sso"
resource = "R"
gateways = ["edge"]
[[api_services.operations]]
name = "o"
paths = ["/"]
scopes.all = ["a"]
"""
MARKS = {"done": "+", "not_done": "-", "not_visible": "?"}


def path_of(service: str, top: str = TOP) -> SetupPath:
    text = f'{top}\n[[api_services]]\nname = "A"\nbase_urls = ["https://a.test"]\n{service}'
    [path] = setup_paths(environment(text))
    return path


def marks(path: SetupPath) -> str:
    return "".join(MARKS[step.state] for step in path.steps)


@pytest.mark.parametrize(
    ("says", "top", "service", "wanted", "leads"),
    [
        ("all there is to see", TOP + CLIENTS, FULL, "+++?+++??", None),
        ("no clients in the file", TOP, FULL, "+++?++???", None),
        ("clients without the scope", TOP + 'clients = [{ id = "web", scopes = ["b"] }]', FULL, "+++?++-??",
         "let an application ask for `a`"),
        ("clients whose scopes are not known", TOP + 'clients = [{ id = "web" }]', FULL, "+++?++???", None),
        ("nothing but base URLs", TOP, 'issuer = "sso"', "+?-?-+???",
         "name one of the `gateways`, such as `edge`"),
        ("a resource without a scope", TOP, 'issuer = "sso"\nresource = "bare"', "+--?-+???",
         "add a scope to the resource `bare`"),
        ("a gateway that is off", TOP, FULL.replace('"edge"', '"off"'), "++-?++???",
         "enable `off`, or name another gateway"),
        ("a gateway that it does not name", TOP, FULL.replace('gateways = ["edge"]', ""), "++-?++???",
         "name one of the `gateways`, such as `edge`"),
        ("operations without rules", TOP, FULL.replace("scopes.all", "methods").replace('["a"]', '["GET"]'), "+++?-+???",
         "give the operations access rules, such as `scopes`, or name a `policy`"),
        ("never deployed", TOP, FULL.replace('issuer', 'deployment = "never"\nissuer'), "+++?+-???",
         "deploy the API service: it never was"),
        ("changed since", TOP, FULL.replace('issuer', 'deployment = "changed"\nissuer'), "+++?+-???",
         "deploy the API service: it has changed since"),
    ],
)  # fmt: skip
def test_where_pingone_issues_the_tokens(says, top, service, wanted, leads):
    path = path_of(service, top)

    assert (path.source, marks(path)) == ("managed", wanted)
    assert (path.leads.summary if path.leads else None) == leads


@pytest.mark.parametrize(
    ("service", "wanted", "leads"),
    [
        ('issuer = "partner"\naudience = "a"\ngateways = ["edge"]\npolicy = "P"', "?+++?++??", None),
        ('issuer = "partner"\ngateways = ["edge"]\npolicy = "P"', "?-++?++??", "add the `audience` of `A`"),
        ('issuer = "bare"\naudience = "a"\ngateways = ["edge"]\npolicy = "P"', "?-++?++??", "add the `jwks` of `bare`"),
        ('issuer = "partner"\naudience = "a"\ngateways = ["edge"]', "?+++?-+??",
         "name a `policy` for the service or its operations"),
        ('issuer = "partner"\naudience = "a"\ngateways = ["edge"]\npolicy = "P"\ncustom_policies = false', "?+++?-+??",
         "leave `custom_policies` out, and name a `policy`"),
    ],
)  # fmt: skip
def test_where_an_external_server_issues_them(service, wanted, leads):
    path = path_of(service)

    assert (path.source, marks(path)) == ("external", wanted)
    assert (path.leads.summary if path.leads else None) == leads


def test_a_deployed_copy_counts_before_what_the_file_says():
    text = f'{TOP}\n[[api_services]]\nname = "A"\nbase_urls = ["https://a.test"]\n{FULL}'
    other = environment(text.replace("https://a.test", "https://b.test"))
    [path] = setup_paths(environment(text), other)

    assert path.leads is not None
    assert path.leads.summary == "deploy the API service: it has changed since"


def test_it_is_the_way_of_pingone_only():
    text = f'{TOP}semantics = "xacml"\n[[api_services]]\nname = "A"\nbase_urls = ["https://a.test"]\n{FULL}'

    assert setup_paths(environment(text)) == ()


def test_as_data():
    data = path_of('issuer = "partner"\npolicy = "P"').to_dict()

    assert (data["api_service"], data["source"], data["leads"]) == ("A", "external", "add the external OAuth server")
    assert data["steps"][0] == {
        "step": "create an OAuth client where tokens are issued",
        "state": "not_visible",
        "summary": "it is made at the issuer; look there for the client that calls",
    }


@pytest.mark.parametrize(
    ("issuer", "elsewhere"),
    [
        ("https://acme.okta.com/oauth2/aus1", True),
        ("https://login.acme.test/oauth2/aus1", True),
        ("https://acme.okta.com", True),
        ("https://accounts.google.com", True),
        ("https://login.microsoftonline.com/t1/v2.0", True),
        ("https://acme.eu.auth0.com/", True),
        ("https://k.test/auth/realms/shop", True),
        ("https://auth.pingone.eu/1/as", False),
        ("https://login.test", False),
    ],
)
def test_issuers_that_are_plainly_of_another_vendor(issuer, elsewhere):
    services = 'api_services = [{ name = "A", base_urls = ["https://a.test"], issuer = "i" }]'
    made = environment(f'name = "x"\nissuers = [{{ name = "i", issuer = "{issuer}" }}]\n{services}')

    assert is_elsewhere(made, "A") is elsewhere
