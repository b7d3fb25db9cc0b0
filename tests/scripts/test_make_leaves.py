"""The script draws the shipped leaves again, bit for bit where zlib is the same, and sees any change."""

import csv
from collections import Counter

import make_leaves as script

from nbkit.data.leaves import MEASURED


def test_the_script_draws_the_shipped_leaves():
    measured, images = script.table(), dict(script.photos())
    assert measured == (script.DATA / "leaves.csv").read_bytes()
    assert script.compare(measured, images) == 0
    assert script.compare(measured.replace(b"T000", b"T001", 1), images) == 1
    name = next(iter(images))
    assert script.compare(measured, images | {name: images["leaf_images/brown/T03_1.png"]}) == 1


def test_the_table_has_the_flaws_that_the_chapter_finds():
    rows = list(csv.DictReader(script.table().decode().splitlines()))
    twice = Counter(tuple(row.values()) for row in rows)
    assert len(rows) == 984 and sum(twice.values()) - len(twice) == script.TWICE
    assert sum(not row[name] for row in rows for name in MEASURED) == 14
    assert [v for row in rows if float(v := row["chlorophyll"] or 0) > 80] == ["388"]
    assert sum(float(row["thickness_um"]) < 1 for row in rows) == 1


def test_an_image_is_grey_and_holds_a_leaf_on_a_table():
    pixels = script.leaf(script.np.random.default_rng(0), (0.42, 0.5), 0.3, mines=0, table=0.66)
    assert pixels.shape == (28, 28) and pixels.dtype == script.np.uint8
    assert pixels[14, 14] < 0.6 * 255 * 0.66 + 30 and abs(pixels[0].mean() / 255 - 0.66) < 0.03
