"""What Python 2 wrote is read as Python 2 read it."""

from __future__ import annotations

import pytest

from nbkit.tf1 import python2


def run(source: str) -> dict[str, object]:
    """The names that a source of Python 2 leaves."""
    code, names = python2.compiled(f"print 0\n{source}", "<test>"), {}
    assert code is not None
    exec(code, names)
    return names


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("print 'a', 1", "a 1\n"),
        ("print", "\n"),
        ("print 'a',; print 'b'", "a b\n"),
        ("print('a', 1)", "('a', 1)\n"),
        ("print ('a %d' % 1)", "a 1\n"),
        ("if 1 <> 2: print 'no', \\\n  'yes'", "no yes\n"),
        ("import sys\nprint >>sys.stdout, 'a', 0.1 + 0.2", "a 0.3\n"),
        ("import sys\nprint >>sys.stdout", "\n"),
        ("print 1e10, 2.0, float('nan'), 1 / 3.0", "10000000000.0 2.0 nan 0.333333333333\n"),
        ("try:\n\traise ValueError, 'no'\nexcept (KeyError, ValueError), e:\n        print e", "no\n"),
        ("try: {}['a']\nexcept KeyError, e: print 'missing', e", "missing 'a'\n"),
        ("exec 'x = 3'\nprint x", "3\n"),
        ("print {'a': 7 / 2}, -7 / 2, 7 / 2.0  # a comment", "{'a': 3} -4 3.5\n"),
        ("print zip([1], [2]) + map(abs, [-1]) + range(2)", "[(1, 2), 1, 0, 1]\n"),
        (
            "print {'a': 1}.keys()[0], {'a': 1}.has_key('a'), [k for k, v in {'a': 1}.iteritems()]",
            "a True ['a']\n",
        ),
        ("a = [5]\na[0] /= 2\nprint a, [n for n in xrange(2)]", "[2] [0, 1]\n"),
        ("import cPickle\nprint cPickle.__name__", "pickle\n"),
    ],
)
def test_it_prints_what_python_2_printed(
    source: str, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(source)
    assert capsys.readouterr().out == f"0\n{printed}"


def test_division_of_the_future_is_that_of_python_3() -> None:
    code = python2.compiled("from __future__ import division\nprint 1\nx = 7 / 2", "<test>")
    names: dict[str, object] = {}
    exec(code or "", names)
    assert names["x"] == 3.5


def test_names_that_are_gone_tell_python_2(capsys: pytest.CaptureFixture[str]) -> None:
    for future, printed in [("", "('a', 3)\n"), ("from __future__ import print_function\n", "a 3\n")]:
        exec(python2.compiled(f"{future}for n in xrange(1):\n  print('a', 7 / 2)", "<test>") or "", {})
        assert capsys.readouterr().out == printed


@pytest.mark.parametrize(
    "source",
    [
        "print('new')",
        "xrange = range\nxrange(2)",
        "from six.moves import xrange\nxrange(2)",
        "x = ?",
        "print 'a\n",
        "def f(:",
        "x = 7 / 2",
    ],
)
def test_what_python_3_reads_or_neither_stays(source: str) -> None:
    assert python2.tree_of(source) is None
