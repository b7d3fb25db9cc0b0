"""Where what learners make of their own lies: the folder `mine` beside their notebooks."""

from __future__ import annotations

from pathlib import Path

COURSE = Path("course") / "00_start_here.ipynb"


def folder() -> Path:
    """The folder `mine`, which may not be there yet.

    It lies beside the notebooks: here, or in a folder around us, where there is one already or where the
    course is; if neither is so, here.
    """
    here = Path.cwd()
    for around in (here, *here.parents):
        if (around / COURSE).is_file():
            return around / "course" / "mine"
        if (around / "mine" / "nn.py").is_file() or (around / COURSE.name).is_file():
            return around / "mine"
    return here / "mine"


def own_file() -> Path:
    """The learner's own framework."""
    return folder() / "nn.py"


def shown(path: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
