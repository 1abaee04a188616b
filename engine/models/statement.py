"""A policy's statement that fired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredStatement:
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
