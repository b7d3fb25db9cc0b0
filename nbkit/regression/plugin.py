"""The pytest plugin over nbval."""
