"""Reads a listing of Python 2 as Python 2 did: its print, its division, its lists.

Most lectures of TensorFlow 1 that stop at their first line stop at `print "cost:", c`.
"""

from nbkit.tf1.python2.reading import beside, leave_cells, load_ipython_extension, read_cells
from nbkit.tf1.python2.reading import leave_cells as unload_ipython_extension
from nbkit.tf1.python2.tree import compiled, tree_of

__all__ = [
    "beside",
    "compiled",
    "leave_cells",
    "load_ipython_extension",
    "read_cells",
    "tree_of",
    "unload_ipython_extension",
]
