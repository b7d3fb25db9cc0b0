"""Calls beside what a real TensorFlow 1.4.0 gave: values, dtypes, static shapes, gradients, nodes, errors.

The table has the rows of each module; a module's test asks for its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf
from nbkit.tf1.core.cells import flat

TABLE = json.loads((Path(__file__).parent / "data" / "calls_1_4_0.json").read_text(encoding="utf-8"))


def placeholders() -> tuple[dict[str, Any], dict[str, Any]]:
    """Each input by its one-letter name, and what is fed to it."""
    made, fed = {}, {}
    for name, text in TABLE["inputs"].items():
        array = eval(text, {"np": np})
        array = array.astype(np.float32) if array.dtype.kind == "f" else array
        made[name] = tf.placeholder(array.dtype, TABLE["shapes"].get(name, array.shape))
        fed[name] = array
    return made, fed


def run(row: dict[str, Any]) -> dict[str, Any]:
    """What a row of the table says, found with ours."""
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(5)
        inputs, fed = placeholders()
        graph.count = len(row["inputs"])  # 1.4.0 made those alone that the call uses
        made = {"tf": tf, "np": np, **inputs}
        *before, last = row["code"].split("; ")
        begun = graph.count
        for line in before:
            exec(line, made)
        found = flat(eval(last, made))
        nodes = graph.count - begun
        outputs = [tf.convert_to_tensor(o) for o in found if not isinstance(o, tf.Operation)]
        feed = {inputs[name]: fed[name] for name in row["inputs"]}
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        values = session.run(outputs, feed)
        result = {
            "nodes": nodes,
            "shapes": [str(o.get_shape()) for o in outputs],
            "dtypes": [o.dtype.base_dtype.name for o in outputs],
            "values": values,
            "variables": [v.name for v in tf.global_variables()],
        }
        if "gradients" in row:
            sources = [inputs[n] for n in row["inputs"] if fed[n].dtype == np.float32]
            result["gradients"] = gradients(
                outputs, values, sources + tf.trainable_variables(), session, feed
            )
        return result


def gradients(outputs: list[Any], values: list[Any], sources: list[Any], session: Any, feed: Any) -> Any:
    """The slopes of all outputs under an upstream gradient of cosines, or the class of the error."""
    total = tf.add_n(
        [
            tf.reduce_sum(o * np.cos(np.arange(v.size)).reshape(v.shape).astype(np.float32))
            for o, v in zip(outputs, map(np.asarray, values), strict=True)
            if v.dtype == np.float32
        ]
    )
    try:
        slopes = tf.gradients(total, sources)
    except LookupError as error:
        return type(error).__name__
    return [None if slope is None else session.run(tf.convert_to_tensor(slope), feed) for slope in slopes]


def close(found: Any, told: Any) -> None:
    if told is None or isinstance(told, str):
        assert found is None if told is None else found == told
        return
    told = np.asarray(told)
    if told.dtype.kind in "USb":
        assert np.asarray(found).tolist() == told.tolist()
    else:
        np.testing.assert_allclose(found, told.reshape(np.shape(found)), rtol=2e-4, atol=2e-5)


def each(module: str) -> Any:
    """Run a test for each row of the table that belongs to a module."""
    return pytest.mark.parametrize("row", TABLE["rows"][module], ids=lambda row: row["code"])


def check(row: dict[str, Any]) -> None:
    """Fail where a call gives something else than it gave in 1.4.0."""
    if "error" in row:
        with pytest.raises(Exception) as raised:
            run(row)
        assert type(raised.value).__name__ == row["error"]
        return
    found = run(row)
    for what in ("nodes", "shapes", "dtypes", "variables"):
        assert found[what] == row[what], what
    assert len(found["values"]) == len(row["values"])
    for ours, told in zip(found["values"], row["values"], strict=True):
        close(ours, told)
    if isinstance(row.get("gradients"), str):
        assert found["gradients"] == row["gradients"]
    else:
        for ours, told in zip(found.get("gradients", []), row.get("gradients", []), strict=True):
            close(ours, told)
