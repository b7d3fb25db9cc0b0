"""One JupyterLab for all browser tests of a worker, on a folder of their own."""

import pytest


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("course")


@pytest.fixture(scope="session")
def tree(folder):
    from lab import lab  # here, since without Playwright its tests are skipped, and this file is read

    with lab(folder) as tree:
        yield tree
