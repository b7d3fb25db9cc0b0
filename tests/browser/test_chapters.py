"""A learner opens chapters in JupyterLab, runs all cells and moves every explorer."""

import pytest
from lab import NEEDS_CHROMIUM
from learner import chapters, study

pytestmark = NEEDS_CHROMIUM


@pytest.mark.parametrize("name", chapters())
def test_a_chapter_runs_and_its_explorers_move(name, desk, folder):
    study(desk, folder, name)
