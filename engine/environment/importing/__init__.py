"""What other systems know of an environment, as tables of the environment file. Each source is a module."""
