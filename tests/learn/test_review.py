"""The question from an earlier chapter: which one it is, and that a recording always shows the same line."""

import importlib
import sys

import pytest

from nbkit.learn import progress_store
from nbkit.learn.commands import check
from nbkit.learn.exercises import load
from nbkit.learn.review import NOTHING, question_to_review, review

pytestmark = pytest.mark.usefixtures("own_folder")


def right(solved, last=None):
    return {"solved": solved, "last": last or solved}


STATE = {
    "nand": right("2026-01-03T00:00:00Z"),
    "xor_fails": right("2026-01-01T00:00:00Z", "2026-01-09T00:00:00Z"),
    "stable_sigmoid": right("2026-01-02T00:00:00Z"),
    "layer": right("2026-01-01T00:00:00Z"),
    "perceptron": {"tries": 5},
    "an_exercise_of_old": right("2020-01-01T00:00:00Z"),
}


@pytest.mark.parametrize(
    ("before", "name"),
    [(1, None), (2, "nand"), (3, "stable_sigmoid"), (4, "layer"), (None, "stable_sigmoid")],
)
def test_the_longest_ago_of_an_earlier_chapter(before, name):
    found = question_to_review(STATE, before)
    assert (found and found.name) == name


def test_of_equals_the_first_in_reading_order():
    same = {name: right("2026-01-01T00:00:00Z") for name in reversed(load())}
    assert question_to_review(same, 99).name == next(iter(load()))


def test_an_experiment_does_not_come_back():
    assert question_to_review({"small_reader": right("2026-01-01T00:00:00Z")}, 13) is None
    assert question_to_review({"test_step": right("2026-01-01T00:00:00Z")}, 13) is None  # a test
    assert question_to_review({"tested_twice": right("2026-01-01T00:00:00Z")}, 13).name == "tested_twice"


def test_nothing_solved_is_no_question(capsys):
    assert question_to_review({}) is None
    review(5)
    assert capsys.readouterr().out == NOTHING + "\n"


def test_the_question_can_be_answered_from_what_is_shown(capsys):
    progress_store.update_entry("xor_fails", lambda entry: entry.update(STATE["xor_fails"]))
    review(before=2)
    shown = capsys.readouterr().out
    assert "chapter 01" in shown and load()["xor_fails"].prompt in shown and "- **c**: " in shown
    assert shown.endswith(
        'xor_fails = ...  # a letter, from "a" to "g"\n\nnb.check("xor_fails", xor_fails)\n'
    )


def test_a_notebook_sets_it_as_text(monkeypatch):
    progress_store.update_entry("xor_fails", lambda entry: entry.update(STATE["xor_fails"]))
    shown = []
    monkeypatch.setattr(sys.modules[review.__module__], "in_a_notebook", lambda: True)
    monkeypatch.setattr(importlib.import_module("IPython.display"), "display", shown.append)
    review(before=2)
    text = shown[0].data
    assert "**Exercise: xor fails**" in text and "```python\nxor_fails = ..." in text and text.endswith("```")


def test_answered_right_it_goes_to_the_end():
    for name in ("xor_fails", "nand"):
        progress_store.update_entry(name, lambda entry, name=name: entry.update(STATE[name]))
    assert question_to_review(progress_store.read(), 2).name == "nand"
    check("nand", (-1, -1, 1.5))
    assert question_to_review(progress_store.read(), 2).name == "xor_fails"


def test_a_recording_shows_one_fixed_line(monkeypatch, capsys):
    check("xor_fails", "c")
    capsys.readouterr()
    monkeypatch.setenv("NBKIT_RECORD", "1")
    review(before=9)
    assert capsys.readouterr().out == NOTHING + "\n"
