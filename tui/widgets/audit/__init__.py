"""The parts of the Audit screen."""
