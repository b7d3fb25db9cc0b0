"""What helps keyboard and ear is part of every explorer."""

from widget_tree import tree

import nbkit as nb
from nbkit.view import plots
from nbkit.view.controls.access import Access


def test_what_helps_keyboard_and_ear_is_part_of_every_explorer():
    explorer = nb.explore(lambda k: plots.curves([0, 1], {"a": [0, k]}), alt="A line.", k=nb.slider(-3, 3, 1))
    assert "nbkit-explorer" in explorer.widget._dom_classes
    (access,) = (widget for widget in tree(explorer.widget) if isinstance(widget, Access))
    assert "aria-label" in str(access._esm) and "focus-visible" in str(access._css)
