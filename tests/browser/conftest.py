"""One JupyterLab and one browser for all browser tests, on a folder of their own."""

import pytest


@pytest.fixture(scope="package")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("course")


@pytest.fixture(scope="package")
def address(folder):
    from lab import lab  # here: this file is read where Playwright is missing, too

    with lab(folder) as address:
        yield address


@pytest.fixture(scope="package")  # no longer: while Playwright is at work, nobody else can run an event loop
def desk(address):
    from lab import browser

    with browser(address) as page:
        yield page
