"""`nbkit accept`: it stores what was shown, keeps all else, and says what it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from books import judge

from nbkit.gate.command import main
from nbkit.gate.mime import FIGURE, WIDGET_STATE, WIDGET_VIEW

LINES = ["one = 0.1 + 0.2\n", "print(one)"]
FIGURE_CELL = "import matplotlib.pyplot as plt\nplt.plot([1, 2], color='red');"
SLIDER = "import ipywidgets\nipywidgets.IntSlider(7)"
STATE = {
    "old": {"model_name": "IntSliderModel", "state": {"layout": "IPY_MODEL_gone"}},
    "gone": {},
    "other": {},
}


def code(
    source: str | list[str], *outputs: dict[str, Any], count: int | None = None, **metadata: Any
) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": metadata,
        "outputs": list(outputs),
        "source": source,
    }


def printed(*lines: str) -> dict[str, Any]:
    return {"name": "stdout", "output_type": "stream", "text": list(lines)}


def result(text: str, count: int, **more: Any) -> dict[str, Any]:
    data = {**more, "text/plain": [text]}
    return {"data": data, "execution_count": count, "metadata": {"kept": 1}, "output_type": "execute_result"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notebooks of others: written by hand, with tabs, a byte order mark, widgets, old counts, host data."""
    folder = tmp_path_factory.mktemp("others")
    view = {WIDGET_VIEW: {"model_id": "old", "version_major": 2, "version_minor": 0}}
    cells = [
        code(LINES, printed("0.3\n"), count=12, ExecuteTime={"start": "2024"}),
        code(["one < 1"], result("<old>", 13), count=13),
        code([FIGURE_CELL], count=14),
        code([SLIDER], result("IntSlider(value=6)", 15, **view), count=15),
        code(["object()"], result("<object at 0x7f00aabbcc>", 16), count=16),
        code(["'é'"], result("'é'", 17), count=17),
        {"cell_type": "markdown", "metadata": {}, "source": ["# é"]},
    ]
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "My env", "language": "python"},
        "language_info": {"version": "3.6.1", "name": "python"},
        "widgets": {WIDGET_STATE: {"state": STATE, "version_major": 2, "version_minor": 0}},
    }
    book = {"nbformat_minor": 2, "nbformat": 4, "metadata": metadata, "cells": cells}
    text = "\ufeff" + json.dumps(book, indent="\t", ensure_ascii=False).replace("\n", "\r\n")
    (folder / "others.ipynb").write_bytes(text.encode())
    (folder / "fails.ipynb").write_text(json.dumps({**book, "cells": [code("print(1)"), code("1 / 0")]}))
    (folder / "empty.ipynb").write_text("")
    return folder


@pytest.fixture(scope="module")
def accepted(folder: Path) -> dict[str, Any]:
    """What each command says and returns, and the texts before and after."""
    path, found = folder / "others.ipynb", {"before": (folder / "others.ipynb").read_bytes().decode()}
    capture = pytest.MonkeyPatch()
    for name, arguments in {
        "dry": ["--dry-run", str(path)],
        "real": [str(folder)],
        "again": [str(path)],
    }.items():
        said: list[str] = []
        capture.setattr(
            "builtins.print", lambda *words, said=said, **_: said.append(" ".join(map(str, words)))
        )
        found[name] = main(["accept", *arguments]), "\n".join(said)
        found[f"after {name}"] = path.read_bytes().decode()
    capture.undo()
    return found


def cells(text: str) -> list[Any]:
    found: list[Any] = json.loads(text.removeprefix("\ufeff"))["cells"]
    return found


def test_a_dry_run_says_what_would_change_and_writes_nothing(accepted: dict[str, Any]) -> None:
    code, said = accepted["dry"]
    assert code == 1 and accepted["after dry"] == accepted["before"]
    assert "others.ipynb: 3 cells would change" in said
    assert "  cell 2, text: -<old> +True" in said
    assert "  cell 3, figure: is new:" in said


