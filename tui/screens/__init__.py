"""Screens: each composes, binds and routes."""
