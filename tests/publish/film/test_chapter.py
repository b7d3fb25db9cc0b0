"""The film of a chapter is drawn once, and again as soon as anything changes on which it depends."""

import pytest
from test_run import EXPLORER, SHOWN, written

from nbkit.publish import PublishError
from nbkit.publish.film.chapter import film

READS = 'number = int(open("number.txt").read())'
USES = 'nb.explore(lambda k: plotted(number + k), alt="A number alone.", k=nb.slider(1, 3, 2))'


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    (folder / "number.txt").write_text("10")
    written(folder / "01_chapter.ipynb", SHOWN, EXPLORER, READS, USES)
    return folder


def drawn(course):
    """Return the film and the names of the explorers of which frames were drawn."""
    names = {}

    def progress(name, done, of):
        names.setdefault(name, []).append(done)

    found = film(course / "01_chapter.ipynb", progress, course / "films")
    return found, [name for name, counts in names.items() if len(counts) > 1]


def numbers(found, cell):
    return found.reels[cell].first.svg


def test_a_stale_frame_is_never_used(course):
    first, names = drawn(course)
    assert names == ["01_chapter, cell-1-0", "01_chapter, cell-3-0"]
    assert len(first.figures["cell-0"]) == 2
    again, names = drawn(course)
    assert (again, names) == (first, [])
    (course / "number.txt").write_text("20")
    other, names = drawn(course)
    assert names == ["01_chapter, cell-3-0"]  # the other explorer comes before the file is read
    assert f">k is {1 / 12:g}<" in numbers(first, "cell-3")
    assert f">k is {1 / 22:g}<" in numbers(other, "cell-3")
    written(course / "01_chapter.ipynb", SHOWN.replace("k is", "k was"), EXPLORER, READS, USES)
    last, names = drawn(course)
    assert len(names) == 2
    assert f">k was {1 / 22:g}<" in numbers(last, "cell-3")
    assert last.failures == ["cell-1: No picture for k = 0: ZeroDivisionError: division by zero"]


def test_what_is_no_notebook_is_refused(tmp_path):
    path = tmp_path / "01_chapter.ipynb"
    with pytest.raises(PublishError):
        film(path)
    path.write_text("{")
    with pytest.raises(PublishError):
        film(path)
