"""Plant a regression in each cell of a notebook: the gate must catch every one, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from books import PRELUDE, edit, judge, make

from nbkit.gate import record


class Plant(NamedTuple):
    """A cell as it was recorded, as it is spoilt, and what the gate must say about it."""

    name: str
    good: str
    bad: str
    said: str
    raises: bool = False


EXPLORE = "explore(slope, alt='A line of slope k.', k=slider(-2, 2))"

PLANTS = [
    Plant(
        "number by 2e-6", "print(0.123456789)", "print(0.123456789 * (1 + 2e-6))", "relative change 2.0e-06"
    ),
    Plant("integer", "print(101)", "print(102)", "101 -> 102"),
    Plant("sign", "print('w =', -0.5)", "print('w =', 0.5)", "-0.5 -> 0.5"),
    Plant("NaN for number", "print('loss', 0.25)", "print('loss', float('nan'))", "+loss nan"),
    Plant("integer made float", "print(3)", "print(3.0)", "3 -> 3.0"),
    Plant("digits printed", "print(f'{0.5:.2f}')", "print(f'{0.5:.4f}')", "written in another way"),
    Plant("text", "print('it learns')", "print('It learns')", "+It learns"),
    Plant("dict order", "print({'a': 1, 'b': 2})", "print({'b': 2, 'a': 1})", "+{'b': 2, 'a': 1}"),
    Plant("array transposed", "np.arange(6).reshape(2, 3)", "np.arange(6).reshape(3, 2)", "text:"),
    Plant("residue that grew", "print(1e-17)", "print(3e-9)", "1e-17 -> 3e-09"),
    Plant("prints nothing", "print('done')", "pass", "stdout:\n  is missing, it was 'done"),
    Plant("prints more", "pass", "print('debug')", "stdout:\n  is new: 'debug"),
    Plant("result gone", "5", "5;", "result:\n  is missing"),
    Plant("two outputs, one gone", "print(1); display(2)", "display(2)", "stdout:\n  is missing"),
    Plant("extra display", "display(1)", "display(1); display(2)", "display:\n  is new: '2'"),
    Plant("output type", "6", "display(6)", "result -> display"),
    Plant("stream", "print('out')", "print('out', file=sys.stderr)", "stdout -> stderr"),
    Plant("warning", "pass", "warnings.warn('careful')", "stderr:\n  is new"),
    Plant("exception not raised", "1 / 0", "1 / 1", "it raised none", raises=True),
    Plant(
        "other exception",
        "1 / 0",
        "int('a')",
        "ZeroDivisionError: division by zero -> ValueError",
        raises=True,
    ),
    Plant("other message", "int('a')", "int('b')", "message of the ValueError", raises=True),
    Plant("exception", "7", "{}['loss']", "the cell raised KeyError: 'loss'"),
    Plant("HTML", "HTML('<b>yes</b>')", "HTML('<i>yes</i>')", "HTML:"),
    Plant("LaTeX", "Latex('$a$')", "Latex('$b$')", "text/latex:"),
    Plant("Markdown", "Markdown('*a*')", "Markdown('**a**')", "text/markdown:"),
    Plant("SVG", "SVG('<svg width=\"9\"/>')", "SVG('<svg width=\"8\"/>')", "image/svg+xml:"),
    Plant("JSON", "JSON({'n': [1, 2]})", "JSON({'n': [1, 3]})", "n[1] 2.0 -> 3.0"),
    Plant("pixels", "Image.new('L', (4, 4), 9)", "Image.new('L', (4, 4), 99)", "pixels differ"),
    Plant("plain figure", "plt.plot([1, 2]);", "plt.plot([2, 1]);", "line 0: y[0] 1.0 -> 2.0"),
    Plant("figure gone", "show(curves(), alt=ALT)", "curves();", "figure:\n  is missing"),
    Plant(
        "series swapped",
        "show(curves(), alt=ALT)",
        "show(curves(swap=True), alt=ALT)",
        "line 'train': y (200 numbers)",
    ),
    Plant(
        "axis label",
        "show(curves(), alt=ALT)",
        "show(curves(words={'ylabel': 'cost'}), alt=ALT)",
        "label 'loss' -> 'cost'",
    ),
    Plant(
        "colour",
        "show(curves(), alt=ALT)",
        "show(curves(color='#D55E00'), alt=ALT)",
        "axes 0, line 'train': colour #0072B2 -> #D55E00",
    ),
    Plant("marker", "show(curves(), alt=ALT)", "show(curves(marker='^'), alt=ALT)", "marker 'o' -> '^'"),
    Plant("line style", "show(curves(), alt=ALT)", "show(curves(ls='--'), alt=ALT)", "style '-' -> '--'"),
    Plant("width", "show(curves(), alt=ALT)", "show(curves(lw=3), alt=ALT)", "width 1.5 -> 3.0"),
    Plant(
        "legend lost", "show(curves(), alt=ALT)", "show(curves(legend=False), alt=ALT)", "legend is missing"
    ),
    Plant(
        "legend text", "show(curves(), alt=ALT)", "show(curves(label='trial'), alt=ALT)", "'train' -> 'trial'"
    ),
    Plant("1% of a curve", "show(curves(), alt=ALT)", "show(curves(gain=1.01), alt=ALT)", "max 1 -> 1.01"),
    Plant(
        "limits",
        "show(curves(), alt=ALT)",
        "show(curves(limits=(0.01, 2)), alt=ALT)",
        "y: limits[0] 0.001 -> 0.01",
    ),
    Plant(
        "log scale lost", "show(curves(), alt=ALT)", "show(curves(log=False), alt=ALT)", "scale is missing"
    ),
    Plant(
        "title",
        "show(curves(), alt=ALT)",
        "show(curves(words={'title': 'It hurts'}), alt=ALT)",
        "title 'Training helps'",
    ),
    Plant("alt text", "show(curves(), alt=ALT)", "show(curves(), alt=ALT + ' Both.')", "text:"),
    Plant(
        "image transposed", "show(picture(), alt=ALT)", "show(picture(np.transpose), alt=ALT)", "other places"
    ),
    Plant("image flipped", "show(picture(), alt=ALT)", "show(picture(np.fliplr), alt=ALT)", "other places"),
    Plant(
        "image upside down", "show(picture(), alt=ALT)", "show(picture(np.flipud), alt=ALT)", "other places"
    ),
    Plant(
        "colour map", "show(picture(), alt=ALT)", "show(picture(cmap='gray'), alt=ALT)", "colormap 'cividis'"
    ),
    Plant(
        "bar",
        "show(drawn('bar', [1, 2], [3, 4]), alt=ALT)",
        "show(drawn('bar', [1, 2], [3, 5]), alt=ALT)",
        "bars 0: h[1] 4.0 -> 5.0",
    ),
    Plant(
        "point moved",
        "show(drawn('scatter', [1, 2], [3, 4]), alt=ALT)",
        "show(drawn('scatter', [1, 2], [3, 4.01]), alt=ALT)",
        "points 0: y[1] 4.0 -> 4.01",
    ),
    Plant(
        "contour",
        "show(drawn('contour', x, y, x * y), alt=ALT)",
        "show(drawn('contour', x, y, x * y * 1.01), alt=ALT)",
        "contour 0",
    ),
    Plant(
        "arrows turned",
        "show(drawn('quiver', x, y, x, y), alt=ALT)",
        "show(drawn('quiver', x, y, x, -y), alt=ALT)",
        "arrows 0",
    ),
    Plant(
        "note moved",
        "show(drawn('annotate', 'here', (0, 0)), alt=ALT)",
        "show(drawn('annotate', 'here', (0, 0.5)), alt=ALT)",
        "text 0: at[1] 0.0 -> 0.5",
    ),
    Plant(
        "slider's far end raises", EXPLORE, EXPLORE.replace("slope,", "lambda k: slope(k, fault=2),"), "k = 2"
    ),
    Plant("slider's range", EXPLORE, EXPLORE.replace("2, 2)", "2, 4)"), "values [-2, 0, 2] -> [-2, 1, 4]"),
    Plant(
        "slider's middle",
        EXPLORE,
        EXPLORE.replace("slope,", "lambda k: slope(k, bend=1),"),
        "at k = 0: axes 0",
    ),
    Plant(
        "slider renamed",
        EXPLORE,
        EXPLORE.replace("slope,", "lambda m: slope(m),").replace("k=", "m="),
        "is new",
    ),
    Plant(
        "option lost",
        "explore(lambda k: slope(k), alt='A line of slope k.', k=choice([1, 2]))",
        "explore(lambda k: slope(k), alt='A line of slope k.', k=choice([1]))",
        "values ['1', '2'] -> ['1']",
    ),
]

HARMLESS = [
    ("print(0.1 + 0.2)", "print(0.3)"),
    ("print(np.array([0.1 + 0.2, 1, 100]))", "print(np.array([0.3, 1 + 1e-9, 100]))"),
    ("show(curves(), alt=ALT)", "show(curves(gain=1 + 1e-9), alt=ALT)"),
    ("object()", "object( )"),
    ("print(1); clear_output(); print(2)", "print(2)"),
    ("5;", "6;"),
    ("print('\\r50%', end=''); print('\\r100%')", "print('\\r99%', end=''); print('\\r100%')"),
    ("print('a'); print('b')", "sys.stdout.write('a\\n'); sys.stdout.flush(); print('b')"),
    ("# NBVAL_IGNORE_OUTPUT\nprint(1)", "# NBVAL_IGNORE_OUTPUT\nprint(2)"),
    ("np.float64(0.5)", "0.5"),
]

SOURCES = [PRELUDE, *(plant.good for plant in PLANTS), *(good for good, _ in HARMLESS)]
SPOILT = [PRELUDE, *(plant.bad for plant in PLANTS), *(bad for _, bad in HARMLESS)]
TAGS = {number: ["raises-exception"] for number, plant in enumerate(PLANTS, start=2) if plant.raises}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded notebook of all the good cells."""
    path = make(tmp_path_factory.mktemp("planted") / "good.ipynb", SOURCES, TAGS)
    record([path])
    return path


