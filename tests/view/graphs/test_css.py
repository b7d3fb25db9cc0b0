"""The looks: what a picture carries is plain CSS in both themes, whatever its files are written in."""

import re

import pytest

from nbkit.view.graphs.css import DARK, LIGHT, coloured, css, live_css


@pytest.mark.parametrize("name", ["graph", "tour"])
def test_a_picture_carries_what_every_viewer_knows(name):
    rules = css(name)
    assert not re.search(r"var\(|light-dark|--|/\*|\n", rules) and rules.count("{") == rules.count("}")


@pytest.mark.parametrize("name", ["graph", "tour"])
def test_both_themes_colour_the_same_things(name):
    light, dark = (re.sub("#[0-9a-f]{6}", "#", coloured(name, theme)) for theme in (LIGHT, DARK))
    assert light == dark != "" and coloured(name, LIGHT) != coloured(name, DARK)


def test_the_dark_colours_come_last_and_only_where_they_are_asked_for():
    before, _, night = css("graph").partition("@media (prefers-color-scheme:dark){")
    assert before.endswith(coloured("graph", LIGHT)) and night == coloured("graph", DARK) + "}"


def test_a_live_page_colours_nothing_outside_its_theme():
    selectors = re.findall(r"([^{}]+)\{", live_css("graph", "tour"))
    assert all(one.startswith("[data-jp-theme-light=") for group in selectors for one in group.split(","))
