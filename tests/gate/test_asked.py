"""What a run was asked for is found as pytest finds it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbkit.gate.asked import asked_files, asked_notebooks, asked_paths


def config(folder: Path, *arguments: str) -> Any:
    """What these functions read of pytest's configuration."""
    return SimpleNamespace(
        args=list(arguments), rootpath=folder, invocation_params=SimpleNamespace(dir=folder)
    )


def test_files_are_found_in_folders_and_by_name(tmp_path: Path) -> None:
    for name in ("a.ipynb", "deep/b.ipynb", "deep/test_c.py", "deep/d.py", ".hidden/e.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    asked = config(tmp_path, "a.ipynb::Cell 2", "deep", str(tmp_path / "deep" / "d.py"))
    assert asked_paths(asked) == [str(tmp_path / name) for name in ("a.ipynb", "deep", "deep/d.py")]
    found = sorted(Path(path).name for path in asked_files(asked, ["*.ipynb", "test_*.py"]))
    assert found == ["a.ipynb", "b.ipynb", "d.py", "test_c.py"]
    assert asked_notebooks(config(tmp_path, ".")) == {
        "a.ipynb": tmp_path / "a.ipynb",
        "deep/b.ipynb": tmp_path / "deep" / "b.ipynb",
    }
