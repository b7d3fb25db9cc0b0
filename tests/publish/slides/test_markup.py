"""Markdown and Python as HTML."""

from __future__ import annotations

from nbkit.publish.slides.markup import html, line, python


def test_formulas_are_left_to_katex() -> None:
    assert r"\(a_1 * b_1 * c\)" in html("A formula $a_1 * b_1 * c$.")
    assert "\\begin{aligned}" in html("$$\n\\begin{aligned} a &< b \\end{aligned}\n$$")


def test_a_link_is_a_word_among_others() -> None:
    assert line("See [the file](../nbkit/graph.py).") == "See the file."


def test_no_line_ends_within_a_product() -> None:
    assert line("So 1 · 0.1 + 2.") == "So 1\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}0.1 + 2."


def test_what_is_asked_is_marked() -> None:
    assert line("**Predict:** what?").startswith('<strong class="asks">Predict:</strong>')


def test_a_column_without_a_name_has_no_head() -> None:
    made = html("|  | right |\n|:--|---|\n| a | 1 |")
    assert made.count("<th>") == 1 and made.index("<td") < made.index("<th>right</th>")


def test_tables_and_listings() -> None:
    assert "<td>1</td>" in html("| a |\n|---|\n| 1 |")
    assert '<span class="k">def</span>' in python("def f(x): ...")
    assert "&lt;b&gt;" in python('x = "<b>"')
