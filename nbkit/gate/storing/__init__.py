"""Storing what notebooks show now, and leaving all else of their text as it is."""
