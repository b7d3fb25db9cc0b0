"""One slide, before it is written as a page: what it says, what it shows, what is left to the speaker."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from nbkit.publish.slides.code import headline
from nbkit.publish.slides.pictures import Shown
from nbkit.publish.slides.sentences import count_words, sentences

WAITS = re.compile(r"\*\*(?:Predict|Guess first)")


@dataclass
class Slide:
    """All texts are markdown; what is empty is not there."""

    section: str = ""  # 8.1
    heading: str = ""  # of the section
    kicker: str = ""  # what stands small over the title, where that is not the section
    title: str = ""
    points: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)  # formulas, lists, tables
    question: str = ""
    code: str = ""
    answer: str = ""  # what is said of the result
    kind: str = "text"  # or title, result, exercise, closing
    cell: Any = None  # whose output it shows
    shown: list[Shown] = field(default_factory=list)  # its pictures and explorers
    printed: str = ""  # and its lines
    notes: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)  # what the instructor's page says
    weight: float = 0  # minutes of those who read alone
    minutes: float = 0  # of a class
    ends: float = 0  # the minute of the class in which it is done

    @property
    def asks(self) -> bool:
        """Whether what it shows answers a question that stands on it, and so has to wait."""
        return bool(WAITS.search(self.question + self.title))

    @property
    def steps(self) -> bool:
        """Whether what is said of it comes last: where it is asked, or a goal is to be reached."""
        return self.asks or "**Goal" in self.question + self.title

    def add_note(self, text: str) -> None:
        """What is not shown is spoken."""
        self.notes.append(text)
        self.weight += count_words(text) / 200

    def _announces(self, first: str) -> bool:
        """Whether what is said may stand above: of a picture, and no number before it is seen."""
        free = self.kind != "text" and not (self.points or self.asks or (self.code and self.printed))
        return free and 0 < count_words(first) <= 18 and not re.search(r"\d", first)

    def settle_title(self) -> None:
        """Without a headline a slide says its question, or what is seen on it, or what its code defines."""
        if self.title:
            return
        first = next(iter(sentences(self.answer)), "")
        if self.question and not self.points:
            self.title, self.question = self.question, ""
        elif self._announces(first):
            self.title, self.answer = first, self.answer.removeprefix(first).strip()
        else:
            self.title = headline(self.code) or self.heading
