"""What is said about a run: the page, its data, and one page for many runs."""
