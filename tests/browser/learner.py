"""What a learner does with a chapter, and what must be so: run it, move each explorer, read it on a phone."""

import copy
import os
from pathlib import Path
from typing import Any

import nbformat
from lab import DESKTOP, PHONE, again, complaints, opened, photograph, pictures, press, run_all
from nbconvert.preprocessors import ClearOutputPreprocessor

COURSE = Path(__file__).parents[2] / "course"
CONTROLS = "[role=slider], select, input[type=checkbox]"
# What sticks out of the page to the right. A wide table or a long line may: its output scrolls.
OUTSIDE = """() => [...document.querySelectorAll(
    ".jp-OutputArea-output .jupyter-widgets, .jp-OutputArea-output img, .jp-MarkdownOutput img")]
    .filter(one => one.getBoundingClientRect().right > innerWidth)
    .map(one => one.closest(".jp-Cell").innerText.slice(0, 80) + " ... " + one.className)"""


def chapters(first: int, last: int) -> list[str]:
    """Return the names of the chapters from the first number to the last."""
    return [path.stem for path in sorted(COURSE.glob("*.ipynb")) if first <= int(path.stem[:2]) <= last]


def lay_out(name: str, folder: Path) -> list[Any]:
    """Copy a chapter without its outputs, so that all that is seen was made; return the stored cells."""
    notebook = nbformat.read(COURSE / f"{name}.ipynb", 4)
    bare = ClearOutputPreprocessor().preprocess(copy.deepcopy(notebook), {})[0]
    nbformat.write(bare, folder / f"{name}.ipynb")
    return notebook.cells


def study(desk: Any, folder: Path, name: str) -> None:
    """Open a chapter in JupyterLab, run it, look at what came, move each explorer, take a phone."""
    cells = lay_out(name, folder)
    with opened(desk, f"{name}.ipynb", name, DESKTOP) as page:
        run_all(page)
        assert_said_as_stored(page, cells)
        for index, cell in enumerate(cells):
            if "explorer" in cell.metadata.get("tags", ()):
                assert_moves(page.locator(".jp-Notebook .jp-Cell").nth(index), cell.id)
        photograph_all(page, f"{name}_1280")
        page.set_viewport_size(PHONE)
        again(lambda: None, lambda: not page.evaluate(OUTSIDE), f"{name} on a phone")
        photograph_all(page, f"{name}_420")
        assert page.console == []  # JupyterLab says nothing of its own there: all of it would be ours


def assert_said_as_stored(page: Any, cells: list[Any]) -> None:
    """Errors and warnings stand in the cells where the stored chapter has them, and nowhere else."""
    shown = page.locator(".jp-Cell", has=complaints(page))
    stored = [cell for cell in cells if any(map(complains, cell.get("outputs", ())))]
    assert shown.count() == len(stored), shown.all_inner_texts()


def complains(output: Any) -> bool:
    """Whether an output is an error or a warning: JupyterLab shows both as what came on stderr."""
    return "error" in output.output_type or output.get("name") == "stderr"


def assert_moves(cell: Any, name: str) -> None:
    """The explorer's first control moves with the keyboard alone, and its picture with it."""
    again(lambda: None, lambda: pictures(cell), f"a picture in {name}")
    before = pictures(cell)
    control = cell.locator(CONTROLS).first
    press(control, "ArrowUp", "ArrowDown", "Space")
    again(lambda: None, lambda: pictures(cell) != before, f"another picture in {name}")
    assert cell.get_by_role("alert").all_inner_texts() == [], f"{name} shows an error instead of a picture"
    moved, reset = pictures(cell), cell.get_by_role("button", name="Reset")
    again(lambda: reset.press("Enter"), lambda: pictures(cell) != moved, f"Reset in {name}")
    assert pictures(cell), f"{name} shows nothing after Reset"


def photograph_all(page: Any, name: str) -> None:
    """Keep the whole notebook as pictures of 4000 pixels each, where NBKIT_SCREENSHOTS names a folder."""
    if not os.environ.get("NBKIT_SCREENSHOTS"):
        return
    before, scroller = page.viewport_size, page.locator(".jp-WindowedPanel-outer").first
    page.set_viewport_size(before | {"height": 4000})
    seen, whole = scroller.evaluate("one => [one.clientHeight, one.scrollHeight]")
    for part in range(-(-whole // seen)):
        scroller.evaluate("(one, top) => one.scrollTo(0, top)", part * seen)
        photograph(page, f"{name}_{part:02}")
    page.set_viewport_size(before)
