"""The parts of the Replay screen."""
