"""From the cells of a chapter to its slides: text waits for the code after it, and results for their answers.

A slide says the gist of its text; all of it is in the note. An author steers a cell by its metadata:
`"slide": {"say": [...], "title": "...", "answer": [...], "code": "hide"}`, sentences named by how they begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from nbkit.learn.notebook_cells import exercises_of
from nbkit.publish.slides import code
from nbkit.publish.slides.ends import closing, exercise, opening
from nbkit.publish.slides.gist import (
    ASIDE,
    LEANS,
    REQUEST,
    answer,
    gist,
    in_short,
    named,
    part_after,
    part_result,
    question,
)
from nbkit.publish.slides.sentences import SHOWN, Paragraph, count_words, paragraphs, sentences, shortened
from nbkit.publish.slides.slide import Slide

WHOLE = re.compile(r"[.?!…][\"”*)]*$")  # a sentence that goes on in a formula is none
AFTER = 24  # words below a formula
STEERING = "slide"
TEXT, ABOVE, FIRST = (
    40,
    26,
    40,
)  # words: of a slide of text, over a result, of the two at a section's beginning
OVER_CODE, OVER_PICTURE = 24, 18  # words: what is more becomes a slide of its own
LEAST = 14  # words of a slide of text, whatever else is on it
TITLE, ALONE = 15, 20  # words of a headline, with others below it and without
REMARK = 24  # words: with fewer, and nothing in bold letters, a text is only spoken


def outline(cells: Sequence[Any]) -> list[Slide]:
    """All slides of a chapter: its question, its sections with their exercises, and what to take home.

    Raises ValueError where the metadata of a cell names a sentence that is not there.
    """
    book = Outline()
    book.slides += opening(cells[0])
    for before, cell in pairwise(cells):
        if exercises_of(cell):
            book.flush()
            book.slides += exercise(before, cell, book.section, book.heading)
        elif cell.metadata.get("slideshow", {}).get("slide_type") != "skip":
            book.read(cell)
    book.flush()
    return [*book.slides, closing(book.slides, book.section)]


class Outline:
    """The slides of the cells that were read, and the text that waits."""

    def __init__(self) -> None:
        self.slides: list[Slide] = []
        self.section = self.heading = ""
        self.lead: list[Paragraph] = []
        self.steer: dict[str, Any] = {}
        self.fresh = False  # the heading is on no slide yet

    def read(self, cell: Any) -> None:
        """Take in one cell."""
        if cell.cell_type == "markdown":
            self.read_text(cell)
        elif cell.cell_type == "code":
            self.read_code(cell)

    def read_text(self, cell: Any) -> None:
        """What it says of the result before it goes there; the rest waits for what follows."""
        steer = cell.metadata.get(STEERING, {})
        starts = cell.metadata.get("slideshow", {}).get("slide_type") in ("slide", "subslide")
        for part in at_headings(paragraphs(cell.source)):
            found = self.take_heading(part)
            if self.waits_for_answer() and not (starts or self.fresh):
                found = self.take_answer(found, steer)
            follows = bool(self.lead and found and found[0].kind in SHOWN)
            goes_on = follows and not (starts or self.asked()[1])
            if not goes_on:
                self.flush()
            self.lead, self.steer = [*self.lead, *found], {**self.steer, **steer} if goes_on else steer

    def waits_for_answer(self) -> bool:
        """Whether the last slide shows a result of which nothing has been said."""
        return self.slides[-1].cell is not None and not (self.lead or self.slides[-1].answer)

    def take_heading(self, found: list[Paragraph]) -> list[Paragraph]:
        """A heading names the slides after it; return what is below it."""
        if not found or found[0].kind != "heading":
            return found
        self.flush()
        number = re.match(r"(\w+\.\d+) (.*)", found[0].text.lstrip("# "))
        self.section, self.heading = number.groups() if number else (self.section, found[0].text.lstrip("# "))
        self.fresh = True
        return found[1:]

    def take_answer(self, found: list[Paragraph], steer: dict[str, Any]) -> list[Paragraph]:
        """Put what a first paragraph says of a result to it; return what is left."""
        result = self.slides[-1]
        shows = len(found) > 1 and found[1].kind in SHOWN and not (result.asks or "answer" in steer)
        if not found or found[0].kind != "words" or shows:
            return found
        before, asked = question(found[0].text)
        chosen = named(found, steer["answer"]) if "answer" in steer else None
        said, rest = part_result(before) if chosen is None else part_after(before, chosen)
        if said:
            result.answer = answer(said) if chosen is None else " ".join(chosen)
            result.add_note(said)
        left = " ".join(filter(None, [rest, asked]))
        return [*([Paragraph("words", left)] if left else []), *found[1:]]

    def flush(self) -> None:
        """Make a slide of the text that waits, where no code follows it; a passing remark is only spoken."""
        if self.lead:
            slide = self.text_slide()
            if is_remark(slide):
                for note in slide.notes:
                    self.slides[-1].add_note(note)
            else:
                self.slides.append(slide)
        self.lead = []

    def text_slide(self) -> Slide:
        """The gist of the text that waits; what follows a formula stands below it."""
        slide, after = self.begin(), self.after_blocks()
        words, slide.question = self.asked()
        slide.blocks = [shortened(p) for p in self.lead if p.kind in SHOWN]
        slide.answer = " ".join(gist(after, AFTER, most=2)) if after and "say" not in self.steer else ""
        words = [text for text in words if text not in after]
        room = TEXT - 10 * len(slide.blocks) - count_words(slide.question + slide.answer) // 2
        said = self.chosen(words, max(room, LEAST))
        below = [sentence for sentence in said if any(sentence in sentences(text) for text in after)]
        slide.answer = slide.answer or " ".join(below)
        self.say(slide, [sentence for sentence in said if sentence not in below])
        return slide

    def after_blocks(self) -> list[str]:
        """The words after the last formula, list or table, up to what is asked."""
        places = [i for i, paragraph in enumerate(self.lead) if paragraph.kind in SHOWN]
        words = [p for p in self.lead[places[-1] :] if p.kind == "words"] if places else []
        return [before for paragraph in words if (before := question(paragraph.text)[0])]

    def begin(self) -> Slide:
        """A slide of this section with the text that waits as its note."""
        slide = Slide(self.section, self.heading)
        for paragraph in self.lead:
            slide.add_note(paragraph.text)
        return slide

    def asked(self) -> tuple[list[str], str]:
        """The words that wait, up to what is asked, and the first question."""
        words, found = [], ""
        for paragraph in self.lead:
            if paragraph.kind == "words":
                before, asked = question(paragraph.text)
                found = found or in_short(asked)
                words += [before] if before else []
        return words, found

    def chosen(self, words: Sequence[str], room: int) -> list[str]:
        """The sentences that an author named, or those that speak for the text."""
        return named(self.lead, self.steer["say"]) if "say" in self.steer else gist(words, room)

    def say(self, slide: Slide, said: list[str]) -> None:
        """Give a slide its headline and its points; "Try it." says nothing beside a question."""
        if slide.question:
            said = [sentence for sentence in said if not REQUEST.match(sentence)]
        if self.fresh:
            slide.title, self.fresh = self.heading, False
        elif "title" in self.steer:
            slide.title = named(self.lead, [self.steer["title"]])[0]
        else:
            said = said[1:] if len(said) > 1 and REQUEST.match(said[0]) else said
            slide.title = headline(said)
        slide.points = [sentence for sentence in said if sentence != slide.title]

    def read_code(self, cell: Any) -> None:
        """A slide with what waits above it, or two, where that is much."""
        words, asked = self.asked()
        said = self.chosen(words, FIRST if self.fresh else ABOVE - min(count_words(asked), 12))
        room = OVER_PICTURE if has_picture(cell) else OVER_CODE
        if any(p.kind in SHOWN for p in self.lead) or sum(map(count_words, said)) > room:
            said = self.announce(asked)
        slide, goal = self.begin(), "**Goal" in asked and not cell.get("outputs")
        slide.question, slide.cell, slide.kind = "" if goal else asked, cell, "result"
        self.say(slide, said)
        slide.weight += 1 + 2 * ("explorer" in cell.metadata.get("tags", [])) + slide.asks
        self.lead = [Paragraph("words", asked)] if goal else []  # it stands where it can be reached
        self.steer = {}
        self.slides += listings(slide, cell.metadata.get(STEERING, {}))

    def announce(self, asked: str) -> list[str]:
        """A slide for the text alone; return the sentence that stands better over the code."""
        slide = self.text_slide()
        slide.question, self.lead, self.steer = "", [], {}
        self.slides.append(slide)
        last = slide.points[-1:] if len(slide.points) > 1 and not (asked or slide.blocks) else []
        if last and fits_above(last[0], TITLE):
            slide.points.pop()
            return last
        return []


def at_headings(found: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """A cell's paragraphs, parted before each heading."""
    starts = [i for i, paragraph in enumerate(found) if paragraph.kind == "heading" and i]
    for start, end in pairwise([0, *starts, len(found)]):
        yield list(found[start:end])


