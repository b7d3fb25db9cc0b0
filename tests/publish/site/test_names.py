"""Names of nbkit are found in cells, across cells, and only while they mean that."""

from __future__ import annotations

import pytest

from nbkit.publish.site.names import Mark, home, linked, marks


def named(*cells: str) -> list[list[tuple[str, str]]]:
    known: dict[str, str] = {}
    found = [(cell, marks(cell, known)) for cell in cells]
    return [[(cell[one.start : one.end], one.target) for one in ones] for cell, ones in found]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("nbkit.tanh", "nbkit.ops.activations.tanh"),
        ("nbkit.view.plots.curves", "nbkit.view.plots.series.curves"),
        ("nbkit.Session.run", "nbkit.session.Session.run"),
        ("nbkit.nothing.there", "nbkit.nothing.there"),
        ("nbkit.session.np.ndarray.shape", "numpy.ndarray.shape"),
    ],
)
def test_what_is_handed_on_is_found_at_home(name: str, place: str) -> None:
    assert home(name) == place


def test_an_import_holds_in_later_cells() -> None:
    _, second = named("import nbkit as nb\nfrom nbkit.view import plots", "plots.curves(x, nb.tanh(x))")
    assert second == [
        ("plots.curves", "nbkit.view.plots.series.curves"),
        ("nb.tanh", "nbkit.ops.activations.tanh"),
    ]


def test_a_name_with_another_meaning_is_none_of_ours() -> None:
    cells = ["from nbkit.perceptron import predict", "def predict(x): ...", "predict(1)"]
    assert named(*cells)[-1] == []
    assert named(cells[0], "predict(1)")[-1] == [("predict", "nbkit.perceptron.predict")]


def test_an_object_of_our_classes_has_their_methods() -> None:
    *_, last = named("import nbkit as nb", "session = nb.Session()", "session.run(loss)")
    assert last == [("session.run", "nbkit.session.Session.run")]


def test_letters_of_several_bytes_are_one_letter() -> None:
    assert named("import nbkit as nb", 'print("−", nb.tanh(0))')[-1][0][0] == "nb.tanh"


def test_what_is_no_python_has_no_names() -> None:
    assert named("import nbkit as nb", "%timeit nb.tanh(0)") == [[], []]


def test_a_link_goes_around_whole_words_only() -> None:
    html = '<pre><span class="n">nb</span><span class="o">.</span><span class="n">f</span> &lt; 1</pre>'
    assert (
        linked(html, [Mark(0, 4, "#f")]).count("<a ") == linked(html, [Mark(0, 4, "#f")]).count("</a>") == 1
    )
    assert linked(html, [Mark(1, 4, "#f")]) == html
    assert linked(html, [Mark(7, 8, "#one")]).endswith('<a class="nbkit-name" href="#one">1</a></pre>')
