"""What is said of files that cannot be judged: one sentence, and the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from planted import BASE

from nbkit.learn.guard import quiet_surroundings
from nbkit.learn.replaced import bindings
from nbkit.mine.examine import examine
from nbkit.mine.stages import find

SOURCE = BASE.read_text(encoding="utf-8")


def findings(folder: Path, source: str | bytes, *keys: str) -> list[dict[str, Any]]:
    path = folder / "nn.py"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    with quiet_surroundings():
        return list(examine(path, [find(key) for key in keys or ("nodes",)], bindings()))


BROKEN = {  # what the file holds, words of the sentence, and of the line that is shown
    "a syntax error": ("x = 1\nclass Node\n", "Python cannot read nn.py: ", "line 2    class Node"),
    "no such module": (
        "import numpyy\n",
        "it raises ModuleNotFoundError: No module named",
        "line 1    import",
    ),
    "a name that is not there": (
        "\n\nx = array([1])\n",
        "a slip of the pen, or a line",
        "line 3    x = array([1])",
    ),
    "no import": ("x = np.ones(1)\n", "import numpy as np stands at the top", "line 1    x = np.ones(1)"),
    "exit": ("import sys\nsys.exit(0)\n", "it calls exit()", "line 2    sys.exit"),
    "len replaced": (
        "import builtins\nbuiltins.len = id\n",
        "the place of builtins.len",
        "line 2    builtins.len",
    ),
    "recursion": ("def f():\n    f()\n\n\nf()\n", "calls itself without end", "line 2    f()"),
    "too much memory": (
        "import numpy as np\nx = np.ones(10**13)\n",
        "too much memory",
        "line 2    x = np.ones",
    ),
    "wrong names": ('NAMES = {"run": "Slot"}\n', "NAMES says that run is Slot", ""),
    "bytes that are no text": ("x = '\0'\n", "null bytes", ""),
    "Latin-1": ("x = 'ä'\n".encode("latin-1"), "Python cannot read nn.py: ", ""),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_what_cannot_be_judged_is_one_sentence_with_its_line(tmp_path: Path, name: str) -> None:
    source, says, line = BROKEN[name]
    (found,) = findings(tmp_path, source)
    assert says in found["wrong"] and found["wrong"].count("\n") == 0, found
    assert line in "\n".join(found["details"]), found


def test_numpy_replaced_is_seen_at_import_and_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    for place, line in (
        ("class Node:\n", "np.exp = np.tanh\n\n\nclass Node:\n"),
        ("        self.axis = axis\n", "        self.axis = axis\n        np.exp = np.tanh\n"),
    ):
        monkeypatch.setattr(np, "exp", np.exp)
        *_, last = findings(tmp_path, SOURCE.replace(place, line, 1))
        monkeypatch.undo()
        assert "in the place of numpy.exp" in last["wrong"]
        assert last["details"][0].endswith("np.exp = np.tanh") and "line" in last["details"][0]


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    assert all("wrong" not in found for found in findings(tmp_path, b"\xef\xbb\xbf" + SOURCE.encode()))


def test_stages_are_tried_up_to_the_first_that_does_not_hold(tmp_path: Path) -> None:
    found = findings(
        tmp_path, SOURCE.replace("    return ready\n", "    return ready[::-1]\n"), "nodes", "order", "run"
    )
    assert {each["stage"] for each in found} == {"nodes", "order"}
    assert "the wrong way round" in found[-1]["wrong"]
