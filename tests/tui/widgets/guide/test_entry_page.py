"""A page with links as a widget: which link is chosen, and that the keys act only where there are links."""

from textual import on
from textual.app import App

from tests.support.app import screen_text
from tui.render.lines import Row, Span, line
from tui.widgets.guide.entry_page import EntryPage

LINKED = [
    Row(left=line(f"line {at}  ", Span(f"link-{at}", "link", ("screen.follow", (f"link-{at}",))))) for at in range(30)
]
LONG = Row(left=line(Span("https://docs.test/" + "x" * 90, "link", ("screen.follow", ("long",)))))


class OnePage(App):
    """An app with nothing but a page."""

    CSS = "Rows { height: auto; } EntryPage { height: 1fr; }"

    def __init__(self, rows):
        super().__init__()
        self.rows = rows
        self.followed = []

    def compose(self):
        yield EntryPage()

    def on_mount(self):
        self.page.show(self.rows)
        self.page.focus()

    @property
    def page(self):
        return self.query_one(EntryPage)

    @on(EntryPage.LinkFollowed)
    def _followed(self, event):
        self.followed.append(event.target)


async def test_nothing_is_chosen_at_first_and_enter_does_nothing():
    app = OnePage(LINKED)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("enter")
        assert (app.page.chosen, app.followed) == (None, [])


async def test_tab_chooses_the_first_link_that_is_seen():
    app = OnePage(LINKED)
    async with app.run_test(size=(40, 10)) as pilot:
        app.page.scroll_to(y=5, animate=False)
        await pilot.pause()
        await pilot.press("tab", "enter")
        assert app.followed == ["link-5"]


async def test_choosing_goes_round_and_scrolls():
    app = OnePage(LINKED)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("tab", "left")
        await pilot.pause()
        assert app.page.chosen == 29
        assert "link-29" in screen_text(app)
        await pilot.press("right")
        assert app.page.chosen == 0


async def test_an_address_over_several_lines_is_one_link():
    app = OnePage([LONG, *LINKED[:2]])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("tab", "tab", "enter")
        assert app.followed == ["link-0"]


async def test_a_page_without_links_binds_no_key_for_them():
    app = OnePage([Row(left=line("only words"))])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("right", "enter")
        assert (app.page.chosen, app.page.check_action("choose", (1,))) == (None, False)
