"""What frames depend on: the same in each clone of the course, and another after any change."""

import json
from pathlib import Path

import nbformat
import pytest

from nbkit.gate.proved.depends import Unseen
from nbkit.gate.proved.watch import file_state
from nbkit.publish.film import depends
from nbkit.publish.film.depends import HERE, World, code_of


def log_of(path, *lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture
def met(tmp_path):
    """A log of a kernel that has read a file, and the file."""
    read = tmp_path / "read.txt"
    read.write_text("one")
    return log_of(tmp_path / "log", ["file", str(read), file_state(str(read))]), read


def test_nothing_has_changed_at_first(met, tmp_path):
    facts = World().facts(tmp_path / "a.ipynb", met[0])
    assert World().change(facts) == ""


def test_a_file_that_was_read_counts_by_its_content(met, tmp_path):
    facts = World().facts(tmp_path / "a.ipynb", met[0])
    met[1].write_text("two")
    assert World().change(facts) == f"file {met[1]}"
    met[1].write_text("one")
    assert World().change(facts) == ""


def test_the_paths_of_the_course_are_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(depends, "ROOT", str(tmp_path))
    file = tmp_path / "nbkit.py"
    file.write_text("x = 1")
    log = log_of(tmp_path / "log", ["file", str(file), file_state(str(file))])
    facts = World().facts(tmp_path / "a.ipynb", log)
    assert f"file {HERE}/nbkit.py" in facts
    assert not any(str(tmp_path) in name for name in facts)
    other = tmp_path / "clone"
    other.mkdir()
    (other / "nbkit.py").write_text("x = 1")
    monkeypatch.setattr(depends, "ROOT", str(other))
    assert World().change(facts) == ""
    (other / "nbkit.py").write_text("x = 2")
    assert World().change(facts) == f"file {other}/nbkit.py"


def test_a_new_module_counts_and_a_published_folder_does_not(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    facts = World().facts(folder / "a.ipynb", log_of(tmp_path / "log", ["modules", str(folder), "any"]))
    (folder / "site").mkdir()
    (folder / "site/index.html").write_text("")
    assert World().change(facts) == ""
    (folder / "numpy.py").write_text("")
    assert World().change(facts) == f"modules {folder}"


@pytest.mark.parametrize("name", ["versions", "code_of_film"])
def test_the_versions_of_packages_and_our_own_code_count(met, tmp_path, monkeypatch, name):
    facts = World().facts(tmp_path / "a.ipynb", met[0])
    monkeypatch.setattr(depends, name, lambda: "another")
    assert World().change(facts).startswith("option ")


def test_what_cannot_be_followed_is_not_known(tmp_path):
    with pytest.raises(Unseen, match="a process: sh"):
        World().facts(tmp_path / "a.ipynb", log_of(tmp_path / "log", ["unseen", "a process: sh", ""]))


def test_code_counts_and_the_text_beside_it_does_not():
    code, text = nbformat.v4.new_code_cell("x = 1", id="a"), nbformat.v4.new_markdown_cell("Words.")
    before = code_of([code, text])
    text.source = "Other words."
    assert code_of([code, text]) == before
    code.source = "x = 2"
    assert code_of([code, text]) != before


def test_what_is_published_beside_frames_does_not_count(tmp_path):
    command = Path(depends.ROOT, "nbkit/publish/__init__.py")
    log = log_of(tmp_path / "log", ["file", str(command), "another state"])
    assert World().change(World().facts(tmp_path / "a.ipynb", log)) == ""
