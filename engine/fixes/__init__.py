"""The smallest change that helps: proposed from what failed, proved by running the engine again."""

from engine.fixes.propose import propose_fixes

__all__ = ["propose_fixes"]
