"""Many notebooks: shared among machines, and old ones that fail today."""