def headline(said: Sequence[str]) -> str:
    """The sentence that stands over the others: the first if it is short, or else a bold one; or none."""
    if said and fits_above(said[0], ALONE if len(said) == 1 else TITLE):
        return said[0]
    return next((s for s in said if "**" in s and fits_above(s, TITLE) and not LEANS.match(s)), "")


def fits_above(sentence: str, room: int) -> bool:
    """Short, and leading to nothing that follows."""
    whole = bool(WHOLE.search(sentence)) and not ASIDE.search(sentence)
    return whole and 2 <= count_words(sentence) <= room


def is_remark(slide: Slide) -> bool:
    """Whether a slide would say too little to be one."""
    text = " ".join([slide.title, *slide.points])
    return not (slide.blocks or slide.question or "**" in text) and count_words(text) < REMARK


def listings(slide: Slide, steer: dict[str, Any]) -> Iterator[Slide]:
    """The slides of one cell: its listing in parts, the last with what it shows."""
    how, cell = steer.get("code", ""), slide.cell
    source = "" if how == "hide" else code.tidy(cell.source)
    if source and how != "show" and has_picture(cell):
        source = code.without_drawing(source)
        source = source if code.count_lines(source) > 1 else ""
    *first, last = code.pages(source) or [""]
    for part in first:
        yield replace(slide, code=part, cell=None, question="", notes=[part], weight=1)
        slide.points = []
    slide.code = last
    yield slide


def has_picture(cell: Any) -> bool:
    """Whether its output has a figure."""
    kinds = {kind for output in cell.get("outputs", []) for kind in output.get("data", {})}
    return any(kind.startswith("image/") for kind in kinds)
