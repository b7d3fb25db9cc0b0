"""Write README's picture of slides from the real deck; it needs Playwright and Chromium."""

import io
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from nbkit.data.files import replaced
from nbkit.publish.slides import decks

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "course" / "images" / "slides.png"
CHAPTER = "01_perceptron"
TITLES = (
    "Can a machine",
    "which weights would make it fire",
    "A line that divides a plane",
    "Each ringed point",
)
SIZE, GAP = (640, 360), 8
READY = "'ready' in document.documentElement.dataset"
NUMBER = """title => Reveal.getSlides().findLastIndex(
    slide => slide.querySelector(".slide").textContent.includes(title))"""


def photographs(deck: Path, titles: Sequence[str]) -> list[Image.Image]:
    """Return a picture of each slide that says one of these, at its last step."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(deck.as_uri())
        page.wait_for_function(READY)
        found = []
        for title in titles:
            number = page.evaluate(NUMBER, title)
            if number < 0:
                raise ValueError(f"expected a slide that says {title!r}, found none: choose another one")
            page.evaluate("number => Reveal.slide(number, 0, 99)", number)
            found.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        browser.close()
    return found


def sheet(pictures: Sequence[Image.Image]) -> Image.Image:
    """Return four pictures, two by two."""
    width, height = SIZE
    paper = Image.new("RGB", (2 * width + GAP, 2 * height + GAP), "#8c959f")
    for number, picture in enumerate(pictures):
        place = (number % 2 * (width + GAP), number // 2 * (height + GAP))
        paper.paste(picture.resize(SIZE, Image.Resampling.LANCZOS), place)
    return paper


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "slides")
        decks.publish([ROOT / "course" / f"{CHAPTER}.ipynb"], out)
        content = io.BytesIO()
        sheet(photographs(out / f"{CHAPTER}.html", TITLES)).save(content, "PNG", optimize=True)
    with replaced(PICTURE) as file:
        file.write(content.getvalue())
    print(f"wrote {PICTURE.relative_to(ROOT)}: {len(content.getvalue()) // 1000} kB")
