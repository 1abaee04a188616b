"""The decision engine: a question goes in, a trace comes out. Pure: no clock, no files, no network."""
