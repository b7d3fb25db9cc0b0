"""Which sentences stand on a slide."""

from __future__ import annotations

import pytest

from nbkit.publish.slides.gist import answer, gist, in_short, named, part_result, question, within, worth
from nbkit.publish.slides.sentences import paragraphs

TEXT = (
    "A neuron has inputs and weights. It is an old idea, and many have written about it at length in books. "
    "(This is an aside.) So **a neuron is a line**. Run the cell below."
)


def test_the_bold_and_the_first_sentence_are_said_in_their_order() -> None:
    assert gist([TEXT]) == ["A neuron has inputs and weights.", "So **a neuron is a line**."]


def test_there_is_no_more_than_there_is_room_for() -> None:
    assert gist([TEXT], room=7) == ["So **a neuron is a line**."]
    assert gist([TEXT, TEXT, TEXT], room=99, most=2) == ["So **a neuron is a line**."] * 2


def test_what_leans_on_a_sentence_brings_it_along() -> None:
    long = "Gears multiply, as you know from school and from many an old and dusty clock."
    assert gist([f"{long} This is the **chain rule**."]) == [long, "This is the **chain rule**."]


def test_a_text_without_anything_worth_saying_says_its_first_sentence() -> None:
    assert gist(["We do as in chapter 12, and nothing else."]) == [
        "We do as in chapter 12, and nothing else."
    ]


def test_asides_and_the_rest_of_a_broken_sentence_are_never_worth_it() -> None:
    assert worth("(**Bold**, in brackets.)", 0) < 0
    assert worth("its share of **what** is left.", 0) < 0


def test_a_question_is_parted_from_what_leads_to_it() -> None:
    lead, asked = question("Gears turn. **Predict:** how fast? (Do not peek.) Think of clocks.")
    assert (lead, asked) == ("Gears turn.", "**Predict:** how fast? (Do not peek.) Think of clocks.")
    assert in_short(asked) == "**Predict:** how fast? Think of clocks."
    assert question("No question here.") == ("No question here.", "")


def test_a_long_question_keeps_what_asks() -> None:
    long = "**Predict** the sum. " + "We add words to it. " * 8 + "Is it 3?"
    assert in_short(long) == "**Predict** the sum. Is it 3?"


def test_an_answer_says_all_or_the_beginning_and_the_best() -> None:
    assert answer("The sum is 2. So it fires.") == "The sum is 2. So it fires."
    long = "None. Not one. " + "Words follow here, and more of them. " * 5 + "So **no line exists**."
    assert answer(long) == "None. Not one. So **no line exists**."


def test_a_result_ends_where_the_text_looks_forward() -> None:
    assert part_result("It is 5. Now we take more.") == ("It is 5.", "Now we take more.")
    assert part_result("Here is one.") == ("", "Here is one.")
    assert part_result("It is 5. Why is that?") == ("It is 5.", "Why is that?")


def test_a_question_does_not_say_where_its_answer_stands() -> None:
    assert in_short("**Predict** the sum. Section 8.1 has it: 3.") == "**Predict** the sum."


def test_as_many_sentences_as_there_is_room_for() -> None:
    assert within(["One two three.", "Four."], 1) == ["One two three."]


def test_an_author_names_sentences_by_how_they_begin() -> None:
    found = paragraphs(TEXT)
    assert named(found, ["So **a"]) == ["So **a neuron is a line**."]
    with pytest.raises(ValueError, match="no sentence begins with 'Then'"):
        named(found, ["Then"])
