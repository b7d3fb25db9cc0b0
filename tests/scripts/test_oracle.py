"""The oracle sees what a reader sees, and nothing else."""

import base64
import io

import numpy as np
import oracle
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image


def shown(**data):
    return oracle.page(
        new_notebook(cells=[new_code_cell("1", outputs=[new_output("display_data", data=data)])])
    )


def printed(text):
    return oracle.page(new_notebook(cells=[new_code_cell("1", outputs=[new_output("stream", text=text)])]))


def png(level, size=4):
    file = io.BytesIO()
    Image.fromarray(np.full((size, size), level, np.uint8)).save(file, "png")
    return {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": f"<Figure {level}>"}


def test_numbers_may_drift_by_rounding_and_words_may_not():
    assert oracle.changed(printed("loss 0.30000000000000004\n"), printed("loss  0.3\n")) == []
    assert oracle.changed(printed("loss 0.3"), printed("loss 0.30001")) == [1]
    assert oracle.changed(printed("loss 0.3"), printed("cost 0.3")) == [1]


def test_a_picture_is_seen_and_the_text_behind_it_is_not():
    assert oracle.changed(shown(**png(10)), shown(**png(12))) == []
    assert oracle.changed(shown(**png(10)), shown(**png(40))) == [1]
    assert oracle.changed(shown(**png(10)), shown(**png(10, size=5))) == [1]


def test_ids_in_html_are_not_seen():
    one, two = (f'<td id="T_{name}_row0">5</td>' for name in ("0a1b2", "c3d4e"))
    assert oracle.changed(shown(**{"text/html": one}), shown(**{"text/html": two})) == []
    assert oracle.changed(shown(**{"text/html": one}), shown(**{"text/html": one.replace("5", "6")})) == [1]


def test_what_differs_between_two_runs_is_noise():
    known = oracle.settled(printed("at 12:01"), printed("at 12:02"))
    assert known[0] == oracle.ANYTHING
    assert oracle.changed(known, printed("at 12:09")) == []
    assert oracle.changed(oracle.settled(printed("a"), printed("a")), printed("b")) == [1]


def test_widgets_are_seen_by_their_state_and_what_they_put_out():
    def driven(value, text):
        output = {"model_name": "OutputModel", "state": {"outputs": [new_output("stream", text=text)]}}
        slider = {"model_name": "IntSliderModel", "state": {"value": value, "layout": "IPY_MODEL_1"}}
        widgets = {oracle.WIDGETS: {"state": {"a": slider, "b": output}}}
        view = new_output("display_data", data={oracle.WIDGET_VIEW: {}, "text/plain": str(value)})
        cells = [new_code_cell("1", outputs=[view])]
        return oracle.page(new_notebook(cells=cells, metadata={"widgets": widgets}))

    assert oracle.changed(driven(1, "one"), driven(1, "one")) == []
    assert oracle.changed(driven(1, "one"), driven(2, "one")) == [0]
    assert oracle.changed(driven(1, "one"), driven(1, "two")) == [0]


def test_an_exception_is_seen():
    error = new_output("error", ename="KeyError", evalue="'loss'", traceback=[])
    raised = oracle.page(new_notebook(cells=[new_code_cell("1", outputs=[error])]))
    assert oracle.changed(printed("0.5"), raised) == [1]
