"""A graph as a picture: `draw` it, or `tour` it step by step.

Drawn in this order: `fold`, `parts` (with `values`), `layout`, `canvas` (with `svg` and `css`).
A tour: `steps`, `panel` (with `heat`), `tour`.
"""
