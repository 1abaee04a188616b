"""Tokens: taken apart strictly, keys prepared once, each check on its own."""
