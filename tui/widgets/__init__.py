"""Widgets: they render what they are given and say what was pressed. Nothing is decided here."""
