"""`pytest --nbkit`: what it refuses, what the options do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from books import judge, make

from nbkit.gate.plugin import pytest_configure


def test_no_cell_at_all_is_an_error(tmp_path: Path) -> None:
    make(tmp_path / "prose.ipynb", [])
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n", encoding="utf-8")
    code, _, said = judge(tmp_path, folder=tmp_path)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "no notebook cell was run: give the folder of the notebooks" in said
    assert "1 passed" in said


def configured(**options: Any) -> Any:
    """What pytest's configuration is after our plugin saw it."""
    usual = {"nbkit": True, "nbval": False, "nbval_lax": False, "nbval_kernel_name": None, "dist": "no"}
    usual |= {"nbkit_baseline": None}
    config = SimpleNamespace(option=SimpleNamespace(**usual | options), workerinput={}, stash=pytest.Stash())
    pytest_configure(config)  # type: ignore[arg-type]
    return config


def test_options_that_cannot_be_met_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(pytest.UsageError, match="expected --nbkit or --nbval, got both"):
        configured(nbval=True)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(pytest.UsageError, match="--nbkit needs nbval"):
        configured()
    assert configured(nbkit=False)


@pytest.mark.parametrize(
    ("asked", "got"),
    [("load", "loadfile"), ("worksteal", "loadfile"), ("loadscope", "loadscope"), ("no", "no")],
)
def test_a_notebook_stays_on_one_worker(asked: str, got: str) -> None:
    assert configured(dist=asked).option.dist == got


def test_the_plugin_rests_where_it_is_not_asked_for() -> None:
    code = "import sys; sys.modules['nbval'] = None; import nbkit.gate.plugin; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "'nbkit.gate.plugin'" in loaded
    assert not [name for name in ("numpy", "nbformat", "nbclient", "matplotlib") if f"'{name}'" in loaded]


@pytest.mark.parametrize("seconds", ["-1"])
def test_a_time_limit_that_is_none_is_refused(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert pytest.main([f"--nbkit-timeout={seconds}"]) == pytest.ExitCode.USAGE_ERROR
    assert f"expected seconds, such as 0.5, or 0 for no limit, got '{seconds}'" in capsys.readouterr().err
