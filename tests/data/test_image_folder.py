"""A folder of images: sizes and modes are made alike and said, damaged files are named."""

import numpy as np
import pytest
from PIL import Image

from nbkit.data import DataError, image_folder
from nbkit.data.image_folder import load_images


@pytest.fixture
def folder(tmp_path):
    """Three dark and three bright images of 8 x 6 pixels."""
    for kind, grey in (("dark", 40), ("light", 200)):
        (tmp_path / kind).mkdir()
        for i in range(3):
            pixels = np.full((6, 8), grey + i, dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / kind / f"T{i}_{kind}.png")
    return tmp_path


def test_one_folder_a_class(folder):
    data = load_images(folder)
    assert data.X.shape == (6, 48) and data.shape == (6, 8) and data.X.dtype == np.float64
    assert data.classes == ("dark", "light") and data.y.tolist() == [0, 0, 0, 1, 1, 1]
    assert data.X[:, 0].tolist() == [40 / 255, 41 / 255, 42 / 255, 200 / 255, 201 / 255, 202 / 255]
    assert data.sources[0] == "dark/T0_dark.png" and data.notes == () and not data.grouped


def test_groups_are_found_in_the_names(folder):
    assert load_images(folder, group=r"T\d").groups.tolist() == [0, 1, 2, 0, 1, 2]
    with pytest.raises(DataError, match=r"T0_dark\.png"):
        load_images(folder, group="tree")
    with pytest.raises(DataError, match="a regular expression"):
        load_images(folder, group="(")


def test_other_sizes_and_modes_are_made_alike_and_said(folder):
    Image.new("RGB", (100, 50), (255, 0, 0)).save(folder / "dark" / "a.jpg")
    Image.new("RGBA", (8, 6), (0, 0, 0, 0)).save(folder / "light" / "b.png")
    Image.fromarray(np.full((6, 8), 100 * 257, dtype=np.uint16)).save(folder / "light" / "c.png")
    Image.new("1", (8, 6), 1).save(folder / "light" / "d.PNG")
    data = load_images(folder)
    assert data.shape == (32, 32) and len(data.y) == 10
    by_name = dict(zip(data.sources, data.X.reshape(-1, 32, 32), strict=True))
    assert by_name["light/b.png"][16, 16] == 1.0  # nothing on white paper
    assert by_name["light/c.png"][16, 16] == pytest.approx(100 / 255)
    assert by_name["light/d.PNG"][16, 16] == 1.0
    assert by_name["dark/a.jpg"][0, 0] == pytest.approx(128 / 255)  # beside it, where it is not square
    assert data.notes[0].startswith("made grey: 6 L, 1 RGB")
    assert data.notes[1] == "2 sizes (8 x 6 to 100 x 50): each was scaled to fit into 32 x 32"


def test_a_photograph_is_turned_as_its_camera_says(folder):
    pixels = np.zeros((6, 8), dtype=np.uint8)
    pixels[0] = 255
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    Image.fromarray(pixels).save(folder / "dark" / "A.png", exif=exif)
    assert load_images(folder).X[0].reshape(6, 8)[-1].tolist() == [1.0] * 8


def test_what_is_no_image_is_left_out_and_said(folder):
    (folder / "dark" / "notes.txt").write_text("hello")
    (folder / "dark" / ".hidden.png").write_text("hello")
    (folder / "dark" / "more").mkdir()
    Image.new("L", (8, 6)).save(folder / "loose.png")
    data = load_images(folder)
    assert len(data.y) == 6 and data.notes == (
        "images in no class, left out: 1",
        "files that are no images, and folders in folders, left out: 2",
    )


def test_damaged_images_are_named_all_at_once(folder):
    (folder / "dark" / "a.png").write_bytes(b"")
    (folder / "light" / "b.jpg").write_bytes(b"no image")
    whole = (folder / "dark" / "T0_dark.png").read_bytes()
    (folder / "light" / "cut.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError) as caught:
        load_images(folder)
    assert all(name in str(caught.value) for name in ("dark/a.png", "light/b.jpg", "light/cut.png", "do:"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("pixels", [10, 30])  # of 48 that it has: an error of Pillow's, and a warning
def test_a_bomb_is_not_unpacked(folder, monkeypatch, pixels):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", pixels)
    with pytest.raises(DataError, match="exceeds limit"):
        load_images(folder)


def test_of_too_many_the_same_ones_are_drawn(folder, monkeypatch):
    for i in range(30):
        Image.new("L", (8, 6), i).save(folder / ("dark" if i % 2 else "light") / f"{i:02}.png")
    monkeypatch.setattr(image_folder, "MOST", 20)
    data = load_images(folder)
    assert len(data.y) == 20 and data.sources == load_images(folder).sources
    assert "36 images: 20 of them were drawn" in data.notes[0]


def test_folders_that_hold_no_classes(folder, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(DataError, match="no image"):
        load_images(empty)
    Image.new("L", (8, 6)).save(empty / "a.png")
    with pytest.raises(DataError, match="1 images that lie in no class"):
        load_images(empty)
    (empty / "a.png").unlink()
    (folder / "light" / "T0_light.png").unlink()
    with pytest.raises(DataError, match=r"2 of 'light' \(light/T1_light.png, light/T2_light.png\)"):
        load_images(folder)


def test_classes_of_nearly_the_same_name_are_said(tmp_path):
    for name in ("old oak", "oldoak", "Ash"):
        (tmp_path / name).mkdir()
        for k in range(3):
            Image.new("L", (4, 4), k).save(tmp_path / name / f"{k}.png")
    note = "classes of nearly the same name: old oak, oldoak; if they are one, write them alike"
    assert image_folder.load_images(tmp_path).notes == (note,)
