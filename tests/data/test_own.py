"""One call for a table or a folder: what it takes, and how it prints."""

from dataclasses import replace

import pytest

from nbkit.data import DataError, load_own, shipped
from nbkit.data.own import numbered

ABOUT = {"group": "tree", "leave_out": ["fallen_pct"], "possible": {"chlorophyll": (10, 80)}}


def test_it_says_what_it_read():
    said = repr(load_own(shipped("leaves.csv"), **ABOUT)).splitlines()
    assert said[0] == "leaves.csv: 984 examples (218 brown, 766 green)"
    assert "  groups of rows that belong together: 240" in said
    assert "  line 741: chlorophyll 388 cannot be: it counts as missing" in said


def test_a_folder_is_read_as_images():
    data = load_own(str(shipped("leaf_images")), group=r"T\d+")
    assert data.shape == (28, 28) and len(set(data.groups)) == 60 and data.grouped
    assert "28 x 28 pixels" in repr(data)


@pytest.mark.parametrize("about", [{"label": "kind"}, {"leave_out": ["u"]}, {"possible": {"u": (0, 1)}}])
def test_a_folder_has_no_columns(about):
    with pytest.raises(DataError, match="group= alone for a folder of images"):
        load_own(shipped("leaf_images"), **about)


@pytest.mark.parametrize("name", ["no.csv", "../README.md", ""])
def test_what_does_not_ship_is_not_found(name):
    with pytest.raises(DataError, match=r"leaf_images, leaves\.csv"):
        shipped(name)


def test_the_fingerprint_tells_data_apart():
    plain, mended = load_own(shipped("leaves.csv"), group="tree"), load_own(shipped("leaves.csv"), **ABOUT)
    assert plain.fingerprint != mended.fingerprint
    assert plain.fingerprint == load_own(shipped("leaves.csv"), group="tree").fingerprint
    assert plain.fingerprint != replace(plain, y=1 - plain.y).fingerprint
    assert plain.fingerprint != replace(plain, classes=("green", "brown")).fingerprint


def test_words_and_numbers_are_put_in_order():
    assert numbered(["b", "10", "9"])[1] == ("10", "9", "b")
    assert numbered(["10", "9.5", "9"])[1] == ("9", "9.5", "10")
