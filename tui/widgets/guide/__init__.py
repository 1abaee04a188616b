"""The parts of the Guide screen."""
