"""Neural networks, built by hand: the names of the course, loaded on first use."""
