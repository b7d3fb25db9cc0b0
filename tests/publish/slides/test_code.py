"""Which lines of a cell stand on a slide."""

from __future__ import annotations

from nbkit.publish.slides.code import count_lines, headline, pages, tidy, without_drawing

LINE = "        x = 1\n"
DRAWS = """z = x @ w
title = "z"
names = ["a", *list("bc")]

# the picture
fig = plots.curves(z, title)
fig.axes[0].set_xticks([1, 2])
nb.show(fig, alt="A curve.")"""


def test_what_only_draws_is_hidden() -> None:
    assert without_drawing(DRAWS) == "z = x @ w"


def test_a_title_that_is_used_elsewhere_stays() -> None:
    assert (
        without_drawing('title = "z"\nprint(title)\nnb.show(plots.a(title))') == 'title = "z"\nprint(title)'
    )


def test_the_code_of_a_drawn_graph_stays() -> None:
    source = 'w = nb.Variable(3.0)\nL = nb.square(w)\npicture = nb.draw(L)\nnb.show(picture, alt="")'
    assert without_drawing(source) == "w = nb.Variable(3.0)\nL = nb.square(w)"


def test_a_cell_with_commands_of_the_notebook_is_left_as_it_is() -> None:
    assert without_drawing("%load_ext nbkit.tf1\nplots.a()") == "%load_ext nbkit.tf1\nplots.a()"


def test_a_long_listing_is_cut_between_statements() -> None:
    source = "def f():\n" + "    x = 1\n" * 9 + "\n\ndef g():\n" + "    x = 1\n" * 9
    first, second = pages(source)
    assert first.startswith("def f") and second.startswith("def g")
    assert pages("x = 1\n\ny = 2") == ["x = 1\n\ny = 2"]


def test_a_long_statement_is_cut_where_its_indentation_is_least() -> None:
    source = "class A:\n    def f(self):\n" + 8 * LINE + "    def g(self):\n" + 8 * LINE
    first, second = pages(source)
    assert second.startswith("    def g")
    assert count_lines(first) + count_lines(second) == count_lines(source)


def test_marks_for_checkers_are_left_out() -> None:
    assert tidy("print(1, round(4))  # noqa: RUF057\n\n\n\nx = 1") == "print(1, round(4))\n\nx = 1"


def test_a_listing_is_named_by_what_it_defines() -> None:
    assert headline("def f(): ...\nclass G: ...") == "In code: `f`, `G`"
    assert headline("x = 1") == ""
