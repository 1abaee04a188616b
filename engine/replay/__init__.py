"""Many exchanges at once: a row for each, counts over all, hosts that are none of the environment's business apart."""
