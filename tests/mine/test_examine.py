"""The process of a learner's file: what it says of files that cannot be judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbkit.mine.examine import CannotLoad, load


@pytest.mark.parametrize(
    "source, says, line",
    [
        ("x = 1\ndef f(:\n", "Python cannot read nn.py: invalid syntax", "line 2"),
        ("import numpyy\n", "the file does not import: it raises ModuleNotFoundError", "line 1"),
        ("import sys\nsys.exit(3)\n", "it calls exit()", "line 2"),
    ],
)
def test_a_file_that_does_not_import_is_told_with_its_line(
    tmp_path: Path, source: str, says: str, line: str
) -> None:
    path = tmp_path / "nn.py"
    path.write_text(source)
    with pytest.raises(CannotLoad, match=says.replace("(", r"\(").replace(")", r"\)")) as error:
        load(path)
    assert line in error.value.details[0]
