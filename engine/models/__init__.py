"""The engine's plain data: what was captured, what is asked, what was found."""
