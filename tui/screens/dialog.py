"""What every dialog is: a screen over a screen, with a frame, a title, and the keys that leave it."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.screen import ModalScreen

from tui.widgets.rows import ROLE_CLASSES

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """Subclasses put their widgets into a container of the class `dialog`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(ROLE_CLASSES)
