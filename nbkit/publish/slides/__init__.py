"""Slides for a class: what they say comes from the notebook, and all of it is in the speaker's notes."""
