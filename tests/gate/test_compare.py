"""The comparison itself, without kernels: what may drift, what may not, and what is said."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nbkit.gate.compare import compare_outputs
from nbkit.gate.fingerprint import numbers
from nbkit.gate.meaning import compare_explorers, compare_figures, compare_json
from nbkit.gate.normal import normal_outputs
from nbkit.gate.text import compare_text
from nbkit.gate.tolerance import Drift, Rules, Tolerance, rules

EXACT = Tolerance()


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def display(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "it", **data}}


def picture(values: Any) -> dict[str, Any]:
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(values, dtype=np.uint8)).save(buffer, "png")
    return display(**{"image/png": base64.b64encode(buffer.getvalue()).decode()})


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        ("0.1 + 0.2 = 0.30000000000000004", "0.1 + 0.2 = 0.3"),
        ("[0.1 0.2]", "[0.1        0.20000001]"),
        ("loss 1.5e-7", "loss 1.5000001e-07"),
        ("np.float64(0.5)", "0.5"),
        ("(np.int64(3), np.True_)", "(3, True)"),
        ("-0.0", "0.0"),
        ("1.0 and -2.0", "1.0000001 and -2.0000001"),
        ("97.30%", "97.300001%"),
    ],
)
def test_numbers_may_drift(stored: str, new: str) -> None:
    assert compare_text(stored, new, EXACT, Drift()) == []


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        ("0.5", "0.500001"),
        ("0.0", "1e-9"),
        ("1e-17", "2e-17"),
        ("1000000", "1000001"),
        ("1.0", "1"),
        ("0.5", "0.50"),
        ("0.5", "-0.5"),
        ("0.5", "nan"),
        ("layer1", "layer2"),
        ("28x28", "28x29"),
        ("version 1.26.4", "version 1.26.5"),
        ("0xff", "0xfe"),
        ("2.0s", "2.0000001s"),
        ("w2.0", "w2.0000001"),
        ("a b", "ab"),
        ("a  b", "a b"),
        ("a\nb", "a b"),
        ("a", "a\n"),
        ("1.0 2.0", "2.0 1.0"),
        ("[1.0 2.0]", "[1.0 2.0 3.0]"),
        ("inf", "-inf"),
    ],
)
def test_all_else_may_not(stored: str, new: str) -> None:
    assert compare_text(stored, new, EXACT, Drift())


@given(
    st.floats(allow_nan=False, allow_infinity=False).filter(
        lambda x: abs(x) > 1e-290 and x not in (0, int(x))
    )
)
def test_a_printed_float_is_compared_within_tolerance(value: float) -> None:
    assert compare_text(f"x = {value!r};", f"x = {value * (1 + 5e-7)!r};", EXACT, Drift()) == []
    assert compare_text(f"x = {value!r};", f"x = {value * (1 + 3e-6)!r};", EXACT, Drift()) != []


def test_the_worst_drift_is_remembered() -> None:
    drift = Drift()
    compare_text("1.0 2.0 3.0", "1.0000001 2.0000008 3.0", EXACT, drift)
    assert (drift.stored, drift.new) == ("2", "2.0000008")
    assert drift.worst == pytest.approx(4e-7)


def test_a_cell_sets_its_own_rules() -> None:
    loose = rules({"nbkit": {"rtol": 0.1, "atol": 0.01, "skip": ["stderr"]}})
    outputs = [stream("0.5 0.0"), stream("one", "stderr")]
    assert compare_outputs(outputs, [stream("0.52 0.009"), stream("two", "stderr")], loose, Drift()) == []
    assert compare_outputs(outputs, [stream("0.6 0.0")], loose, Drift())
    assert compare_outputs(outputs, [], rules({"nbkit": {"skip": True}}), Drift()) == []
    with pytest.raises(ValueError, match="expected rtol, atol or skip in the cell's nbkit metadata, got tol"):
        rules({"nbkit": {"tol": 1}})


def test_what_differs_from_run_to_run_is_not_compared() -> None:
    stored = [stream("<a at 0x7f00>\n/tmp/ipykernel_11/22.py:1: W\n/a/lib/c.py:3", "stderr"), stream("x")]
    new = [stream("x"), stream("<a at 0x8e11>\n/tmp/ipykernel_33/44.py:1: W\n/b/lib/c.py:3", "stderr")]
    assert compare_outputs(stored, new, Rules(), Drift()) == []
    views = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}
    assert compare_outputs([display(**views)], [display()], Rules(), Drift()) == []
    assert normal_outputs([stream("9%\r"), stream("10%"), stream("ab\b\bc")]) == [stream("10%c")]


def test_outputs_are_paired_before_they_are_compared() -> None:
    figure = display(**{"application/vnd.nbkit.figure+json": {"title": "a"}})
    found = compare_outputs([stream("a"), figure], [figure], Rules(), Drift())
    assert [str(item) for item in found] == ["stdout:\n  is missing, it was 'a'"]
    found = compare_outputs([figure, stream("a")], [stream("a"), figure], Rules(), Drift())
    assert "another type: figure -> stdout" in str(found[0])


def test_another_exception_is_another_exception() -> None:
    stored, new = (
        {"output_type": "error", "ename": name, "evalue": "no", "traceback": []} for name in ("A", "B")
    )
    found = compare_outputs([stored], [new], Rules(), Drift())
    assert found[0].changes == ("another exception was raised: A: no -> B: no",)


def test_pictures_without_meaning_are_compared_by_their_pixels() -> None:
    white, grey = np.full((4, 5), 255), np.full((4, 5), 255)
    grey[1, 2] = 100
    assert compare_outputs([picture(white)], [picture(white - 1)], Rules(), Drift()) == []
    assert "1 of 20 pixels differ, by up to 155" in str(
        compare_outputs([picture(white)], [picture(grey)], Rules(), Drift())[0]
    )
    assert "size (5, 4) -> (4, 5)" in str(
        compare_outputs([picture(white)], [picture(white.T)], Rules(), Drift())[0]
    )
    broken = display(**{"image/png": "AAAA"})
    assert "the stored picture is broken" in str(
        compare_outputs([broken], [picture(white)], Rules(), Drift())[0]
    )


def test_the_picture_of_a_figure_is_not_compared_but_its_meaning_and_alt_text_are() -> None:
    meaning = {"application/vnd.nbkit.figure+json": {"kind": "figure"}}
    old, new = (
        display(**{"image/png": "a", "text/html": "<b>"}, **meaning),
        display(**{"image/png": "c"}, **meaning),
    )
    assert compare_outputs([old], [new], Rules(), Drift()) == []
    new["data"]["text/plain"] = "It is another thing."
    assert compare_outputs([old], [new], Rules(), Drift())[0].part == "text"


def line(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": "line", "label": "train", "colour": "#0072B2", "y": numbers([0.0, 1.0])}
    return {
        "axes": [{"title": "Training helps", "artists": [values | changes, {"kind": "text", "text": "a"}]}]
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": "#D55E00"}, ["axes 0, line 'train': colour #0072B2 -> #D55E00"]),
        ({"y": [0.0, 1.1]}, ["axes 0, line 'train': y[1] 1.0 -> 1.1"]),
        ({"y": [0.5, 1.2]}, ["axes 0, line 'train': y[0] 0.0 -> 0.5 (the largest of 2 changes)"]),
        ({"y": ["nan", 1.0]}, ["axes 0, line 'train': y[0] 0.0 -> nan"]),
        ({"y": [0.0]}, ["axes 0, line 'train': y [0.0, 1.0] -> [0.0]"]),
        ({"marker": "o"}, ["axes 0, line 'train': marker is new: 'o'"]),
        ({"y": [1e-12, 1.000001]}, []),
    ],
)
def test_figures_are_compared_in_words(changes: dict[str, Any], said: list[str]) -> None:
    assert compare_figures(line(), line(**changes), EXACT, Drift()) == said


def test_a_lost_curve_is_named() -> None:
    lost = line()
    del lost["axes"][0]["artists"][0]
    said = compare_figures(line(), lost, EXACT, Drift())
    assert len(said) == 1
    assert "2 -> 1 entries" in said[0]
    assert "line 'train'" in said[0]


@pytest.mark.parametrize("size", [65, 1000, 100_000])
def test_a_summary_sees_small_changes_of_a_long_array(size: int) -> None:
    values = np.random.default_rng(0).normal(size=size)
    same, one, swapped = values * (1 + 1e-7), values.copy(), values.copy()
    one[size // 2] += 0.05
    swapped[[3, 7]] = swapped[[7, 3]]

    def said(other: np.ndarray) -> list[str]:
        return compare_json({"y": numbers(values)}, {"y": numbers(other)}, EXACT.times(10), Drift())

    assert said(same) == []
    assert said(one)
    assert said(swapped)
    assert "std" in said(values * 1.01)[0]
    assert said(values[::-1]) == [f"y ({size} numbers) the same values in other places"]


def test_a_reshaped_array_is_another_array() -> None:
    stored, new = ({"y": numbers(np.arange(100.0).reshape(shape))} for shape in ((2, 50), (50, 2)))
    assert compare_figures(stored, new, EXACT, Drift()) == ["y: shape [2, 50] -> [50, 2]"]


def test_explorers_are_compared_control_by_control() -> None:
    stored = {"w": [[-1, line()], [1, line()]], "gate": [["AND", line()]]}
    bent = {"w": [[-1, line()], [1, line(colour="#D55E00")]], "noise": [[0, line()]]}
    assert compare_explorers(stored, stored, EXACT, Drift()) == []
    assert compare_explorers(stored, bent, EXACT, Drift()) == [
        "control 'gate' is missing",
        "control 'noise' is new",
        "control 'w' at 1: axes 0, line 'train': colour #0072B2 -> #D55E00",
    ]


def test_drawings_are_compared_as_text_with_numbers() -> None:
    stored, new = ({"kind": "svg", "svg": f"<svg>\n<text>{value}</text>\n</svg>"} for value in (0.5, 0.6))
    assert compare_figures(stored, new, EXACT, Drift()) == [
        "svg: line 2: 0.5 -> 0.6 (relative change 1.7e-01, allowed 1e-05)"
    ]
    assert compare_figures(stored, stored, EXACT, Drift()) == []
