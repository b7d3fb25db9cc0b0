"""Where the chapters lie, and how a person names one."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import nbkit


def root() -> Path:
    """The checkout: the folder around the package, or one around where we stand."""
    package = Path(nbkit.__file__).resolve().parents[1]
    for folder in (package, Path.cwd(), *Path.cwd().parents):
        if (folder / "start.py").is_file() and (folder / "course").is_dir():
            return folder
    raise SystemExit(
        "The folder `course` was expected in the checkout; here is only the package.\n"
        "Clone the repository and run: python3 start.py"
    )


def is_ours(path: Path) -> bool:
    """Whether a file or folder lies in the checkout of the course, if there is one."""
    try:
        return path.resolve().is_relative_to(root().resolve())
    except SystemExit:
        return False


def available() -> list[Path]:
    """All chapters in reading order, and after them the appendices, as `a1_…`."""
    return sorted((root() / "course").glob("[0-9a][0-9]_*.ipynb"))


def find(names: Sequence[str]) -> list[Path]:
    """Chapters by number (`3`, `03`, `a1`), name or topic, or a notebook's path; all of them for no name."""
    return [pick(name) for name in names] if names else available()


def pick(name: str) -> Path:
    """The one notebook that the name means."""
    if name.endswith(".ipynb") and Path(name).is_file():
        return Path(name)
    wanted, found = as_stem(name), available()
    for path in found:
        number, topic = path.stem.split("_", 1)
        if wanted in (path.stem, topic, number, number.removeprefix("0")):
            return path
    raise SystemExit(unknown_chapter(name, found))


def as_stem(name: str) -> str:
    """Bring a file name or a topic to the form that stems have."""
    return Path(name).name.removesuffix(".ipynb").lower().replace("-", "_").replace(" ", "_")


def unknown_chapter(name: str, found: Sequence[Path]) -> str:
    """The list, and what was probably meant."""
    topics = {path.stem.split("_", 1)[1]: path.stem for path in found}
    close = [topic for topic in topics if as_stem(name) in topic] or difflib.get_close_matches(
        as_stem(name), topics
    )
    hint = f" Did you mean {close[0]}?" if close else ""
    listing = "\n".join(f"  {path.stem}" for path in found) or "  (none yet)"
    return f"There is no chapter {name!r}.{hint}\nThe chapters, by number, name or topic:\n{listing}"
