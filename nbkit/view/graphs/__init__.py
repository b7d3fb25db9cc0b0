"""Graphs as pictures: laid out, drawn as SVG, walked step by step."""
