"""Turns what the engine found into rows of words. No widget, no app, no engine call: values in, rows out."""