def test_good_notebooks_are_stored_and_bad_ones_named(accepted: dict[str, Any], folder: Path) -> None:
    code, said = accepted["real"]
    assert code == 1
    assert "others.ipynb: 3 cells stored" in said
    raised = (
        "fails.ipynb, cell 2 raised ZeroDivisionError: division by zero (mend it, or tag it raises-exception"
    )
    assert raised in said and "expected a Jupyter notebook, got empty.ipynb: it is empty" in said
    assert cells((folder / "fails.ipynb").read_text())[0]["outputs"] == []


def test_a_cell_that_shows_what_is_stored_keeps_its_bytes(accepted: dict[str, Any]) -> None:
    before, after = (json.loads(accepted[name].removeprefix("\ufeff")) for name in ("before", "after real"))
    assert [before["cells"][index] == after["cells"][index] for index in range(7)] == [1, 0, 0, 0, 1, 1, 1]
    assert list(after) == list(before) and after["metadata"]["kernelspec"] == before["metadata"]["kernelspec"]
    assert after["metadata"]["language_info"] == before["metadata"]["language_info"]
    old, new = (text.splitlines(keepends=True) for text in (accepted["before"], accepted["after real"]))
    assert old[:12] == new[:12] and old[-12:] == new[-12:]
    assert all(line.endswith("\r\n") for line in new[:-1]) and not new[-1].endswith("\n")


def test_what_is_shown_now_is_stored(accepted: dict[str, Any]) -> None:
    _, changed, figure, slider, *_ = cells(accepted["after real"])
    assert changed["outputs"][0]["data"] == {"text/plain": ["True"]} and changed["execution_count"] == 2
    assert changed["outputs"][0]["execution_count"] == 2
    assert {"image/png", FIGURE} <= set(figure["outputs"][0]["data"])
    assert slider["outputs"][0]["data"]["text/plain"] == ["IntSlider(value=7)"]


def test_widgets_are_stored_with_their_state(accepted: dict[str, Any]) -> None:
    book = json.loads(accepted["after real"].removeprefix("\ufeff"))
    view = book["cells"][3]["outputs"][0]["data"][WIDGET_VIEW]["model_id"]
    state = book["metadata"]["widgets"][WIDGET_STATE]["state"]
    assert state[view]["state"]["value"] == 7
    layout = state[view]["state"]["layout"].removeprefix("IPY_MODEL_")
    assert "other" in state and layout in state and not {"old", "gone"} & set(state)


def test_a_second_time_nothing_changes(accepted: dict[str, Any]) -> None:
    assert accepted["again"][0] == 0 and "others.ipynb: shows what is stored" in accepted["again"][1]
    assert accepted["after again"] == accepted["after real"]


def test_a_file_beside_the_notebook_holds_what_figures_mean(folder: Path, accepted: dict[str, Any]) -> None:
    place = folder / "beside"
    place.mkdir()
    path, beside = place / "one.ipynb", place / "one.nbkit.json"
    book = json.loads(accepted["after real"].removeprefix("\ufeff"))
    figure = book["cells"][2]
    meaning = figure["outputs"][0]["data"].pop(FIGURE)
    path.write_text(json.dumps({**book, "cells": [figure, figure]}))
    before = path.read_bytes()
    assert main(["accept", "--sidecar", str(path)]) == 0
    assert path.read_bytes() == before
    assert [entry["outputs"] for entry in json.loads(beside.read_bytes())["cells"]] == [
        [{FIGURE: meaning}]
    ] * 2
    text = before.decode().replace("'red'", "'blue'", 1)
    path.write_text(text)
    code, failed, said = judge(path, folder=place)
    assert code == 1 and list(failed) == ["Cell 1"] and "pixels differ" in failed["Cell 1"]
    assert "one.nbkit.json: 1 entry belongs to no cell as it is now: nbkit accept one.ipynb" in said


def test_what_does_not_exist_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["accept", str(tmp_path / "no.ipynb")]) == 1
    assert "it does not exist" in capsys.readouterr().err
