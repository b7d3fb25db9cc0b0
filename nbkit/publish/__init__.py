"""Copies of the course for others than the learner: the instructors' one has the solutions."""