@pytest.fixture(scope="module")
def verdict(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str], str]:
    """What the gate says once every cell is spoilt and every stored output is as it was."""
    folder = tmp_path_factory.mktemp("verdict")
    path = folder / "spoilt.ipynb"
    path.write_bytes(recorded.read_bytes())
    edit(path, lambda number, cell: cell.update(source=SPOILT[number - 1]))
    return judge(path, folder=folder)


@pytest.mark.parametrize("number", range(2, len(PLANTS) + 2), ids=[plant.name for plant in PLANTS])
def test_a_planted_regression_is_caught(number: int, verdict: tuple[int, dict[str, str], str]) -> None:
    assert PLANTS[number - 2].said in verdict[1].get(f"Cell {number}", "it passed")


def test_nothing_else_is_caught(verdict: tuple[int, dict[str, str], str]) -> None:
    planted = {f"Cell {number}" for number in range(2, len(PLANTS) + 2)}
    assert set(verdict[1]) == planted
    assert verdict[0] == 1
    assert "worst drift" in verdict[2]
    assert f"nbkit: {len(PLANTS)} failed" in verdict[2]


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded notebook of every eighth good cell and all the harmless ones."""
    sources = [
        PRELUDE,
        *(plant.good for plant in PLANTS[::8] if not plant.raises),
        *(good for good, _ in HARMLESS),
    ]
    path = make(tmp_path_factory.mktemp("short") / "short.ipynb", sources)
    record([path])
    return path


def test_an_unchanged_course_passes_five_times(short: Path, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.ipynb").write_bytes(short.read_bytes())
    code, failed, printed = judge(tmp_path, "-n", "2", folder=tmp_path)
    assert (code, failed) == (0, {})
    assert re.search(r"nbkit: \d+ cells of 5 notebooks, no number drifted", printed)


def test_recording_again_changes_no_byte(short: Path) -> None:
    before = short.read_bytes()
    assert record([short], fresh=True) == []
    assert short.read_bytes() == before
