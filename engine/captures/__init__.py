"""From pasted text to exchanges: `read_capture` recognises the kind and calls its parser."""

from engine.captures.reading import read_capture

__all__ = ["read_capture"]
