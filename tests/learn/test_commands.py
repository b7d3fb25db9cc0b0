"""What a learner calls: hints climb, a solution is asked for twice, and the third wrong try offers help."""

import pytest

from nbkit.learn import progress_store
from nbkit.learn.commands import check, hint, progress, solution
from nbkit.learn.exercises import find
from nbkit.learn.in_words import in_words, mark

pytestmark = pytest.mark.usefixtures("own_folder")


def test_hints_climb_and_stay_at_the_last(capsys):
    hints = find("nand").hints
    for _ in range(len(hints) + 1):
        hint("nand")
    printed = capsys.readouterr().out
    assert [f"Hint {n + 1} of {len(hints)}" in printed for n in range(len(hints))] == [True] * len(hints)
    assert printed.count(f"Hint {len(hints)} of") == 2
    assert progress_store.read()["nand"]["hints"] == len(hints)


def test_solution_asks_once(capsys):
    solution("layer")
    assert "X @ W" not in capsys.readouterr().out
    solution("layer")
    assert capsys.readouterr().out.startswith("def layer(X, W, b):\n    z = X @ W + b")
    assert progress_store.read()["layer"]["seen"]


def test_third_wrong_try_offers_a_hint(capsys):
    for letter in "ab":
        check("xor_fails", letter)
    assert "Stuck?" not in capsys.readouterr().out
    check("xor_fails", "d")
    assert 'Stuck? nb.hint("xor_fails") gives hint 1 of 3.' in capsys.readouterr().out
    check("xor_fails", "c")
    assert "Stuck?" not in capsys.readouterr().out


def test_the_offer_goes_on_from_the_last_hint_taken(capsys):
    for _ in range(3):
        check("xor_fails", "a")
    for text in ("hint 2 of 3", "hint 3 of 3", 'nb.solution("xor_fails") shows'):
        hint("xor_fails")
        capsys.readouterr()
        check("xor_fails", "a")
        assert text in capsys.readouterr().out


def test_check_without_answer_says_what_to_pass(capsys):
    check("layer")
    assert capsys.readouterr().out == 'Pass the answer as well: nb.check("layer", layer)\n'


def test_progress_tells_an_own_mark_from_what_was_judged(capsys):
    in_words(8, "What comes from above is computed once and shared by all below.")
    mark(8, 2)
    capsys.readouterr()
    progress()
    lines = capsys.readouterr().out.splitlines()
    (line,) = (line for line in lines if line.startswith("chapter 08"))
    assert line.endswith("0 of 7 solved, in words 2 of 3 by your own mark")
    assert sum("in words" in line for line in lines) == 1
