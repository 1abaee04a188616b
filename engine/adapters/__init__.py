"""The only input and output: files, SQLite, the clock. Nothing else in `engine` imports this."""
