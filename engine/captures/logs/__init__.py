"""Lines of gateways' logs: each format in a file, all of them in one list."""
