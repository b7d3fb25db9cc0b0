"""Which notebooks are as they were when they were last proved."""
