"""Figures by their meaning: a fingerprint of what they say and show, and its comparison."""
