"""The guide's list: families, reasons by stage, and what a search found."""

from knowledge.catalog import find, load_catalog
from knowledge.records import Head
from tui.render.guide_tree import GuideTree, Node, hit_nodes, node_row
from tui.render.lines import layout, text_of

HEADS = {
    "status": (Head("401", "status", "Unauthorized", "…"),),
    "oauth": (),
    "reason": (
        Head("token.expired", "reason", "The access token has expired", "…", stage="token"),
        Head("request.malformed", "reason", "The request cannot be read", "…", stage="request"),
        Head("token.missing", "reason", "No access token", "…", stage="token"),
    ),
}


def drawn(node, width=46, *, opened=False, here=False):
    return text_of(layout([node_row(node, width=width, opened=opened, here=here)], width)[0][0]).rstrip()


def names(*opened):
    return [node.name for node in GuideTree(HEADS).nodes(opened)]


def test_families_without_entries_are_left_out():
    assert names() == ["HTTP statuses", "Reasons"]


def test_reasons_are_by_stage_in_the_order_of_the_flow():
    assert names("reason") == ["HTTP statuses", "Reasons", "request", "token"]


def test_an_opened_stage_lists_its_problems():
    assert names("reason", "reason/token") == ["HTTP statuses", "Reasons", "request", "token", "expired", "missing"]


def test_the_groups_of_an_entry():
    tree = GuideTree(HEADS)

    assert tree.groups_of("token.missing") == ("reason", "reason/token")
    assert tree.groups_of("401") == ("status",)
    assert tree.groups_of("nothing") == ()
    assert tree.size == 4


def test_every_entry_of_the_guide_shows_once_its_groups_are_open():
    families = load_catalog().families()
    tree = GuideTree(families)
    opened = {group for heads in families.values() for head in heads for group in tree.groups_of(head.id)}
    listed = [node.id for node in tree.nodes(opened) if node.is_entry]

    assert sorted(listed) == sorted(head.id for heads in families.values() for head in heads)


def test_a_group_says_how_many_there_are():
    assert drawn(Node("status", "HTTP statuses", size=19)) == "▸ HTTP statuses" + " " * 29 + "19"
    assert drawn(Node("status", "HTTP statuses", size=19), opened=True).startswith("▾ ")


def test_an_entry_has_its_title_beside_it_where_there_is_room():
    node = Node("401", "401", "Unauthorized", depth=1, column=3)

    assert drawn(node) == "    401  Unauthorized"
    assert drawn(node, here=True) == "  ▪ 401  Unauthorized"
    assert drawn(node, 22) == "    401"


def test_a_search_lists_hits_and_counts_them():
    catalog = load_catalog()
    hits = find(catalog, "token expired").hits
    nodes = hit_nodes(hits, 136, "token expired")

    assert nodes[0].id == "token.expired"
    assert nodes[-1].name == f"{len(hits)} of 136"
    assert drawn(nodes[-1]).startswith(f"─ {len(hits)} of 136 ──")


def test_a_search_that_finds_nothing_says_what_to_do():
    assert [node.name for node in hit_nodes((), 136, "zzz ")] == ["nothing on `zzz`: try fewer words, or a code"]
    assert hit_nodes((), 136, "  ") == []
