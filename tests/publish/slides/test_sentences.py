"""Paragraphs, sentences and words of a markdown cell."""

from __future__ import annotations

from nbkit.publish.slides.sentences import Paragraph, count_words, items, paragraphs, sentences, shortened


def test_a_formula_and_a_listing_stand_alone() -> None:
    source = "## 1.1 T\n\nWe add:\n\n$$\na\n\n+ b\n$$\n\nthen\n```python\nx = 1\n\ny = 2\n```\n- one\n- two"
    found = paragraphs(source)
    assert [p.kind for p in found] == ["heading", "words", "formula", "words", "code", "list"]
    assert found[4].text == "```python\nx = 1\n\ny = 2\n```"


def test_no_sentence_ends_inside_of_what_belongs_together() -> None:
    text = "It is `a. B` or $x. Y$. (One. Two.) See [S. L. N](a.md). **Bold. Still bold.** **2.** What then?"
    assert sentences(text) == [
        "It is `a. B` or $x. Y$.",
        "(One. Two.)",
        "See [S. L. N](a.md).",
        "**Bold. Still bold.**",
        "**2.** What then?",
    ]


def test_a_long_list_keeps_the_first_sentence_of_each_item() -> None:
    short = Paragraph("list", "- One. More.\n- Two.")
    assert shortened(short) == short.text
    long = Paragraph("list", "\n".join(f"{i}. Item {i} is short. " + "Word " * 20 for i in (1, 2, 3)))
    assert shortened(long) == "- Item 1 is short.\n- Item 2 is short.\n- Item 3 is short."
    assert items("- a\n  b\n- c") == ["a b", "c"]


def test_words_are_those_read_aloud() -> None:
    assert count_words("The loss, $\\sum_i x_i$, fell by 0.5: *less* than we'd like.") == 10
