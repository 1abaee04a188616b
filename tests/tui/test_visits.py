"""Back and forward in the guide, and glances that leave no trace."""

from tui.visits import Visit, Visits


def walked(*steps):
    """The entries along the line of visits, and the one that is shown."""
    visits = Visits()
    for how, entry in steps:
        getattr(visits, how)(entry)
    return [visit.entry for visit in visits._line], visits.current and visits.current.entry


def test_before_the_first_page_there_is_none():
    assert walked() == ([], None)
    assert Visits().step(-1) is None


def test_a_glance_is_replaced_by_the_next_page():
    assert walked(("glance", "400"), ("glance", "401"), ("visit", "403")) == (["403"], "403")


def test_visits_stay_and_a_glance_at_the_end_is_replaced():
    assert walked(("visit", "400"), ("visit", "401"), ("glance", "403"), ("glance", "404")) == (
        ["400", "401", "404"],
        "404",
    )


def test_opening_what_one_glances_at_makes_it_a_visit():
    assert walked(("glance", "400"), ("visit", "400"), ("glance", "401")) == (["400", "401"], "401")


def test_back_and_forward_and_what_lay_ahead_is_forgotten_by_a_new_page():
    visits = Visits()
    for entry in ("400", "401", "403"):
        visits.visit(entry)
    assert visits.step(-2) == Visit("400")
    assert (visits.can_back, visits.can_forward) == (False, True)
    assert visits.step(1) == Visit("401")
    visits.visit("404")
    assert [visit.entry for visit in visits._line] == ["400", "401", "404"]
    assert (visits.can_back, visits.can_forward) == (True, False)


def test_the_chosen_link_is_remembered():
    visits = Visits()
    visits.glance("400")
    visits.keep(3)
    visits.visit("401")
    assert visits.step(-1) == Visit("400", link=3)
