"""A framework of one's own, from an empty file: what it is judged by, stage by stage.

The learner writes `mine/nn.py`. A process of its own (`examine`) loads it as a `design`, which knows by what
names it calls things, and holds the claims of a stage (`stages/`) against it with a `probe`.
"""

from nbkit.mine.commands import check_mine, load_mine, stage_cell
from nbkit.mine.in_notebook import with_mine

__all__ = ["check_mine", "load_mine", "stage_cell", "with_mine"]
