"""What is true of every API: entries, scenarios and signatures as data, their schema, and the search over them."""
