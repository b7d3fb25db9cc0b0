"""Write README's pictures of slides and of the site from real ones; it needs Playwright and Chromium."""

import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from nbkit.data.files import replaced
from nbkit.publish.site import build
from nbkit.publish.slides import decks

ROOT = Path(__file__).parent.parent
COURSE = ROOT / "course"
SLIDES, SITE = COURSE / "images" / "slides.png", COURSE / "images" / "site.webp"
CHAPTER = "01_perceptron"
TITLES = (
    "Can a machine",
    "which weights would make it fire",
    "A line that divides a plane",
    "Each ringed point",
)
SIZE, GAP = (640, 360), 8
PAGES = (
    ("09_what_hidden_layers_do", (1280, 780), "light"),
    ("13_the_bottleneck", (390, 780), "dark"),
)  # chapter, screen, theme
WIDTH = 2 * SIZE[0] + GAP
READY = "'ready' in document.documentElement.dataset"
NUMBER = """title => Reveal.getSlides().findLastIndex(
    slide => slide.querySelector(".slide").textContent.includes(title))"""
SCROLL = """async () => {
    await document.fonts.ready;
    document.documentElement.style.scrollBehavior = "auto";
    document.querySelector(".back-to-top").remove();
    const [explorer] = [...document.querySelectorAll(".nbkit-reel")].slice(-1);
    scrollBy(0, explorer.getBoundingClientRect().bottom - innerHeight + 24);
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@contextmanager
def opened(path: Path, screen: tuple[int, int], theme: str = "light") -> Iterator[Any]:
    """Open a page in a browser of its own."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": screen[0], "height": screen[1]}, color_scheme=theme)
        page.goto(path.as_uri())
        yield page
        browser.close()


def photograph(page: Any) -> Image.Image:
    """Return a picture of what is to be seen of a page."""
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def slides(deck: Path, titles: Sequence[str]) -> Iterator[Image.Image]:
    """Return a picture of each slide that says one of these, at its last step."""
    with opened(deck, (1280, 720)) as page:
        page.wait_for_function(READY)
        for title in titles:
            number = page.evaluate(NUMBER, title)
            if number < 0:
                raise ValueError(f"expected a slide that says {title!r}, found none: choose another one")
            page.evaluate("number => Reveal.slide(number, 0, 99)", number)
            yield photograph(page)


def explorers(site: Path) -> Iterator[Image.Image]:
    """Return a picture of the last explorer of each of `PAGES`, on its screen and in its theme."""
    for name, screen, theme in PAGES:
        with opened(site / f"{name}.html", screen, theme) as page:
            page.evaluate(SCROLL)
            yield photograph(page)


def sheet(pictures: Sequence[Image.Image]) -> Image.Image:
    """Return four pictures, two by two."""
    width, height = SIZE
    paper = Image.new("RGB", (WIDTH, 2 * height + GAP), "#8c959f")
    for number, picture in enumerate(pictures):
        place = (number % 2 * (width + GAP), number // 2 * (height + GAP))
        paper.paste(picture.resize(SIZE, Image.Resampling.LANCZOS), place)
    return paper


def row(pictures: Sequence[Image.Image]) -> Image.Image:
    """Return pictures side by side, equally high and as wide together as the sheet."""
    shapes = [picture.width / picture.height for picture in pictures]
    height = round((WIDTH - GAP * (len(pictures) - 1)) / sum(shapes))
    paper, left = Image.new("RGB", (WIDTH, height), "#8c959f"), 0
    for picture, shape in zip(pictures, shapes, strict=True):
        width = WIDTH - left if picture is pictures[-1] else round(shape * height)
        paper.paste(picture.resize((width, height), Image.Resampling.LANCZOS), (left, 0))
        left += width + GAP
    return paper


def write(picture: Image.Image, path: Path) -> None:
    """Write a picture in the format that its name says, small."""
    content = io.BytesIO()
    picture.save(content, path.suffix[1:], optimize=True, quality=85, method=6)
    with replaced(path) as file:
        file.write(content.getvalue())
    print(f"wrote {path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        deck, site = Path(folder, "slides"), Path(folder, "site")
        decks.publish([COURSE / f"{CHAPTER}.ipynb"], deck)
        write(sheet(list(slides(deck / f"{CHAPTER}.html", TITLES))), SLIDES)
        build.publish(sorted(COURSE.glob("[0-9a][0-9]_*.ipynb")), ROOT, site)
        write(row(list(explorers(site))), SITE)
