"""The file by which TensorBoard finds what an embedding's rows mean: `projector.visualize_embeddings`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class SpriteMetadata:
    """One image of many small ones, and their rows and columns."""

    def __init__(self) -> None:
        self.image_path = ""
        self.single_image_dim: list[int] = []


class EmbeddingInfo:
    """What is known of one embedding: its tensor, and a file with the names of its rows."""

    def __init__(self) -> None:
        self.tensor_name = self.metadata_path = self.bookmarks_path = self.tensor_path = ""
        self.tensor_shape: list[int] = []
        self.sprite = SpriteMetadata()


class _Embeddings(list[EmbeddingInfo]):
    def add(self) -> EmbeddingInfo:
        """A new one at the end."""
        self.append(EmbeddingInfo())
        return self[-1]


class ProjectorConfig:
    """The embeddings that TensorBoard is to show.

    >>> config = ProjectorConfig()
    >>> config.embeddings.add().tensor_name = "words:0"
    >>> print(config)
    embeddings {
      tensor_name: "words:0"
    }
    <BLANKLINE>
    """

    def __init__(self) -> None:
        self.model_checkpoint_path = self.model_checkpoint_dir = ""
        self.embeddings = _Embeddings()

    def __str__(self) -> str:
        return _written(self)


def _written(message: Any) -> str:
    """A message in the text form of protocol buffers: what is empty stays away."""
    lines = ""
    for name, value in vars(message).items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, (str, int)):
                lines += f"{name}: {json.dumps(item)}\n" if item else ""
            elif inside := _written(item):
                lines += f"{name} {{\n" + "".join(f"  {line}\n" for line in inside.splitlines()) + "}\n"
    return lines


def visualize_embeddings(summary_writer: Any, config: ProjectorConfig) -> None:
    """Write projector_config.pbtxt into the folder of a FileWriter."""
    folder = Path(summary_writer.get_logdir())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "projector_config.pbtxt").write_text(str(config), encoding="utf-8")
