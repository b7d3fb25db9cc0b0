"""The slides around the sections: the chapter's question, its exercises, and what to take home."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nbkit.publish.slides import code
from nbkit.publish.slides.gist import LEANS, within
from nbkit.publish.slides.sentences import Paragraph, count_words, paragraphs, sentences, shortened
from nbkit.publish.slides.slide import Slide

TASK, BEGINNING = 110, 60  # words of a task that stands there whole, and of one that does not
SPELLED = {"nand": "NAND", "xor": "XOR", "relu": "ReLU", "adam": "Adam", "iris": "Iris"}
HEAD = re.compile(r"\*\*Exercise: (.*?)\*\* \((\d+ minutes?), (.*?)\)")


def title_of(cell: Any) -> str:
    """The title of a chapter: `8. Backpropagation`."""
    return str(cell.source.splitlines()[0].removeprefix("# "))


def opening(cell: Any) -> list[Slide]:
    """The first slide asks the chapter's question, the second says what one can do afterwards."""
    found = paragraphs(cell.source)[1:]
    words = [p.text for p in found if p.kind == "words"]
    goals = [p.text for p in found if p.kind == "list"][:1]
    title = title_of(cell)
    first = Slide(title=title, question=words[0], kind="title")
    second = Slide(kicker=title, title="After this chapter you can", blocks=goals)
    for text in words[:-1]:
        first.add_note(text)
    for text in [*goals, words[-1]]:
        second.add_note(text)
    return [first, second]


def closing(slides: Sequence[Slide], section: str) -> Slide:
    """The last slide: the bold sentences of the last section, and the exercises of the chapter."""
    notes = [note for slide in slides if slide.section == section for note in slide.notes]
    home = [s for note in notes for s in sentences(note) if "**" in s and not LEANS.match(s)]
    tasks = [slide for slide in slides if slide.kind == "exercise" and slide.blocks]
    lines = "\n".join(f"- {slide.title} · {slide.kicker.partition(' · ')[2]}" for slide in tasks)
    last = Slide(
        title="To take home",
        points=home[:2],
        blocks=[f"At home:\n\n{lines}"] if lines else [],
        kind="closing",
    )
    last.add_note("What is left of the chapter, and what to do at home.")
    return last


def exercise(asks: Any, stub: Any, section: str, heading: str) -> list[Slide]:
    """An exercise without its solution: what is asked, and the cell to be filled in.

    A cell that is longer than a listing has a slide to itself; the one before it says how the task begins.
    """
    head, *rest = paragraphs(asks.source)
    name, minutes, stars = HEAD.match(head.text).groups()  # type: ignore[union-attr]
    slide = Slide(section, heading, f"Exercise · {minutes} · {stars}", spelled(name), kind="exercise")
    slide.code, slide.notes = code.tidy(stub.source), [p.text for p in rest]
    if code.count_lines(slide.code) <= code.MOST_LINES:
        slide.blocks = task(rest)
        return [slide]
    return [replace(slide, blocks=task(rest[:1]), code=""), replace(slide, notes=slide.notes[1:])]


def spelled(name: str) -> str:
    """The name of an exercise as a title.

    >>> spelled("xor fails"), spelled("two frames"), spelled("patient anna")
    ('XOR fails', 'Two frames', 'Patient Anna')
    """
    title = " ".join(SPELLED.get(word, word) for word in name.split())
    title = title.title() if title.startswith("patient ") else title
    return title[0].upper() + title[1:]


def task(found: Sequence[Paragraph]) -> list[str]:
    """What is asked: all of it, or the beginning of its words, where it would be more than a slide holds."""
    if sum(count_words(p.text) for p in found) <= TASK:
        return [p.text for p in found]
    room, texts = BEGINNING, list[str]()
    for paragraph in found:
        if paragraph.kind != "words":
            texts.append(shortened(paragraph))
            continue
        said = sentences(paragraph.text)
        kept = within(said, room) if room > 0 else []
        room -= sum(map(count_words, kept))
        texts.append(" ".join(s for i, s in enumerate(said) if i < len(kept) or s.endswith("?")))
    return [text for text in texts if text]
