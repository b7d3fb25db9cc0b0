"""Which sentences of a text stand on a slide: the bold, the first, the short ones, and each question.

An author may choose instead, in the metadata of the cell: `"slide": {"say": ["Gears multiply"]}` names
sentences by how they begin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from nbkit.publish.slides.sentences import Paragraph, count_words, sentences

ASKS = re.compile(r"\*\*(?:Predict|Guess first|Goal)\b")
LEANS = re.compile(
    r"(?:\*\*)?(?:It|Its|They|Their|That|This|These|Those|Each|He|She|But|And|There|Both|Such|Then|"
    r"So (?:it|they|this|that|these|he|she)|"
    r"(?:The|Our) (?:other|others|rest|same|first|second|third|last|latter|former|parts)|One brings)\b"
)
ASIDE = re.compile(  # speaks of the notebook, or of what is elsewhere in it
    r"\b(?:cells?|run it|run both|below|above|chapters? \d+|section|printed|as in|remember|you have met|"
    r"slider|arrow key|click|In `nbkit` now)\b",
    re.I,
)
LEADS_ON = re.compile(  # to what follows
    r"(?:(?:And|So|Then) )?(?:now|next|here (?:is|are|we)|let us|take|to see|try|look|the cure|a picture|"
    r"we (?:check|take|choose|ask|build|try|train|look|give|make|write|need|begin|start|also|draw|lower|let|"
    r"can|put|set))\b",
    re.I,
)
POINTS_BACK = re.compile(r"\(|Section \d")  # an aside, and where the answer can be read
REQUEST = re.compile(
    r"(?:Look|Notice|Try|Read|Add|Take|Remember|Think|Bring|Turn|Run|Make|Say|Follow|Hold)\b"
)
MOST = 3  # sentences
ROOM = 42  # words
LONG, SHORT = 22, 14


def worth(sentence: str, number: int) -> float:
    """How well the sentence of that number in its paragraph speaks for the whole of it.

    >>> worth("So **a neuron is a line**.", 2) > worth("That is no accident, as in chapter 3.", 1)
    True
    """
    words = count_words(sentence)
    return (
        3 * ("**" in sentence)
        + 2 * (number == 0)
        + 1.5 * sentence.startswith("So ")
        + 0.5 * sentence.endswith("?")
        + 1 * (4 < words <= SHORT)
        - 2 * (words > LONG)
        - 1 * (words < 4)
        - 1 * bool(LEANS.match(sentence))
        - 2 * bool(ASIDE.search(sentence))
        - 9 * bool(re.match(r"[(a-z]", sentence))
    )


def gist(texts: Sequence[str], room: int = ROOM, most: int = MOST) -> list[str]:
    """The sentences of some paragraphs that stand for them, in their order.

    The best ones first, as long as there is room; one that leans on the sentence before it brings that along.
    """
    said = [sentence for text in texts for sentence in sentences(text)]
    numbers = [number for text in texts for number, _ in enumerate(sentences(text))]
    order = sorted(range(len(said)), key=lambda i: (-worth(said[i], numbers[i]), i))
    chosen: set[int] = set()
    for i in order:
        both = chosen | set(range(i - leaning(said[: i + 1], numbers[i]), i + 1))
        fits = sum(count_words(said[j]) for j in both) <= room and len(both) <= most
        if worth(said[i], numbers[i]) > 0.5 and fits:
            chosen = both
    enough = chosen or {i for i in order[:1] if worth(said[i], numbers[i]) > -5}
    return [said[i] for i in sorted(enough)]


def leaning(said: Sequence[str], most: int) -> int:
    """How many sentences before the last one it needs to be understood, of those of its paragraph.

    >>> leaning(["Gears multiply.", "This is the chain rule.", "It is old."], most=2)
    2
    """
    need = 0
    while need < most and LEANS.match(said[-1 - need]):
        need += 1
    return need


def question(text: str) -> tuple[str, str]:
    """Part a paragraph before its **Predict** or **Goal**: what leads there, and what is asked.

    >>> question("Gears turn. **Predict:** how fast is $L$?")
    ('Gears turn.', '**Predict:** how fast is $L$?')
    """
    said = sentences(text)
    start = next((i for i, sentence in enumerate(said) if ASKS.search(sentence)), len(said))
    return " ".join(said[:start]), " ".join(said[start:])


def in_short(asked: str, room: int = 34) -> str:
    """A question without asides; a long one keeps its first sentence and those that ask."""
    said = [sentence for sentence in sentences(asked) if not POINTS_BACK.match(sentence)]
    if sum(map(count_words, said)) > room:
        said = said[:1] + [sentence for sentence in said[1:] if sentence.endswith("?")]
    return " ".join(within(said, room))


def within(said: Sequence[str], room: int) -> list[str]:
    """As many of the first sentences as there is room for, and at least one."""
    sums = list(accumulate(map(count_words, said)))
    return [sentence for sentence, total in zip(said, sums, strict=True) if total <= max([room, *sums[:1]])]


def answer(text: str, room: int = 26) -> str:
    """What a paragraph says of the result before it: all of it, or its first words and its best sentence."""
    said = [sentence for sentence in sentences(text) if not sentence.startswith("(")]
    if sum(map(count_words, said)) <= room or not said:
        return " ".join(said)
    first = said[:2] if count_words(said[0]) <= 5 and count_words(said[0] + said[1]) <= room else said[:1]
    rest = [sentence for sentence in said[len(first) :] if "**" in sentence or is_upshot(sentence)]
    return " ".join(within([*first, *rest], room))


def is_upshot(sentence: str) -> bool:
    """Whether a sentence draws a conclusion that can be understood alone."""
    return sentence.startswith("So ") and not LEANS.match(sentence)


def part_result(text: str) -> tuple[str, str]:
    """Part a paragraph after a result: what it says of it, and from where it looks forward.

    >>> part_result("Five calls for five. Now the numbers of Fibonacci.")
    ('Five calls for five.', 'Now the numbers of Fibonacci.')
    """
    said = sentences(text)
    start = next((i for i, s in enumerate(said) if LEADS_ON.match(s) or s.endswith((":", "?"))), len(said))
    return " ".join(said[:start]), " ".join(said[start:])


def part_after(text: str, chosen: Sequence[str]) -> tuple[str, str]:
    """Part a paragraph behind the last of the sentences that an author chose of it.

    >>> part_after("Now it is 8. Why?", ["Now it is 8."]), part_after("And backwards.", [])
    (('Now it is 8.', 'Why?'), ('', 'And backwards.'))
    """
    said = sentences(text)
    end = max((i + 1 for i, sentence in enumerate(said) if sentence in chosen), default=0)
    return " ".join(said[:end]), " ".join(said[end:])


def named(paragraphs: Sequence[Paragraph], beginnings: Sequence[str]) -> list[str]:
    """The sentences that an author chose by how they begin; raises ValueError where there is none."""
    said = [s for p in paragraphs if p.kind == "words" for s in sentences(p.text)]
    found = [next((s for s in said if s.startswith(begin)), "") for begin in beginnings]
    for begin, sentence in zip(beginnings, found, strict=True):
        if not sentence:
            raise ValueError(f"no sentence begins with {begin!r}")
    return found
