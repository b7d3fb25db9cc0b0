"""A kernel that dies or hangs is named once."""

from __future__ import annotations

import pytest
from books import judge, make, stored


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str], str]:
    """What the gate says of two notebooks that lose their kernels."""
    folder = tmp_path_factory.mktemp("gate")
    stored(make(folder / "dies.ipynb", ["import os", "os._exit(3)", "'not reached'"]))
    stored(make(folder / "slow.ipynb", ["import time; time.sleep(60)", "'never'"]))
    return judge(folder, "--nbkit-timeout", "1", folder=folder)


def test_a_kernel_that_dies_is_named_once(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "dies.ipynb, cell 2 (number 3 with the text cells): the kernel died" in verdict[2]
    assert "the cell ran for more than 1 s: make it shorter, or allow more with --nbkit-timeout" in verdict[2]
    assert "2 skipped" in verdict[2]


def test_what_failed_is_counted(verdict: tuple[int, dict[str, str], str]) -> None:
    assert verdict[0] == 1
    assert "2 failed, 1 passed, 2 skipped" in verdict[2]
