"""The file for TensorBoard's projector, as TensorFlow 1.4.0 wrote it."""

from __future__ import annotations

from pathlib import Path

import nbkit.tf1 as tf
from nbkit.tf1 import projector

WRITTEN = """model_checkpoint_path: "m.ckpt"
embeddings {
  tensor_name: "words:0"
  metadata_path: "/a/b.tsv"
  sprite {
    image_path: "s.png"
    single_image_dim: 28
    single_image_dim: 28
  }
}
embeddings {
  tensor_name: "x"
}
"""


def test_the_file_is_that_of_1_4_0(tmp_path: Path) -> None:
    config = projector.ProjectorConfig()
    words = config.embeddings.add()
    words.tensor_name, words.metadata_path = tf.Variable(tf.ones([3, 2]), name="words").name, "/a/b.tsv"
    words.sprite.image_path = "s.png"
    words.sprite.single_image_dim.extend([28, 28])
    config.embeddings.add().tensor_name = "x"
    config.model_checkpoint_path = "m.ckpt"
    projector.visualize_embeddings(tf.summary.FileWriter(str(tmp_path / "log")), config)
    assert (tmp_path / "log" / "projector_config.pbtxt").read_text(encoding="utf-8") == WRITTEN
