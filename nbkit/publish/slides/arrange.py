"""What is too much for one slide becomes two: code and what it prints, then picture and answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from nbkit.publish.slides.code import count_lines
from nbkit.publish.slides.pictures import ROOM, Shown, text_of
from nbkit.publish.slides.slide import Slide

HEIGHT = 600  # pixels between the margins
LINE, LETTERS = 29, 100  # of text in its smallest size: the height of a line, and how many letters it holds
CODE, CODE_LETTERS = 25, 100  # the same of code
EASY, WIDE = 66, 84  # letters of code and output that stand beside each other: large, and small
TALL = 1.8  # a picture that is not wider than so many times its height has words beside it
COLUMN = 330  # pixels for these words
GAP = 14
WIDEST, HIGHEST = 1140, 480  # pixels: a larger picture has the slide to itself, but for the headline
HIGH = 598  # pixels: for one that is higher, the headline is small and so are the margins
MOST = 650  # pixels: the height of a picture
MORE = {"full": 56, "high": 124}  # pixels above HEIGHT, by the kind of slide


def arranged(slides: Iterable[Slide], pictures: Callable[[Any], list[Shown]]) -> list[Slide]:
    """All slides, with what they show put in its place; `pictures` gives what a cell shows."""
    found = [part for slide in slides for part in _parts(slide, pictures)]
    for slide in found:
        slide.settle_title()
        if slide.shown and not fits(slide):
            slide.answer = ""  # it is in the note: the picture comes first
    return found


def _parts(slide: Slide, pictures: Callable[[Any], list[Shown]]) -> Iterator[Slide]:
    """A slide, or the two that it becomes."""
    if slide.cell is not None:
        slide.shown, slide.printed = pictures(slide.cell), text_of(slide.cell)
        _leave_out(slide)
    if any(one.size[1] > HIGH for one in slide.shown):
        slide.kind = "high"
    elif any(one.size[0] > WIDEST or one.size[1] > HIGHEST for one in slide.shown):
        slide.kind = "full"
    yield from [slide] if fits(slide) else _in_two(slide)


def _leave_out(slide: Slide) -> None:
    """A picture whose letters could not be read on any slide is not shown; the note says so."""
    kept = [one for one in slide.shown if one.size[1] <= MOST]
    slide.notes += [f"To be shown in the notebook: {one.alt}" for one in slide.shown if one not in kept]
    slide.shown = kept


def _in_two(slide: Slide) -> list[Slide]:
    """What leads there, and what it comes to; a slide that cannot be parted stays whole."""
    first = replace(slide, answer="", notes=slide.notes[:1], weight=slide.weight / 2)
    second = replace(slide, points=[], question="", notes=slide.notes[1:], weight=first.weight)
    if slide.shown and (slide.code or slide.printed):
        return [replace(first, shown=[], kind="result"), replace(second, title="", code="", printed="")]
    if slide.printed and slide.code:
        return [replace(first, printed=""), replace(second, title="", code="")]
    if slide.code and (slide.points or slide.question) and slide.kind != "exercise":
        return [replace(first, code="", kind="text"), second]
    return [slide]


def fits(slide: Slide) -> bool:
    """Whether all of it has room, in the smallest letters, under each other or beside each other."""
    texts = [slide.title, *slide.points, slide.question, slide.answer]
    height = sum(LINE * math.ceil(len(text) / LETTERS) + GAP for text in texts if text)
    height += 0 if slide.kind in MORE else 2 * LINE
    code, printed = listing_height(slide.code), listing_height(slide.printed)
    if slide.shown and is_narrow(slide):
        return code + printed + height <= HEIGHT
    shown = sum(one.size[1] + GAP for one in slide.shown)
    both = max(code, printed) if is_beside(slide) else code + printed
    return height + both + shown <= HEIGHT + MORE.get(slide.kind, 0)


def listing_height(text: str) -> float:
    """Pixels that a listing takes in its smallest letters, its long lines broken."""
    lines = sum(math.ceil(len(line) / CODE_LETTERS) if line.strip() else 0.7 for line in text.splitlines())
    return CODE * lines + 2 * GAP if text else 0


def is_narrow(slide: Slide) -> bool:
    """Whether pictures leave room for words, and for the code, beside them."""
    width = max(one.size[0] for one in slide.shown)
    tall = max(one.width / one.height for one in slide.shown) < TALL
    letters = max(widest(slide.code), widest(slide.printed))
    return tall and width + max(COLUMN, 11 * letters + 40) + 28 <= ROOM[0]


def is_beside(slide: Slide) -> bool:
    """Whether code and output are narrow enough to stand side by side, and high enough to need it."""
    if not (slide.code and slide.printed):
        return False
    lines = count_lines(slide.code) + count_lines(slide.printed)
    letters = widest(slide.code) + widest(slide.printed)
    return (lines > 5 and letters <= EASY) or (lines > 12 and letters <= WIDE)


def widest(text: str) -> int:
    """The letters of the longest line."""
    return max(map(len, text.splitlines()), default=0)
