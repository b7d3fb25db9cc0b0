"""A chapter is run once: figures and explorers in the order of its outputs, and nothing done is lost."""

import asyncio

import nbformat
import pytest

from nbkit.publish import PublishError
from nbkit.publish.film.depends import World
from nbkit.publish.film.memory import Memory
from nbkit.publish.film.reel import Picture, Reel
from nbkit.publish.film.run import run

SHOWN = """
import nbkit as nb
from matplotlib.figure import Figure

def plotted(k):
    figure = Figure(figsize=(2, 1))
    figure.text(0.1, 0.1, f"k is {1 / k:g}")
    return figure

nb.show(plotted(5), alt="The number five.")
print("between")
nb.show(nb.draw(nb.Variable(2.0) * 3.0), alt="A drawn graph.")
"""
EXPLORER = 'nb.explore(plotted, alt=lambda k: f"The number {k} alone.", k=nb.slider(-1, 6, 5))'


def written(path, *cells):
    """Write a notebook of these code cells, with names for cells that do not change."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"cell-{k}") for k, source in enumerate(cells)]
    )
    nbformat.write(notebook, path)
    return notebook


def interrupt():
    raise KeyboardInterrupt


class Chapter:
    """A notebook, and a memory of its own."""

    def __init__(self, folder, *cells):
        self.path = folder / "01_chapter.ipynb"
        self.notebook = written(self.path, *cells)
        self.memory = Memory(self.path, World(), folder / "films")
        self.drawn = []

    def run(self, stop=None):
        def progress(name, done, of):
            self.drawn.append(done)
            if done == stop:  # Ctrl-C comes while the loop waits, and not inside of a task
                asyncio.get_running_loop().call_soon(interrupt)

        return run(self.path, self.notebook, self.memory, progress)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    chapter = Chapter(tmp_path_factory.mktemp("course"), SHOWN, EXPLORER, "nothing = 1")
    return chapter, *chapter.run()


def test_pictures_and_reels_in_the_order_of_the_outputs(ran):
    _, shown, _ = ran
    assert list(shown) == ["cell-0", "cell-1"]
    assert [type(one) for one in shown["cell-0"]] == [Picture, Picture]
    assert [one.alt for one in shown["cell-0"]] == ["The number five.", "A drawn graph."]
    (reel,) = shown["cell-1"]
    assert isinstance(reel, Reel)
    assert reel.first.alt == "The number 5 alone."


def test_the_setting_that_cannot_be_drawn_is_named(ran):
    reel = ran[1]["cell-1"][0]
    assert reel.failures == ["No picture for k = 0: ZeroDivisionError: division by zero"]


def test_progress_counts_the_frames(ran):
    assert ran[0].drawn == list(range(9))


def test_after_ctrl_c_what_was_drawn_is_not_drawn_again(tmp_path):
    chapter = Chapter(tmp_path, SHOWN, EXPLORER)
    with pytest.raises(KeyboardInterrupt):
        chapter.run(stop=5)
    chapter.drawn.clear()
    shown, _ = chapter.run()
    assert chapter.drawn[0] >= 5
    assert chapter.drawn == list(range(chapter.drawn[0], 9))
    assert len(shown["cell-1"]) == 1


def test_a_cell_that_raises_is_named(tmp_path):
    chapter = Chapter(tmp_path, "1 / 0")
    with pytest.raises(PublishError, match=r"cell cell-0 raised ZeroDivisionError: division by zero"):
        chapter.run()
