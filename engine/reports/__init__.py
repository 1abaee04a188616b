"""A trace in words: text for a terminal, tables for many. Printing is another function than finding."""
