"""The paragraphs of a markdown cell, and the sentences of a paragraph."""

from __future__ import annotations

import re
from typing import NamedTuple

WHOLE = re.compile(r"`[^`]*`|\$[^$]+\$|\[[^\]]*\]\([^)]*\)")  # no sentence ends inside of these
END = re.compile(r"(?<=[.?!…])(?<!\b[A-Z]\.)([\"”*)]*)\s+(?=[\"“*(]*[A-Z0-9\x00])")
BLOCK = re.compile(r"(^```.*?^```|^\$\$.*?\$\$\s*$)", re.DOTALL | re.MULTILINE)
KINDS = {
    "heading": r"#+ ",
    "formula": r"\$\$",
    "code": r"```",
    "table": r"\|",
    "list": r"(-|\d+\.) ",
    "html": r"<",
}
SHOWN = ("formula", "list", "table", "code")  # kinds that stand on a slide as they are
LONG = 45  # words of a list, from which on each item says its first sentence only


class Paragraph(NamedTuple):
    """A paragraph of markdown and its kind: words, heading, formula, code, table, list or html."""

    kind: str
    text: str


def paragraphs(source: str) -> list[Paragraph]:
    """Split a cell at its blank lines; a formula or a listing is one paragraph, and stands alone.

    >>> paragraphs("## Title\\n\\nWe add:\\n$$ a + b $$")[1:]
    [Paragraph(kind='words', text='We add:'), Paragraph(kind='formula', text='$$ a + b $$')]
    """
    texts = []
    for number, part in enumerate(BLOCK.split(source)):
        texts += [part] if number % 2 else re.split(r"\n\s*\n", part)
    return [Paragraph(kind_of(text.strip()), text.strip()) for text in texts if text.strip()]


def kind_of(text: str) -> str:
    """The kind of a paragraph, by how it begins."""
    return next((kind for kind, start in KINDS.items() if re.match(start, text)), "words")


def sentences(text: str) -> list[str]:
    """Split a paragraph into sentences; what stands in brackets or in bold letters stays together.

    >>> sentences("No line can. This is XOR, *a famous one* (see `a. B`). Is it $x. Y$?")
    ['No line can.', 'This is XOR, *a famous one* (see `a. B`).', 'Is it $x. Y$?']
    """
    spans = WHOLE.findall(text)
    hidden = END.sub(r"\1\n", WHOLE.sub("\x00", " ".join(text.split())))
    found: list[str] = []
    for part in hidden.split("\n"):
        if found and is_open(found[-1]):
            found[-1] += " " + part
        else:
            found.append(part)
    rest = iter(spans)
    return [re.sub("\x00", lambda _: next(rest), sentence) for sentence in found if sentence]


def is_open(text: str) -> bool:
    """Whether a bracket or bold letters have begun and not ended, or only a label has: **Two.**"""
    marks = (text.count("**"), text.replace("**", "").count("*"))
    unfinished = text.count("(") > text.count(")") or any(count % 2 for count in marks)
    return unfinished or bool(re.fullmatch(r"\*\*[^*]{1,16}\*\*", text))


def items(text: str) -> list[str]:
    """The items of a list, each on one line.

    >>> items("1. One,\\n   and more.\\n2. Two.")
    ['One, and more.', 'Two.']
    """
    parts = re.split(r"^(?:-|\d+\.) ", text, flags=re.MULTILINE)
    return [" ".join(part.split()) for part in parts if part.strip()]


def shortened(paragraph: Paragraph) -> str:
    """A long list with what each item says first; all else as it is."""
    if paragraph.kind != "list" or count_words(paragraph.text) <= LONG:
        return paragraph.text
    return "\n".join(f"- {first_words(item)}" for item in items(paragraph.text))


def first_words(item: str) -> str:
    """The first sentence of an item; a question keeps its answer, which is in bold letters or comes next.

    >>> first_words("Why? As it is. So **it works**.")
    'Why? So **it works**.'
    """
    first, *rest = sentences(item)
    if not re.search(r"\?\W*$", first) or not rest:
        return first
    return f"{first} {next((sentence for sentence in rest if '**' in sentence), rest[0])}"


def count_words(text: str) -> int:
    """How many words are read aloud; a formula counts as one.

    >>> count_words("The loss $L = z^2$ is **4**.")
    5
    """
    return len(re.findall(r"\w[\w.,’'-]*", re.sub(r"\$+[^$]+\$+", "x", text)))
