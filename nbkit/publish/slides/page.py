"""One page of HTML with all slides of a chapter."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from nbkit.publish.slides.arrange import is_beside, is_narrow
from nbkit.publish.slides.markup import html, line, python
from nbkit.publish.slides.pictures import Shown
from nbkit.publish.slides.slide import Slide

SMALLER = "font-size: .76em"  # of the speaker's view, whose own letters leave room for eight lines
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="shared/reveal/reveal.css">
<link rel="stylesheet" href="shared/katex/katex.min.css">
<link rel="stylesheet" href="shared/fonts/fonts.css">
<link rel="stylesheet" href="shared/figures.css">
<link rel="stylesheet" href="shared/player.css">
<link rel="stylesheet" href="shared/deck.css">
</head>
<body>
<main><div class="reveal"><div class="slides">
{slides}
</div></div></main>
<script src="shared/reveal/reveal.js"></script>
<script src="shared/reveal/notes.js"></script>
<script src="shared/katex/katex.min.js"></script>
<script src="shared/katex/auto-render.min.js"></script>
<script src="shared/player.js"></script>
<script src="shared/deck.js"></script>
</body>
</html>
"""


def page(title: str, slides: Sequence[Slide]) -> str:
    """The page with all slides."""
    return PAGE.format(title=escape(title), slides="\n".join(map(section, slides)))


def section(slide: Slide) -> str:
    """One slide and its note."""
    body = layout(slide)
    kind = "statement" if not body and slide.kind == "text" else slide.kind
    inside = f"{_kicker(slide)}{_title(slide)}{body}"
    timing = f' data-timing="{round(60 * slide.minutes)}"'
    return f'<section{timing}><div class="slide {kind}">\n{inside}\n</div>\n{_notes(slide)}</section>'


def layout(slide: Slide) -> str:
    """What stands below the headline: words beside a picture, or code beside its output, where both fit."""
    said = "".join([_points(slide), *map(_block, slide.blocks), _question(slide)])
    step = " fragment" if slide.asks else ""
    listing = f'<pre class="code"><code>{python(slide.code)}</code></pre>' if slide.code else ""
    output = f'<pre class="output{step}">{escape(slide.printed)}</pre>' if slide.printed else ""
    figures = "".join(_picture(one, "" if one.is_reel else step) for one in slide.shown)
    words = f"{said}{listing}{output}{_answer(slide)}"
    if words and slide.shown and is_narrow(slide):
        return f'<div class="wings"><div class="words">{words}</div>{figures}</div>'
    if is_beside(slide):
        listing, output = f'<div class="beside">{listing}{output}</div>', ""
    return f"{said}{listing}{output}{figures}{_answer(slide)}"


def _picture(one: Shown, step: str) -> str:
    width, height = one.size
    size = f"--width:{width:.0f}px;--height:{height:.0f}px"
    kind = "reel" if one.is_reel else "picture"
    return f'<div class="{kind}{step}" style="{size}" data-smallest="{one.smallest}">{one.html}</div>'


def _block(text: str) -> str:
    return f'<div class="block">{html(text)}</div>'


def _kicker(slide: Slide) -> str:
    text = slide.kicker or ("" if slide.title == slide.heading else slide.heading)
    whole = " ".join(filter(None, [slide.section, text]))
    return f'<p class="kicker">{line(whole)}</p>' if whole else ""


def _title(slide: Slide) -> str:
    level = "h1" if slide.kind == "title" else "h2"
    return f"<{level}>{line(slide.title)}</{level}>"


def _points(slide: Slide) -> str:
    return "".join(f'<p class="point">{line(point)}</p>' for point in slide.points)


def _question(slide: Slide) -> str:
    return f'<p class="question">{line(slide.question)}</p>' if slide.question else ""


def _answer(slide: Slide) -> str:
    step = " fragment" if slide.steps else ""
    return f'<p class="answer{step}">{line(slide.answer)}</p>' if slide.answer else ""


def _notes(slide: Slide) -> str:
    """The speaker's note: minutes, the text in full, which is what is said, then the instructor's page."""
    about = f"<p><strong>{slide.minutes:.1f} minutes</strong>, up to minute {slide.ends:.0f}</p>"
    said = "".join(map(html, slide.notes)) or _seen(slide)
    advice = "".join(map(html, filter(None, slide.advice)))
    inside = f"<blockquote>{advice}</blockquote>" if advice else ""
    return f'<aside class="notes"><div style="{SMALLER}">{about}{said}{inside}</div></aside>'


def _seen(slide: Slide) -> str:
    """What there is to speak of where the text says nothing: the pictures in words, or the cell."""
    source = slide.cell.source if slide.cell is not None else slide.code
    pictures = "".join(f"<p>To be seen: {escape(one.alt)}</p>" for one in slide.shown)
    return pictures or f"<p>The cell in full:</p><pre>{escape(source)}</pre>"
