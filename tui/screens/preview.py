"""Token preview: which token a client would be issued, as one fills in who asks for what."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.suggester import SuggestFromList
from textual.timer import Timer
from textual.widgets import Input

from tui.drafts import DEMO
from tui.render.lines import Row, Span, line
from tui.render.preview import chain_rows, command_line, preview_rows
from tui.screens.dialog import Dialog
from tui.widgets.rows import StaticRows
from tui.widgets.search_field import COMPACT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.environment.model import Environment
    from engine.models.trace import TokenRequest, Trace
    from knowledge.catalog import Catalog
    from tui.app import ApiwhyApp

TYPING_PAUSE = 0.15
"""Seconds without a key after which what was typed is asked."""
SCROLLS = "scroll what would come of it"
GRANTS = ("authorization_code", "client_credentials", "refresh_token", "password")
FIELDS = (
    ("client", "client", "its client_id"),
    ("user", "user", "who signs in; none for client_credentials"),
    ("grant", "grant", ", ".join(GRANTS)),
    ("scope", "scopes", "separated by spaces; none: those that the server grants by default"),
    ("server", "server", "the authorization server's name"),
)
"""Fields of the form: name, label, and what is wanted."""


class Asked(Struct, frozen=True, kw_only=True):
    """What the form begins with; `request` where it is asked for a call that was refused, `now` the time of asking."""

    client: str = ""
    user: str = ""
    grant: str = ""
    scope: str = ""
    server: str = ""
    request: TokenRequest | None = None
    now: datetime | None = None

    @classmethod
    def of(cls, shown: Mapping[str, str]) -> Asked:
        """Beginning with what is shown: the id of a client or a user, by its kind."""
        return cls(client=shown.get("client", ""), user=shown.get("user", ""))

    @classmethod
    def for_call(cls, trace: Trace, now: datetime | None) -> Asked:
        """Beginning with the request that is right for a refused call, as at its time."""
        request, matched = trace.token_request, trace.matched
        if request is None:
            return cls()
        return cls(
            client=matched.client or "", user=matched.user or "", grant=request.grant_type,
            scope=" ".join(request.scopes), server=request.server, request=request, now=now,
        )  # fmt: skip


def open_preview(app: ApiwhyApp, environment: Environment, asked: Asked) -> None:
    """Opens the form over the screen that is there."""
    from engine.adapters.clock import now

    catalog = app.workbench.catalog
    app.push_screen(PreviewScreen(environment, catalog, asked.now or now(), asked, name=app.environment))


class PreviewField(Input):
    """A line to type in, which offers in grey what is known."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "cursor_right", "Take", show=False, tooltip="what is offered in grey"),
    ]


