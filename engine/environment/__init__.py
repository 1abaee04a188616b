"""What a request is judged against: the model of the environment file, its loader, its first draft."""
