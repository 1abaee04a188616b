"""Audit: events in the words of the platform's own log, and the filter that finds them again. Pure."""
