"""tf.train.Saver: the values of variables in files, the last five of them, by name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from nbkit.tf1 import checkpoint, errors
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.variables import Variable, global_variables


class Saver:
    """Saves and restores variables by their names, or by those that a dict gives them.

    var_list: all variables that there are now, if nothing is given. max_to_keep: older files are deleted.
    """

    def __init__(
        self,
        var_list: Any = None,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        **options: Any,
    ) -> None:
        chosen = global_variables() if var_list is None else var_list
        named = chosen if isinstance(chosen, Mapping) else {v.op.name: v for v in chosen}
        if not named:
            raise ValueError("No variables to save")
        self.variables: dict[str, Variable] = dict(named)
        self.max_to_keep = max_to_keep
        self._paths: list[str] = []
        get_default_graph().count += 6 + 4 * len(named)

    @property
    def last_checkpoints(self) -> list[str]:
        """The paths that are kept, the oldest first."""
        return list(self._paths)

    def set_last_checkpoints(self, last_checkpoints: list[str]) -> None:
        """Say which paths are kept."""
        self._paths = list(last_checkpoints)

    recover_last_checkpoints = set_last_checkpoints

    def save(
        self,
        sess: Any,
        save_path: str,
        global_step: Any = None,
        latest_filename: str | None = None,
        meta_graph_suffix: str = "meta",
        write_meta_graph: bool = True,
        write_state: bool = True,
    ) -> str:
        """Write the values behind this path, with the step behind its name; return the path."""
        if isinstance(global_step, Variable):
            global_step = int(sess.run(global_step))
        path = os.fspath(save_path) if global_step is None else f"{save_path}-{int(global_step)}"
        values = sess.run(dict(self.variables))
        checkpoint.save(path, values)
        if write_state:
            self._remember(path)
            folder, name = os.path.dirname(path), latest_filename or "checkpoint"
            checkpoint.write_state(folder or ".", path, self._paths, name)
        return path

    def _remember(self, path: str) -> None:
        self._paths = [p for p in self._paths if p != path] + [path]
        while self.max_to_keep and len(self._paths) > self.max_to_keep:
            checkpoint.remove(self._paths.pop(0))

    def restore(self, sess: Any, save_path: str) -> None:
        """Read the values from a file of ours, or of TensorFlow's; nothing need be initialized.

        Raises NotFoundError where a file, or a variable in it, is missing; DataLossError for a damaged file.
        """
        if save_path is None:
            raise ValueError("Can't load save_path when it is None.")
        try:
            values = checkpoint.read(save_path, list(self.variables))
        except checkpoint.NotFound as error:
            told = str(error)
            raise errors.NotFoundError(None, None, told) from None
        except checkpoint.Damaged as error:
            raise errors.DataLossError(None, None, str(error)) from None
        for name, variable in self.variables.items():
            if not variable.shape.is_compatible_with(values[name].shape):
                raise errors.InvalidArgumentError(
                    None,
                    variable.op,
                    f"Assign requires shapes of both tensors to match. lhs shape= {variable.shape} "
                    f"rhs shape= {values[name].shape}: {name} was saved from another graph",
                )
            sess.load(variable, values[name])


class CheckpointState(NamedTuple):
    """What the text file `checkpoint` of a folder says."""

    model_checkpoint_path: str
    all_model_checkpoint_paths: list[str]


def get_checkpoint_state(checkpoint_dir: str, latest_filename: str | None = None) -> CheckpointState | None:
    """What the file `checkpoint` of a folder says, or None."""
    found = checkpoint.read_state(checkpoint_dir, latest_filename or "checkpoint")
    return None if found is None else CheckpointState(*found)


def latest_checkpoint(checkpoint_dir: str, latest_filename: str | None = None) -> str | None:
    """The path of the newest checkpoint of a folder, or None."""
    return checkpoint.latest(checkpoint_dir, latest_filename or "checkpoint")


def checkpoint_exists(checkpoint_prefix: str) -> bool:
    """Is there a checkpoint behind this path?"""
    return checkpoint.exists(checkpoint_prefix)
