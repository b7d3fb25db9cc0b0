"""The commands as a person types them: help, progress, fetch, Ctrl-C."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbkit import cli
from nbkit.cli import doctor

COMMANDS = "lab run test bench progress mine publish doctor fetch accept baseline merge-reports"


@pytest.mark.parametrize("command", COMMANDS.split())
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main([command, "--help"])
    assert f"example:\n  nbkit {command}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["fly"], ["run", "--fast"], ["doctor", "now"], ["fetch", "cifar"]])
def test_what_is_no_command_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(words)
    assert "usage: nbkit" in capsys.readouterr().err


# ---------------------------------------------------------------- progress


@pytest.fixture
def solved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner who has solved one exercise; the folder where that is kept."""
    from nbkit.learn import progress_store

    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "own"))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)
    progress_store.update_entry("nand", lambda entry: entry.update(tries=1, solved=progress_store.now()))
    return tmp_path / "own"


def test_progress_draws_what_the_notebook_draws(solved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import nbkit as nb

    assert cli.main(["progress"]) == 0
    drawn = capsys.readouterr().out
    nb.progress()
    assert drawn == capsys.readouterr().out
    assert "chapter 01  #..." in drawn and "0 of 9 solved" in drawn


def test_progress_goes_to_another_machine(
    solved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "progress.json")
    assert cli.main(["progress", "--export", file]) == 0
    assert capsys.readouterr().out == f"Exercises written to {file}: 1\n"
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "other"))
    assert cli.main(["progress", "--import", file]) == 0
    assert "chapter 01  #..." in capsys.readouterr().out


@pytest.mark.parametrize("way", ["--export", "--import"])
def test_a_corrupt_or_missing_file_is_refused_in_words(
    way: str, solved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.json").write_text("{")
    before = (solved / "progress.json").read_bytes()
    for name in ("bad.json", "missing/progress.json"):
        assert cli.main(["progress", way, str(tmp_path / name)]) == 1
        out, error = capsys.readouterr()
        assert name.split("/")[0] in error and "do:  " in error and out == ""
    assert (tmp_path / "bad.json").read_text() == "{"
    assert (solved / "progress.json").read_bytes() == before


# ---------------------------------------------------------------- fetch, and what can go wrong everywhere


def test_fetch_says_what_to_do_by_hand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from nbkit import data

    def offline() -> None:
        raise data.DataError("No mirror delivered it; by hand: ...")

    monkeypatch.setattr(data, "fetch_mnist", offline)
    assert cli.main(["fetch", "mnist"]) == 1
    assert "by hand" in capsys.readouterr().err


def test_fetch_says_where_the_files_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from nbkit import data

    monkeypatch.setattr(data, "fetch_mnist", lambda: Path("cache") / "mnist")
    assert cli.main(["fetch", "mnist"]) == 0
    assert str(Path("cache") / "mnist") in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "Stopped. Nothing was left half-written."),
        (ModuleNotFoundError("No module named 'nbclient'"), 1, "nbkit doctor"),
    ],
)
def test_an_interruption_is_one_line(
    error: BaseException,
    code: int,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails() -> int:
        raise error

    monkeypatch.setattr(doctor, "examine", fails)
    assert cli.main(["doctor"]) == code
    assert line in capsys.readouterr().err


def test_tf1_runs_a_script_whose_folder_has_modules_of_common_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "types.py").write_text("import tensorflow", encoding="utf-8")
    listing = tmp_path / "listing.py"
    lines = ["import sys", "import tensorflow as tf", "print(tf.__name__, sys.argv[1:])"]
    listing.write_text("\n".join(lines), encoding="utf-8")
    assert cli.main(["tf1", str(listing), "--rate", "3"]) == 0
    assert capsys.readouterr().out == "nbkit.tf1 ['--rate', '3']\n"
