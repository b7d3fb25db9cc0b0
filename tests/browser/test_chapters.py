"""A learner opens a chapter of the course, runs all cells, and moves its first slider."""

import shutil
from pathlib import Path

from lab import NEEDS_CHROMIUM, lab, moves, opened, run_all

pytestmark = NEEDS_CHROMIUM
COURSE = Path(__file__).parents[2] / "course"


def test_chapter_1_runs_and_its_line_moves(tmp_path):
    shutil.copy(COURSE / "01_perceptron.ipynb", tmp_path)
    with lab(tmp_path) as tree, opened(f"{tree}/01_perceptron.ipynb", "01_perceptron") as page:
        page.wait_for_selector(".MathJax, mjx-container", timeout=60_000)
        run_all(page)
        slider = page.get_by_role("slider").first
        slider.scroll_into_view_if_needed()
        moves(page, slider, "ArrowRight")
        assert page.locator(".jp-RenderedText[data-mime-type*='stderr']").count() == 0
        assert page.locator(".jp-OutputArea-output img[alt]").count() >= 5
