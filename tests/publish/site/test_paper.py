"""On paper nothing stands that does nothing there, and there is room to write."""

from __future__ import annotations

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbkit.learn.notebook_cells import cells, words_cells
from nbkit.learn.questions import QUESTIONS
from nbkit.publish.site.pages import DRAWS
from nbkit.publish.site.paper import COVER, UNCODED, on_paper

FIGURE = new_output("display_data", data={"text/html": "<p>a figure</p>"})
PRINTED = new_output("stream", text="3")


def test_checks_and_looks_back_are_left_out() -> None:
    dead = ["nb.review(before=3)", 'nb.check("perceptron", perceptron)', 'nb.hint("perceptron")']
    book = new_notebook(
        cells=[*map(new_code_cell, dead), new_code_cell("z = nb.check"), new_markdown_cell("text")]
    )
    assert [cell.source for cell in on_paper(book).cells] == ["z = nb.check", "text"]


def test_code_that_only_draws_leaves_its_figure() -> None:
    only = new_code_cell("nb.show(figure)", outputs=[FIGURE], metadata={"tags": [DRAWS]})
    both = new_code_cell("print(x @ w)", outputs=[PRINTED, FIGURE])
    found = on_paper(new_notebook(cells=[only, both])).cells
    assert [UNCODED in cell.metadata.get("tags", []) for cell in found] == [True, False]
    assert found[0].outputs == [FIGURE]


def test_what_was_predicted_stands_below_a_line() -> None:
    asked = new_markdown_cell("Two numbers.\n\n**Predict:** their sum?")
    told = [new_code_cell("1 + 2", outputs=[PRINTED]), new_code_cell("4", outputs=[PRINTED])]
    found = on_paper(new_notebook(cells=[asked, *told])).cells
    assert [len(cell.outputs) for cell in found[1:]] == [2, 1]
    assert found[1].outputs[0].data["text/html"] == COVER and found[1].outputs[1] == PRINTED


def test_an_exercise_has_lines_to_write_on() -> None:
    names = {"perceptron": 8, "nand": 3, "xor_fails": 0}
    book = new_notebook(cells=[])
    for name in names:
        _, stub, _ = cells(name)
        book.cells.append(new_code_cell("".join(stub["source"]), metadata=stub["metadata"]))
    lines = [
        cell.source.count("<div></div>") for cell in on_paper(book).cells if cell.cell_type == "markdown"
    ]
    assert lines == list(names.values())


def test_a_question_in_words_has_lines_too() -> None:
    ask, *_ = words_cells(8)
    book = on_paper(new_notebook(cells=[new_markdown_cell(ask["source"], metadata=ask["metadata"])]))
    assert [cell.source.count("<div></div>") for cell in book.cells] == [0, 8]
    assert book.cells[0].source.endswith(QUESTIONS[8].text)
