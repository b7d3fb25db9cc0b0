"""What a learner does with a chapter, and what must be so: run it, move each explorer, read it on a phone.

The gate has run every cell and driven every explorer. Here run the first chapter whole, and of one more its
explorers and the cells that give them their names; its others show what is stored. `nbkit test --all` runs
every cell of all.
"""

import ast
import copy
import os
import symtable
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from lab import DESKTOP, PHONE, again, complaints, opened, photograph, pictures, press, run_cells

COURSE = Path(__file__).parents[2] / "course"
ASSIGNMENTS = (ast.Assign, ast.AugAssign, ast.AnnAssign)
ALL = os.environ.get("NBKIT_ALL") == "1"
RESTARTED = "00_start_here"  # studied whole, and that twice, by test_kernel
SAMPLE = ("09_what_hidden_layers_do",)  # the widest
CONTROLS = "[role=slider], select, input[type=checkbox]"
# What sticks out to the right: of the page, or if it is a table of the text, of its text. A long line of code
# and a table in an output may: they scroll.
OUTSIDE = """() => [...document.querySelectorAll(`.jp-OutputArea-output .jupyter-widgets,
    .jp-OutputArea-output img, .jp-MarkdownOutput img, .jp-MarkdownOutput table`)]
    .filter(one => one.getBoundingClientRect().right > Math.min(innerWidth,
        one.closest(".jp-MarkdownOutput")?.getBoundingClientRect().right ?? innerWidth))
    .map(one => one.closest(".jp-Cell").innerText.slice(0, 80) + " ... " + one.className)"""


def chapters() -> list[str]:
    """Return the names of the chapters to study: a sample, or all but the one that test_kernel studies."""
    names = [path.stem for path in sorted(COURSE.glob("*.ipynb"))]
    return [name for name in names if name in SAMPLE or (ALL and name != RESTARTED)]


def lay_out(name: str, folder: Path, numbers: Iterable[int]) -> list[Any]:
    """Copy a chapter with some cells bare, so that what they show was made; return the stored cells."""
    stored = nbformat.read(COURSE / f"{name}.ipynb", 4)
    bare = copy.deepcopy(stored)
    for number in numbers:
        bare.cells[number].update(outputs=[], execution_count=None)
    nbformat.write(bare, folder / f"{name}.ipynb")
    return stored.cells


def all_code(name: str) -> list[int]:
    """Return the numbers of a chapter's code cells."""
    cells = nbformat.read(COURSE / f"{name}.ipynb", 4).cells
    return [number for number, cell in enumerate(cells) if cell.cell_type == "code"]


def explored(name: str) -> list[int]:
    """Return the numbers of a chapter's explorers, and of the cells that bind what they use."""
    cells, wanted, found = nbformat.read(COURSE / f"{name}.ipynb", 4).cells, set(), []
    for number in reversed(all_code(name)):
        bound, used = names(cells[number].source)
        if is_explorer(cells[number]) or bound & wanted:
            found.append(number)
            wanted = wanted - bound | used
    return found[::-1]


def is_explorer(cell: Any) -> bool:
    return "explorer" in cell.metadata.get("tags", ())


def names(source: str) -> tuple[set[str], set[str]]:
    """Return the global names that a cell binds, and those that it takes from cells above."""
    bound, used = set[str](), set[str]()
    for statement in ast.parse(source).body:
        top, *inner = tables(symtable.symtable(ast.unparse(statement), "cell", "exec"))
        binds = {one.get_name() for one in top.get_symbols() if one.is_assigned() or one.is_imported()}
        takes = {one.get_name() for one in top.get_symbols() if one.is_referenced()}
        takes.update(one.get_name() for table in inner for one in table.get_symbols() if one.is_global())
        # `x = x + 1` takes x from above, `for x in range(3): print(x)` does not.
        used |= takes - bound - (set() if isinstance(statement, ASSIGNMENTS) else binds)
        bound |= binds
    return bound, used


def tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """Return the names of a cell, then those of each function and class in it."""
    yield table
    for child in table.get_children():
        yield from tables(child)


def study(desk: Any, folder: Path, name: str, run: Callable[[Any], None] | None = None) -> None:
    """Open a chapter in JupyterLab, run it, look at what came, move each explorer, take a phone."""
    numbers = all_code(name) if run or ALL else explored(name)
    cells = lay_out(name, folder, numbers)
    with opened(desk, f"{name}.ipynb", name, DESKTOP) as page:
        run(page) if run else run_cells(page, numbers)
        assert_said_as_stored(page, cells)
        for index, cell in enumerate(cells):
            if is_explorer(cell):
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
