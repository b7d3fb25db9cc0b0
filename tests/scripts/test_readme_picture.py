"""README's picture is the figure that chapter 00 shows."""

from readme_picture import PICTURE, ROOT, first_figure


def test_the_picture_is_the_figure_as_it_is_stored() -> None:
    assert PICTURE.read_bytes() == first_figure(ROOT / "course" / "00_start_here.ipynb")
