"""The names under which a notebook keeps what a cell shows, besides text and pictures."""

FIGURE = "application/vnd.nbkit.figure+json"  # a figure's meaning: its fingerprint
EXPLORER = "application/vnd.nbkit.explorer+json"  # what driving each control of an explorer has shown
RESTS = "application/vnd.nbkit.rests+json"  # the packages for want of which a cell was not run
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
