"""Explorers that move without a kernel: their frames, drawn ahead, and the player of a page."""
