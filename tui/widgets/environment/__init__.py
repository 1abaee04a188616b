"""Widgets of the Environment screen."""
