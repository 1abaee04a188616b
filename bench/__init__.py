"""Times what the performance budgets name: `python -m bench [ROW…]`. Every row beside its anchor, in the same run."""
