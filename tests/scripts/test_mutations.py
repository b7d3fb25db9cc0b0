"""Each kind of change is found, at its place, and leaves Python behind."""

import ast

import pytest
from mutations import KINDS, data_mutations, mutations
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ONE_OF_EACH = {
    "number": ("x = 0.5", "x = 0.505"),
    "integer": ("x = y[3]", "x = y[4]"),
    "word": ("print('the loss')", "print('het loss')"),
    "colour": ("plot(x, 'r--')", "plot(x, 'b--')"),
    "style": ("plot(x, ls='-')", "plot(x, ls='--')"),
    "order": ("é = f(a, b)", "é = f(b, a)"),
    "operator": ("x = a + b", "x = ((a) - (b))"),
    "comparison": ("x = a < b", "x = ((a) <= (b))"),
    "bounds": ("%matplotlib inline\nrange(n, 9)", "%matplotlib inline\nrange(n, 10)"),
    "data": ("x = [1, 2, 3]", "x = [1.2, 2, 3]"),
    "function": ("np.sin(x)", "np.cos(x)"),
    "seed": ("rng = default_rng(7)", "rng = default_rng(8)"),
    "removed statement": ("x = 1\nplot(x)", "x = 1\npass"),
}


def found(source):
    return mutations(new_notebook(cells=[new_markdown_cell("0.5"), new_code_cell(source)]))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_found(kind):
    source, expected = ONE_OF_EACH[kind]
    changes = [change for change in found(source) if change.kind == kind]
    assert expected in [change.applied(source) for change in changes]
    assert {change.cell for change in changes} == {1}


def test_what_is_left_is_python_or_says_so():
    source = "a = (1 + 2.5) * f((3), 'ab cde')\nif a > 2: print(f'{a:.2f}', [1, 2, 3])"
    sound = [change for change in found(source) if change.is_code(source)]
    assert len(sound) > 15
    for change in sound:
        ast.parse(change.applied(source))
        assert change.applied(source) != source


def test_what_cannot_be_read_is_left_alone():
    assert found("%%bash\nls 0.5") == found("print 'Python 2', 0.5") == []


def test_a_number_in_a_file_of_data_is_changed():
    text = "day,2020-01-02\nA1,2.5\n"
    (change,) = data_mutations("days.csv", text)
    assert change.applied(text) == text.replace("2.5", "2.75")
    assert str(change) == "data file in days.csv: 2.5 -> 2.75"
