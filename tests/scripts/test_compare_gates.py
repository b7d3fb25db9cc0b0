"""A tiny folder goes through the whole comparison, with stand-ins for kernels and tools."""

import contextlib
import copy
import io
import json
import re

import compare_gates as script
import nbformat
import pytest
from gate_runs import Verdict
from nbformat.v4 import new_code_cell, new_notebook, new_output

SOURCES = ["x = [1.5, 2.5, 4.5]", "print(sum(x))", "print(next(clock))", "1 / 0"]

CLOCK = iter(range(10**6))
KERNEL = {"language": "R", "name": "ir", "display_name": "R"}


def execute(path, timeout):
    """Run the cells here instead of in a kernel."""
    notebook, space = nbformat.read(path, 4), {"clock": CLOCK}
    for cell in notebook.cells:
        cell.outputs = []
        with contextlib.redirect_stdout(io.StringIO()) as said:
            try:
                exec(cell.source, space)
            except Exception as error:
                words = {"ename": type(error).__name__, "evalue": str(error), "traceback": []}
                cell.outputs.append(new_output("error", **words))
        if said.getvalue():
            cell.outputs.append(new_output("stream", text=said.getvalue()))
    return notebook


def prove(tool, path, timeout, python):
    """Fail, as nbval would, wherever a text is not the stored one; the other tool is blind."""
    stored, new = nbformat.read(path, 4), execute(path, timeout)
    start = 0 if tool == "nbval" else 1
    pairs = enumerate(zip(stored.cells, new.cells, strict=True), start)
    failed = {f"Cell {number}": "differs" for number, (old, now) in pairs if old.outputs != now.outputs}
    return Verdict(failed if tool == "nbval" else {}, cpu=2.0, memory=3 << 20)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a notebook that runs, one that does not, and one in another language."""
    monkeypatch.setattr(script, "execute", execute)
    monkeypatch.setattr(script, "prove", prove)
    monkeypatch.setattr(script, "_accepted", lambda book, work: "")
    error = new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])
    cells = [new_code_cell(source) for source in [*SOURCES[:3], "", SOURCES[3]]]
    cells[-1].outputs = [error]
    place = tmp_path / "books"
    place.mkdir()
    nbformat.write(new_notebook(cells=cells), place / "good.ipynb")
    broken = [new_code_cell("import no_such_module"), new_code_cell("no_such_name")]
    nbformat.write(new_notebook(cells=broken), place / "broken.ipynb")
    other = new_notebook(cells=copy.deepcopy(broken), metadata={"kernelspec": KERNEL})
    nbformat.write(other, place / "other.ipynb")
    (place / "none.ipynb").write_text("{")
    return place


def test_the_whole_comparison(folder, tmp_path, capsys):
    result = tmp_path / "result.json"
    words = ["--tools", "nbval,nbkit", "--mutations", "5", "--together", "2", "--json", str(result)]
    options = script.arguments([str(folder), *words])
    script.compare(options, tmp_path / "work")
    found = json.loads(result.read_text())
    (book,) = found["notebooks"]
    assert (book["notebook"], book["cells"], book["not repeatable"]) == ("books/good.ipynb", 4, [3])
    assert {tool: list(alarms) for tool, alarms in book["alarms"].items()} == {
        "nbval": ["Cell 2"],
        "nbkit": [],
    }
    assert len(found["planted"]) >= 5
    assert all(one["caught"] == {"nbval": True, "nbkit": False} for one in found["planted"])
    assert all(set(one["cells"]) <= {1, 2, 4} for one in found["planted"])
    said = capsys.readouterr()
    assert re.search(r"processor seconds +4.0 +4.0\n", said.out)
    assert re.search(r"planted changes caught +\d \(100.0%\) +0 \(0.0%\)", said.out)
    assert "missed: books/good.ipynb" in said.out
    for name in ("broken", "other", "none"):
        assert f"left out: books/{name}.ipynb" in said.err + said.out


def test_the_same_seed_draws_the_same_changes(folder, tmp_path):
    options = script.arguments([str(folder), "--together", "2"])
    books = script.prepare(options, tmp_path)
    first, second = ([str(drawn[1]) for drawn in script.draws(books, tmp_path, options)] for _ in range(2))
    assert first == second and len(first) > 5
    options.seed = 1
    assert [str(drawn[1]) for drawn in script.draws(books, tmp_path, options)] != first
    assert script.prepare(options, tmp_path) == books  # what is stored is used again


def test_nothing_to_run_is_said(tmp_path):
    (tmp_path / "empty").mkdir()
    options = script.arguments([str(tmp_path / "empty")])
    with pytest.raises(SystemExit, match="expected a notebook"):
        script.compare(options, tmp_path / "work")
