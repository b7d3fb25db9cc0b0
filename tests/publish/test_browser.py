"""Chromium is found or its absence told; what it prints is a PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbkit.publish import PublishError, browser


def test_none_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PublishError, match=r"^A handout is printed by Chromium or Chrome, .*install one\.$"):
        browser.find()


def test_a_browser_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\necho no display >&2\nexit 3\n")
    fake.chmod(0o755)
    monkeypatch.setattr(browser, "find", lambda: str(fake))
    with pytest.raises(PublishError, match=r"could not print page\.html: no display"):
        browser.print_pdf(tmp_path / "page.html", tmp_path / "page.pdf")
