"""Images: their shapes, their captions, one scale for all."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from nbkit.view.plots import images
from nbkit.view.style import EDGE, FAINT, axes


def test_flat_squares_become_images_and_images_stay():
    assert images.as_images([[1, 2, 3, 4]]).tolist() == [[[1, 2], [3, 4]]]
    tall = np.zeros((5, 3, 2))
    assert images.as_images(tall) is tall


@pytest.mark.parametrize("shape", [(4,), (2, 20), (1, 2, 2, 1)])
def test_what_is_no_image_is_refused(shape):
    with pytest.raises(ValueError, match=r"\(n, h, w\) or flat squares \(n, h \* h\), got \("):
        images.as_images(np.zeros(shape))


@pytest.mark.parametrize(("weights", "limit"), [([[-3.0, 1.0]], 3), ([[0.0]], 1), (np.empty((0, 2)), 1)])
def test_signed_numbers_are_centred_on_white(weights, limit):
    how = images.signed(np.array(weights))
    assert (how["vmin"], how["vmax"]) == (-limit, limit)
    middle = to_hex(how["cmap"](0.5))
    assert middle in ("#ffffff", "#fefefe", "#fefeff", "#fffefe", "#fffefd", "#fdfeff")


@pytest.mark.parametrize(("how", "edge"), [({}, FAINT), ({"edge": EDGE}, EDGE)])
def test_an_image_stands_in_a_frame_without_ticks_over_its_caption(how, edge):
    _, ax = axes("of before", "of before", "of before")
    images.show_image(ax, np.eye(3), 7, **how, **images.INKED)
    assert ax.get_xlabel() == "7" and not ax.get_ylabel() + ax.get_title(loc="left")
    assert not len(ax.get_xticks()) and not len(ax.get_yticks())
    assert all(spine.get_visible() for spine in ax.spines.values())
    assert {to_hex(spine.get_edgecolor()) for spine in ax.spines.values()} == {edge}
    assert ax.images[0].get_array().tolist() == np.eye(3).tolist() and ax.images[0].get_clim() == (0, 1)


def test_a_grid_has_a_panel_an_image_and_room_for_captions():
    pictures = np.arange(12.0).reshape(3, 2, 2)
    bare, _ = images.image_grid(pictures, None, 2, "")
    fig, panels = images.image_grid(pictures, "abc", 2, "", vmin=0, vmax=11)
    assert [ax.get_xlabel() for ax in panels] == list("abc")
    assert [ax.images[0].get_array().tolist() for ax in panels] == pictures.tolist()
    assert {ax.images[0].get_clim() for ax in panels} == {(0, 11)}
    assert fig.get_figheight() - bare.get_figheight() == pytest.approx(2 * 0.18)