class PreviewScreen(Dialog[None]):
    """A form over the authorization servers of an environment, which is called `name`; `now` is when it is asked."""

    PLACE: ClassVar[str] = "token preview"
    EXPLAINS: ClassVar[tuple[str, ...]] = (
        "Which token the authorization server would issue, or at which step it would refuse and why.",
        "Say which client asks, for which user, with which grant and scopes; the answer below follows as you type.",
        "Each field offers in grey what the environment knows: → takes it. Nothing is sent anywhere.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", tooltip="back to the screen below"),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Before", show=False),
        Binding("pagedown", "scroll(1)", "Page down", show=False, priority=True, tooltip=SCROLLS),
        Binding("pageup", "scroll(-1)", "Page up", show=False, priority=True, tooltip=SCROLLS),
        Binding("ctrl+y", "copy", "Copy", tooltip="copy the token request, or the command that gives this preview"),
    ]

    def __init__(
        self, environment: Environment, catalog: Catalog, now: datetime, asked: Asked, *, name: str | None = None
    ) -> None:
        super().__init__()
        self._environment = environment
        self._catalog = catalog
        self._now = now
        self._asked = asked
        self._named = name
        self._typing: Timer | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = f"token preview, {self._environment.name}"
            dialog.border_subtitle = "Tab next   → takes what is offered   ctrl+y copies   Esc leaves"
            for name, label, wanted in FIELDS:
                if name == "server" and len(self._environment.authorization_servers) < 2:
                    continue
                with Horizontal(classes="asked"):
                    yield StaticRows([Row(left=line(Span(label, "dim")))])
                    yield self._field(name, wanted)
            with VerticalScroll(can_focus=False):
                yield StaticRows(id="preview-result")

    def on_mount(self) -> None:
        self._ask()

    def _field(self, name: str, wanted: str) -> PreviewField:
        suggester = SuggestFromList(self._offered(name), case_sensitive=True)
        return PreviewField(
            getattr(self._asked, name), placeholder=wanted, suggester=suggester, id=f"preview-{name}", compact=True,
            classes=COMPACT,
        )  # fmt: skip

    def _offered(self, name: str) -> list[str]:
        environment = self._environment
        servers = environment.authorization_servers
        scopes = (scope for server in servers for scope in (*(server.scopes or ()), *(server.default_scopes or ())))
        offered = {
            "client": [client.id for client in environment.clients],
            "user": [user.id for user in environment.users],
            "grant": list(GRANTS),
            "scope": list(dict.fromkeys(scopes)),
            "server": [server.name for server in servers],
        }
        return offered[name]

    @on(Input.Changed)
    def _changed(self) -> None:
        if self._typing:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_PAUSE, self._ask)

    def _typed(self, name: str) -> str:
        found = self.query(f"#preview-{name}").results(Input)
        return next((field.value.strip() for field in found), "")

    def _ask(self) -> None:
        values = {name: self._typed(name) for name, _, _ in FIELDS}
        missing = [label for name, label, _ in FIELDS[:3] if not values[name] and name != "user"]
        if missing:
            said = f"give {' and '.join(missing)}: what is offered in grey is taken with →"
            self._show([Row(left=line(Span(said, "dim")))])
        else:
            self._judge(values)

    @work(thread=True, exclusive=True, group="preview")
    def _judge(self, values: dict[str, str]) -> None:
        from engine.issuing.preview import NoServer, PreviewAsk, preview_token

        ask = PreviewAsk(
            client=values["client"], grant_type=values["grant"], server=values["server"] or None,
            user=(values["user"] or None) if values["grant"] != "client_credentials" else None,
            scopes=tuple(dict.fromkeys(values["scope"].split())),
        )  # fmt: skip
        try:
            preview = preview_token(self._environment, ask, catalog=self._catalog, now=self._now)
        except NoServer as problem:
            rows = [Row(left=line(Span("✗ ", "failed"), str(problem)), hang=2)]
        else:
            rows = preview_rows(preview, self._catalog)
        self.app.call_from_thread(self._show, rows)

    def _show(self, rows: list[Row]) -> None:
        chain = chain_rows(self._asked.request) if self._asked.request else []
        self.query_one("#preview-result", StaticRows).update([*chain, *rows])

    def action_scroll(self, by: int) -> None:
        """Scrolls what would come of it."""
        pane = self.query_one(VerticalScroll)
        (pane.scroll_page_down if by > 0 else pane.scroll_page_up)(animate=False)

    def action_copy(self) -> None:
        """Copies the token request that is right for the refused call, or the command that gives this preview."""
        request = self._asked.request
        if request is not None and request.command:
            copied, what = request.command, "the token request"
        else:
            named = None if (self._named or "").startswith(DEMO) else self._named
            client, user, grant, scope = (self._typed(name) for name in ("client", "user", "grant", "scope"))
            copied, what = shlex.join(command_line(client, user, grant, scope, named)), "the command"
        self.app.copy_to_clipboard(copied)
        self.app.notify(f"{what} was copied, {len(copied)} characters", timeout=3)

    def action_leave(self) -> None:
        """Goes back."""
        self.dismiss(None)
