"""Examples print their shapes."""

from nbkit import data


def test_repr_has_shapes_and_no_pixels():
    assert repr(data.load_blobs()) == "Examples\n  X        (50, 2) float64\n  y        (50,) int64"
