"""The `nbkit` command as a person types it: help, chapters, run, doctor, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import nbformat
import pytest

from nbkit import cli
from nbkit.cli import chapters, doctor, headless, lab, suite


def notebook(path: Path, *sources: str) -> Path:
    """Write a notebook of these code cells."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    nbformat.write(book, path)
    return path


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with three small chapters; the last one fails in its second cell."""
    folder = tmp_path / "course"
    folder.mkdir()
    (tmp_path / "start.py").touch()
    notebook(folder / "00_start_here.ipynb", "1 + 1")
    notebook(folder / "01_perceptron.ipynb", "print('fires')")
    notebook(folder / "12_training_on_mnist.ipynb", "x = 1", "1 / 0", "x")
    notebook(folder / "scratch.ipynb", "no chapter")
    monkeypatch.setattr(chapters, "root", lambda: tmp_path)
    return folder


# --- Help ---


@pytest.mark.parametrize("command", ["lab", "run", "test", "bench", "progress", "publish", "doctor", "fetch"])
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main([command, "--help"])
    assert f"example:\n  nbkit {command}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["fly"], ["run", "--fast"], ["doctor", "now"], ["fetch", "cifar"]])
def test_what_is_no_command_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(words)
    assert "usage: nbkit" in capsys.readouterr().err


# --- Chapters ---


@pytest.mark.parametrize(
    "name", ["1", "01", "01_perceptron", "perceptron", "Perceptron", "01_perceptron.ipynb"]
)
def test_a_chapter_has_many_names(course: Path, name: str) -> None:
    assert chapters.find([name]) == [course / "01_perceptron.ipynb"]


def test_a_topic_may_be_typed_with_spaces_or_hyphens(course: Path) -> None:
    assert (
        chapters.find(["training-on-mnist", "training on mnist"])
        == [course / "12_training_on_mnist.ipynb"] * 2
    )


def test_no_name_means_all_in_order(course: Path) -> None:
    assert [path.name[:2] for path in chapters.find([])] == ["00", "01", "12"]


def test_a_notebook_of_ones_own_is_taken_by_path(tmp_path: Path) -> None:
    mine = notebook(tmp_path / "mine.ipynb", "1")
    assert chapters.find([str(mine)]) == [mine]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("perceptorn", "perceptron"), ("mnist", "training_on_mnist"), ("strat here", "start_here")],
)
def test_an_unknown_chapter_gets_the_list_and_a_guess(course: Path, name: str, meant: str) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["run", name])
    assert f"Did you mean {meant}?" in str(refused.value)
    assert "\n  00_start_here\n  01_perceptron\n  12_training_on_mnist" in str(refused.value)


def test_a_number_that_is_not_there_gets_no_guess(course: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        chapters.find(["7"])
    assert "Did you mean" not in str(refused.value)


def test_a_package_without_the_course_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chapters.nbkit, "__file__", str(tmp_path / "site-packages" / "nbkit" / "__init__.py"))
    with pytest.raises(SystemExit, match="Clone the repository"):
        chapters.root()


# --- run ---


def test_run_shows_a_table_and_leaves_the_files(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in course.rglob("*") if path.is_file()
    }
    assert cli.main(["run", "1", "12"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["chapter", "seconds", "result"]
    assert lines[1].startswith("01_perceptron ") and lines[1].endswith("passed")
    assert lines[2].endswith("failed, cell 2: ZeroDivisionError: division by zero")
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in course.rglob("*") if path.is_file()
    } == before


def test_run_says_when_all_is_well(course: Path) -> None:
    assert cli.main(["run", "0"]) == 0


def test_run_stops_a_cell_that_never_ends(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = notebook(course / "02_endless.ipynb", "while True: pass")
    assert headless.run([path], timeout=1) == 1
    assert "failed, cell 1" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C cannot be sent to one process on Windows")
def test_ctrl_c_stops_at_once_in_one_line(course: Path) -> None:
    sleeping = notebook(
        course / "03_sleeping.ipynb", "open('begun', 'w').close()", "import time; time.sleep(60)"
    )
    before = sleeping.read_bytes()
    child = subprocess.Popen(
        [sys.executable, "-m", "nbkit.cli", "run", str(sleeping)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    for _ in range(600):
        if (course / "begun").exists():
            break
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    out, error = child.communicate(timeout=20)
    assert child.returncode == 130
    assert error.decode().splitlines()[-1] == "Stopped. Nothing was left half-written."
    assert b"Traceback" not in out + error
    assert sleeping.read_bytes() == before


# --- lab ---


@pytest.mark.parametrize(
    ("system", "environment", "seen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"BROWSER": "w3m"}, True),
        ("darwin", {}, True),
        ("darwin", {"SSH_CONNECTION": "host"}, False),
        ("win32", {}, True),
    ],
)
def test_a_screen_is_seen(
    system: str, environment: dict[str, str], seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(lab.webbrowser, "get", lambda: None)
    assert lab.has_screen(environment) is seen


def test_a_screen_without_a_browser_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_browser() -> None:
        raise lab.webbrowser.Error

    monkeypatch.setattr(lab.webbrowser, "get", no_browser)
    assert not lab.has_screen({"DISPLAY": ":0"})


def test_lab_opens_at_the_first_chapter(course: Path) -> None:
    options = lab.arguments(None, browser=False)
    assert "--no-browser" in options and "--LabApp.news_url=None" in options
    assert "--LabApp.default_url=/lab/workspaces/by-hand/tree/course/00_start_here.ipynb" in options
    assert "--no-browser" not in lab.arguments(None, browser=True)


def test_lab_opens_the_folder_before_there_are_chapters(course: Path) -> None:
    for path in course.iterdir():
        path.unlink()
    assert "--LabApp.default_url=/lab/workspaces/by-hand/tree/course" in lab.arguments(None, browser=True)


def test_lab_takes_a_chapter_and_jupyters_options(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(lab, "open_lab", lambda *words: calls.append(words) or 0)
    assert cli.main(["lab", "1", "--no-browser", "--port", "9000", "--ServerApp.token=abc"]) == 0
    expected = ["--ServerApp.port=9000", "--ServerApp.token=abc"]
    assert calls == [(course / "01_perceptron.ipynb", False, expected)]


def test_jupyterlab_knows_the_options_that_we_give(course: Path) -> None:
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import LabApp

    known = {"LabApp": LabApp.class_trait_names(), "ServerApp": ServerApp.class_trait_names()}
    for option in lab.arguments(None, browser=True):
        name, dot, trait = option.removeprefix("--").split("=")[0].partition(".")
        assert not dot or trait in known[name], option


def test_lab_asks_nobody_for_news(course: Path) -> None:
    (option,) = (word for word in lab.arguments(None, browser=True) if "app_settings_dir" in word)
    settings = json.loads((Path(option.split("=")[1]) / "overrides.json").read_text())
    news = {"checkForUpdates": False, "fetchNews": "false"}
    assert settings["@jupyterlab/apputils-extension:notification"] == news


def test_lab_is_given_settings_that_it_knows() -> None:
    settings = json.loads((Path(lab.__file__).parent / "settings" / "overrides.json").read_text())
    share = Path(sys.prefix) / "share" / "jupyter"
    for plugin, values in settings.items():
        folder, _, name = plugin.partition(":")
        places = (share / "lab", share / "labextensions" / folder)
        (schema,) = (path for at in places if (path := at / "schemas" / folder / f"{name}.json").exists())
        assert set(values) <= set(json.loads(schema.read_text(encoding="utf-8"))["properties"])


# --- test ---

SPREAD = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def test_the_whole_suite_and_the_course_in_one_run(course: Path) -> None:
    assert suite.arguments([]) == ["tests", "course", "--nbkit", *SPREAD]
    assert suite.arguments(["-k", "graph"])[-2:] == ["-k", "graph"]


def test_named_paths_replace_the_whole(course: Path, tmp_path: Path) -> None:
    mine = notebook(tmp_path / "mine.ipynb", "1")
    assert suite.arguments([str(mine)]) == ["--nbkit", *SPREAD, str(mine)]


def test_the_gate_stays_open_where_there_is_no_notebook(course: Path, tmp_path: Path) -> None:
    # It would take a run that proves no notebook for a mistake.
    one = tmp_path / "test_one.py"
    one.touch()
    assert suite.arguments([f"{one}::test_this"]) == [*SPREAD, f"{one}::test_this"]
    assert "--nbkit" in suite.arguments([str(course)])


def test_accept_records_the_chapters(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbkit.gate

    recorded: list[Path] = []
    monkeypatch.setattr(nbkit.gate, "record", recorded.extend, raising=False)
    assert cli.main(["test", "--accept", "1"]) == 0
    assert recorded == [course / "01_perceptron.ipynb"]


def test_tests_without_their_packages_say_how_to_get_them() -> None:
    with pytest.raises(SystemExit, match=r"(?s)no_such_package.*python3 start\.py test"):
        suite.require(["sys", "no_such_package"])


# --- doctor ---


def test_a_healthy_installation_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor.examine()
    assert (code, "All is well.") == (0, capsys.readouterr().out.splitlines()[-1])


def wrong(findings: list[doctor.Finding]) -> list[doctor.Finding]:
    return [finding for finding in findings if finding.mend]


def test_doctor_sees_a_missing_and_an_old_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        metadata, "requires", lambda _: ["numpy>=1.26", "pooch>=99", "no-such-package>=1", "x; extra == 'y'"]
    )
    found = wrong(list(doctor.packages()))
    assert [finding.what for finding in found] == ["pooch", "no-such-package"]
    assert "expected >=99" in found[0].seen and found[1].seen == "missing; expected >=1"
    assert {finding.mend for finding in found} == {"python3 start.py"}


def test_doctor_sees_too_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    assert wrong(list(doctor.threads()))[0].seen == "8"


def test_doctor_sees_damaged_data(monkeypatch: pytest.MonkeyPatch) -> None:
    from nbkit import data

    def damaged() -> None:
        raise data.DataError("mnist_5k.npz\n  expected: this\n  got:      that\n  do:       something")

    monkeypatch.setattr(data, "load_mnist", damaged)
    (finding,) = wrong(list(doctor.data()))
    assert finding.mend == "git checkout -- data" and "expected: this got: that" in finding.seen


def test_doctor_sees_damaged_digits_of_the_full_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(tmp_path))
    assert [finding.mend for finding in wrong(list(doctor.data()))] == ["nbkit fetch mnist"]


def test_doctor_sees_a_kernel_of_another_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ask_kernel", lambda code: "elsewhere\nelsewhere/nbkit/__init__.py")
    (finding,) = wrong(list(doctor.kernel()))
    assert "elsewhere" in finding.seen and "ipykernel install" in finding.mend


def test_doctor_sees_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    assert wrong(list(doctor.disk()))


def test_doctor_survives_a_check_that_breaks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(doctor, "CHECKS", (broken, doctor.disk))
    assert doctor.examine() == 1
    out = capsys.readouterr().out
    assert "wrong  broken: RuntimeError: no such luck" in out and "ok     disk" in out
    assert "1 of 2 findings are wrong." in out


# --- progress ---


@pytest.fixture
def solved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner who has solved one exercise; the folder where that is kept."""
    from nbkit.learn import progress_store

    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "own"))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)
    progress_store.update("nand", lambda entry: entry.update(tries=1, solved=progress_store.now()))
    return tmp_path / "own"


def test_progress_draws_what_the_notebook_draws(solved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from nbkit import learn

    assert cli.main(["progress"]) == 0
    drawn = capsys.readouterr().out
    learn.progress()
    assert drawn == capsys.readouterr().out
    assert "chapter 01  #..." in drawn


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


# --- fetch, and what can go wrong everywhere ---


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
