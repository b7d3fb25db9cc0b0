"""The name `tensorflow` is lent, and taken back."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import nbkit.tf1 as tf
from nbkit.tf1.lend import lent, load_ipython_extension, unload_ipython_extension


def test_modules_of_that_name_are_ours_while_it_is_lent() -> None:
    before = tf.nn.__spec__
    with lent():
        assert import_module("tensorflow") is tf
        assert import_module("tensorflow.nn") is tf.nn
        ops = import_module("tensorflow.python.framework.ops")
        assert ops.reset_default_graph is tf.reset_default_graph
        with pytest.raises(ImportError, match=r"tf\.contrib\.slim is left out"):
            import_module("tensorflow.contrib.slim")
    assert tf.nn.__spec__ is before and tf.nn.__name__ == "nbkit.tf1.nn"
    assert not [name for name in sys.modules if name.partition(".")[0] == "tensorflow"]


def test_another_tensorflow_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    other = ModuleType("tensorflow")
    monkeypatch.setitem(sys.modules, "tensorflow", other)
    with lent():
        assert import_module("tensorflow") is tf
    assert sys.modules["tensorflow"] is other


def test_a_notebook_asks_for_it() -> None:
    load_ipython_extension(None)
    assert import_module("tensorflow") is tf
    unload_ipython_extension(None)
    assert "tensorflow" not in sys.modules
    assert tf.load_ipython_extension is load_ipython_extension


def run(tmp_path: Path, listing: str) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "listing.py"
    file.write_text(listing, encoding="latin-1")
    command = [sys.executable, "-m", "nbkit.tf1", str(file), "--more"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_module_of_the_listing_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("a = 1\nb = ?\n", encoding="utf-8")
    told = run(tmp_path, "import helper\n").stderr
    assert told == "helper.py, line 2: b = ?\ninvalid syntax. Try: fill in the blank ?\n"


def test_a_listing_runs_as_it_is(tmp_path: Path) -> None:
    listing = "import tensorflow as tf, sys\nprint(tf.Session().run([tf.constant(1.5)]), sys.argv[1])\n"
    done = run(tmp_path, listing)
    assert (done.stdout, done.stderr, done.returncode) == ("[1.5] --more\n", "", 0)


@pytest.mark.parametrize(
    ("listing", "told"),
    [
        (
            "import tensorflow as tf\nx = tf.constant(1)\nc = tf.train.Coordinator()\n",
            "ran up to line 3 of 3",
        ),
        ("import tensorflow as tf\nx = tf.ones([?, 2])\n", "line 2: x = tf.ones([?, 2])"),
        ("x = ?\ny = 'why?'  # ?\nz = ?\n", "Try: fill in the blank ?; lines with blanks: 1, 3"),
        ("import tensorflow as tf\ntf.nn.relu(feature=1)\n", "It takes: "),
        ("x = '\xd4'\n", "save it as UTF-8"),
        ("from tensorflow.contrib import slim\n", "tf.layers has the same layers"),
        (
            "from tensorflow.contrib.layers import fully_conected\n",
            "Did you mean tf.contrib.layers.fully_conn",
        ),
    ],
)
def test_a_listing_that_stops_says_where_and_why(tmp_path: Path, listing: str, told: str) -> None:
    done = run(tmp_path, listing)
    assert done.returncode == 1 and told in done.stderr and "Traceback" not in done.stderr
