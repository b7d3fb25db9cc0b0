"""The films of the chapters: each is drawn, small, quick to move and told by ear.

That takes minutes, so it is done by `nbkit test --all`; the suite films small chapters of its own.
"""

import os

import numpy as np
import pytest
from lab import NEEDS_CHROMIUM
from learner import COURSE
from test_player import chromium, opened, page_of  # noqa: F401 (a fixture)

from nbkit.publish.film.chapter import film
from nbkit.publish.film.depends import World
from nbkit.publish.film.pack import unpack

ALL = os.environ.get("NBKIT_ALL") == "1"
CHAPTERS = [path.stem for path in sorted(COURSE.glob("*.ipynb"))]
pytestmark = pytest.mark.skipif(not ALL, reason="draws the explorers of all chapters: nbkit test --all")
# Bytes of a page that the frames of an explorer take, in base64.
LARGEST = {"c00-29": 250_000, "c07-20": 120_000, "c08-85": 120_000}
LARGE = 650_000
# Each control over all of its settings: how long until a frame is painted, in milliseconds, and its words.
MOVE = """async element => {
    const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const times = [], words = [];
    for (const control of element.querySelectorAll("input, select")) {
        const last = control.type === "checkbox" ? 1 : control.max || control.length - 1;
        for (let setting = 0; setting <= last; setting++) {
            element.reel.put(element.reel.controls.indexOf(control), setting);
            const start = performance.now();
            control.dispatchEvent(new Event("input", { bubbles: true }));
            await painted();
            times.push(performance.now() - start);
            words.push(element.querySelector(".nbkit-picture").ariaLabel);
        }
        element.reel.reset();
        await painted();
    }
    return [times, words];
}"""


@pytest.fixture(scope="module")
def films():
    """All films, before a browser is at work: while it is, no kernel can run."""
    world = World()
    return {name: film(COURSE / f"{name}.ipynb", world=world) for name in CHAPTERS}


@pytest.mark.parametrize("name", CHAPTERS)
def test_each_explorer_is_drawn_and_small(films, name):
    assert films[name].failures == []
    for cell, reel in films[name].reels.items():
        assert len(reel.packed) * 4 / 3 < LARGEST.get(cell, LARGE), cell
        assert len(reel.first.alt.split()) > 2


@NEEDS_CHROMIUM
@pytest.mark.parametrize("name", CHAPTERS)
def test_a_move_shows_within_50_ms_and_its_words_follow(films, name, chromium, tmp_path):  # noqa: F811
    reels = films[name].reels
    with opened(chromium, page_of(tmp_path, "".join(one.html(cell) for cell, one in reels.items()))) as page:
        elements = page.locator(".nbkit-reel")
        assert elements.count() == len(reels)
        times = []
        for reel, element in zip(reels.values(), elements.all(), strict=True):
            shown, words = element.evaluate(MOVE)
            times += shown[1:]  # the first unpacks all frames
            assert set(words) <= {alt for _, alt in frames_of(reel)}
        assert not times or np.percentile(times, 95) < 50
        print(f"{name}: {len(times)} moves, 95th percentile {np.percentile(times or [0], 95):.0f} ms")


def frames_of(reel):

    return unpack(reel.packed)
