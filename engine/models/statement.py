"""A policy's statement that fired."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class FiredStatement(Struct, frozen=True, kw_only=True):
    """A statement that a node created. `path` names the nodes from the root down to it.

    `path_agrees`: the node's decision and all above it, up to the tree's root, are one.
    """

    name: str
    code: str
    payload: Any
    to: str | None
    obligatory: bool
    attach: str
    path: tuple[str, ...]
    decision: str
    path_agrees: bool
