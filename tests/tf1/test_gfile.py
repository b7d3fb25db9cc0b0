"""Files by TensorFlow's names."""

from __future__ import annotations

from pathlib import Path

import pytest

import nbkit.tf1 as tf


def test_a_file_comes_and_goes(tmp_path: Path) -> None:
    place = str(tmp_path / "deep" / "er")
    tf.gfile.MakeDirs(place)
    with tf.gfile.GFile(f"{place}/a", "w") as file:
        file.write("text")
    tf.gfile.Copy(f"{place}/a", f"{place}/b")
    assert sorted(tf.gfile.ListDirectory(place)) == ["a", "b"] and tf.gfile.Glob(f"{place}/*")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        tf.gfile.Rename(f"{place}/a", f"{place}/b")
    tf.gfile.Rename(f"{place}/a", f"{place}/b", overwrite=True)
    tf.gfile.Remove(f"{place}/b")
    assert tf.gfile.IsDirectory(place) and not tf.gfile.Exists(f"{place}/b")
    assert [folder for folder, *_ in tf.gfile.Walk(place)] == [place]
    tf.gfile.DeleteRecursively(str(tmp_path / "deep"))
    assert not tf.gfile.Exists(place)
