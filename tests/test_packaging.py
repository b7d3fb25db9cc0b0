"""What people install and the first commands they type: locks, conda, the wheel, start.py."""

from __future__ import annotations

import ast
import importlib.util
import re
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from venv import EnvBuilder

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BASE = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
BUILD = PROJECT["dependency-groups"]["build"]
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# --- Locks ---


def locked(name: str) -> dict[str, str]:
    """Each requirement of a lock file, `numpy==2.2.6 ; python_version ...`, and its hashes."""
    joined = text(name).replace("\\\n", " ")
    lines = [line.split(" --hash=", 1) for line in joined.splitlines() if line and not line.startswith("#")]
    return {requirement.strip(): hashes for requirement, hashes in lines}


def versions(name: str, python: str, system: str) -> dict[str, str]:
    """What the lock installs there."""
    place = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "platform_system": SYSTEMS[system],
    }
    needs = [Requirement(line) for line in locked(name)]
    here = [need for need in needs if need.marker is None or need.marker.evaluate(place)]
    names = [normal(need.name) for need in here]
    assert len(set(names)) == len(names), "one version of a package at a place"
    return {normal(need.name): str(need.specifier).removeprefix("==") for need in here}


def test_the_base_lock_is_part_of_the_test_lock() -> None:
    base, test = locked("requirements.lock"), locked("requirements-test.lock")
    assert base.items() <= test.items()
    assert len(base) > 50


def test_every_locked_package_has_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        assert all(re.match(r"sha256:[0-9a-f]{64}", hashes) for hashes in locked(name).values())
        assert all("==" in requirement and "@" not in requirement for requirement in locked(name))
        assert not re.search(r"^\s*-|://", text(name).replace("    --hash=sha256", ""), re.MULTILINE)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", BASE + BUILD),
        ("requirements-test.lock", BASE + BUILD + EXTRAS["test"] + EXTRAS["browser"] + EXTRAS["publish"]),
    ],
)
def test_locks_satisfy_pyproject(lock: str, wanted: list[str], python: str, system: str) -> None:
    here = versions(lock, python, system)
    for need in map(Requirement, wanted):
        found = here.get(normal(need.name), "nothing")
        assert found != "nothing" and need.specifier.contains(found), f"{need}: {found}; bash scripts/lock.sh"


def test_reading_the_course_needs_no_test_package() -> None:
    base = {normal(Requirement(line).name) for line in locked("requirements.lock")}
    extra = {
        normal(Requirement(line).name) for line in [*EXTRAS["test"], *EXTRAS["browser"], *EXTRAS["publish"]]
    }
    assert base & extra == set()


def test_uv_lock_is_not_committed() -> None:
    # It names registry hosts; requirements*.lock have the same versions without.
    assert "uv.lock" in text(".gitignore").split()


# --- Other lists of the same things ---


def test_conda_people_get_the_same_ranges() -> None:
    dependencies = text("environment.yml").split("dependencies:")[1]
    lines = re.findall(r"^  - ([a-z].*)$", dependencies, re.MULTILINE)
    conda = {line for line in lines if not line.startswith("pip")}
    assert conda == {*BASE, f"python{PROJECT['project']['requires-python']}"}


def test_what_conda_hands_to_pip_is_what_a_requirements_file_may_say() -> None:
    # --no-deps may not stand in one. Binder copies the checkout before it installs a line like this one.
    pip = text("environment.yml").split("  - pip:\n")[1]
    assert [line.strip() for line in pip.splitlines()] == ["- -e ."]


def test_pre_commit_has_the_locked_ruff() -> None:
    (ruff,) = (line for line in locked("requirements-test.lock") if line.startswith("ruff=="))
    assert set(re.findall(r"ruff==[\d.]+", text(".pre-commit-config.yaml"))) == {ruff}


def test_the_version_is_written_the_same_twice() -> None:
    import nbkit

    assert nbkit.__version__ == PROJECT["project"]["version"]


def test_ci_runs_the_oldest_and_the_newest_python() -> None:
    workflow = text(".github/workflows/ci.yml")
    classifiers = re.findall(r":: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert classifiers == PYTHONS
    assert f'python: ["{PYTHONS[0]}", "{PYTHONS[-1]}"]' in workflow
    assert all(system in workflow for system in ("ubuntu", "macos", "windows", "lowest-direct", "schedule"))


def test_ci_runs_the_line_that_readme_shows() -> None:
    assert "start.py test" in text(".ci/run")
    for command in ("python3 start.py", "python3 start.py test", "py start.py", "uv run start.py"):
        assert re.search(rf"^{re.escape(command)}$", text("README.md"), re.MULTILINE), command


def test_readme_never_names_the_foreign_nbkit() -> None:
    assert not re.search(r"pip install [^\n]*\bnbkit\b", text("README.md"))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "gate/README.md"])
def test_links_and_commands_of_a_page_exist(page: str) -> None:
    from nbkit.cli import make_parser

    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text(page)) + re.findall(r'src="([^"]+)"', text(page))
    assert [target for target in targets if not (ROOT / page).parent.joinpath(target).exists()] == []
    call = re.compile(r"(?:^|`)(?:nbkit|python3 start\.py) ([a-z][a-z0-9-]*)", re.MULTILINE)
    assert set(call.findall(text(page))) <= set(make_parser().format_help().split())


def test_readme_lists_every_chapter() -> None:
    chapters = [f"course/{path.name}" for path in sorted((ROOT / "course").glob("[0-9a][0-9]_*.ipynb"))]
    assert [name for name in chapters if f"]({name})" not in text("README.md")] == []


# --- The wheel ---


def build(project: Path, folder: Path) -> Path:
    """The wheel of a project, built with the locked hatchling and without the network."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed here; start.py installs it")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(words, cwd=project, check=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names in the wheel of the course."""
    return zipfile.ZipFile(build(ROOT, tmp_path_factory.mktemp("wheel"))).namelist()


def test_the_wheel_has_the_data_and_not_the_tests(wheel: list[str]) -> None:
    data = {f"nbkit/_data/{path.name}" for path in (ROOT / "data").glob("*.npz")}
    kinds = ("*.js", "*.css", "*.json")
    scripts = {path.relative_to(ROOT).as_posix() for kind in kinds for path in (ROOT / "nbkit").rglob(kind)}
    assert {*data, "nbkit/_data/MANIFEST.json", "nbkit/py.typed", "nbkit/gate/plugin.py"} <= set(wheel)
    assert len(data) > 0 and len(scripts) > 3 and scripts <= set(wheel)
    top = {name.split("/")[0] for name in wheel}
    assert {name for name in top if not name.endswith(".dist-info")} == {"nbkit"}
    assert any(name.endswith("licenses/LICENSE") for name in wheel)


# --- The gate alone ---

GATE = tomllib.loads((ROOT / "gate/pyproject.toml").read_text(encoding="utf-8"))["project"]
IMPORT_ALL = """
import importlib, pathlib, sys
place, root = sys.argv[1:]
sys.path[:] = [place, *(path for path in sys.path if path != root)]
of_figures = dict.fromkeys(["matplotlib", "PIL", "ipywidgets", "pandas"])
sys.modules.update(of_figures)
for name in ("plugin", "cells", "reports.report", "storing.recording", "command"):
    importlib.import_module(f"nbkit.gate.{name}")
for name in of_figures:
    del sys.modules[name]
for path in sorted(pathlib.Path(place, "nbkit/gate").rglob("*.py")):
    dotted = ".".join(path.relative_to(place).with_suffix("").parts)
    importlib.import_module(dotted.removesuffix(".__init__"))
import nbkit.gate
assert getattr(nbkit, "__file__", None) is None and nbkit.gate.__file__.startswith(place)
"""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the gate, unpacked."""
    folder = tmp_path_factory.mktemp("gate")
    zipfile.ZipFile(build(ROOT / "gate", folder)).extractall(folder / "site")
    return folder / "site"


def test_the_gate_ships_its_folder_and_nothing_else(gate: Path) -> None:
    home = ROOT / "nbkit/gate"
    files = {path.relative_to(gate).as_posix() for path in gate.rglob("*") if path.is_file()}
    shipped = {name for name in files if ".dist-info/" not in name}
    own = (path.relative_to(ROOT) for path in home.rglob("*") if path.is_file())
    assert shipped == {path.as_posix() for path in own if "__pycache__" not in path.parts}
    assert any(name.endswith("licenses/LICENSE") for name in files)


def test_the_gate_is_imported_without_the_course(gate: Path) -> None:
    words = [sys.executable, "-c", IMPORT_ALL, str(gate), str(ROOT)]
    done = subprocess.run(words, cwd=gate, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_gate_says_of_itself_what_the_course_says() -> None:
    course = PROJECT["project"]
    assert all(GATE[key] == course[key] for key in ("version", "requires-python", "entry-points", "authors"))
    assert set(GATE["dependencies"]) <= {*BASE, *EXTRAS["test"]}
    assert text("LICENSE").endswith(text("gate/LICENSE"))


# --- start.py ---


@pytest.fixture
def start() -> ModuleType:
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def place(start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A small checkout and a start.py whose heavy steps are only written down."""
    for name in (start.BASE_LOCK, start.TEST_LOCK, "pyproject.toml"):
        (tmp_path / name).write_text(f"# {name}\n")
    done: list[str] = []
    place = SimpleNamespace(root=tmp_path, venv=tmp_path / ".venv", done=done, healthy=False, fails=False)

    def make_venv(venv: str) -> None:
        done.append("make")
        place.venv.mkdir(exist_ok=True)
        place.healthy = True

    def install(root: str, venv: str, lock: str) -> None:
        done.append(lock)
        if place.fails:
            raise KeyboardInterrupt

    monkeypatch.setattr(start, "make_venv", make_venv)
    monkeypatch.setattr(start, "install", install)
    monkeypatch.setattr(start, "works", lambda venv: place.healthy)
    place.prepare = lambda lock=start.BASE_LOCK: start.prepare(str(place.root), str(place.venv), lock)
    return place


def test_start_reads_on_python_3_6_and_needs_nothing() -> None:
    tree = ast.parse(text("start.py"), feature_version=(3, 6))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.10 or newer; this is Python 3\.9"):
        runpy.run_path(str(ROOT / "start.py"))


def test_a_second_start_does_nothing(place: SimpleNamespace) -> None:
    place.prepare()
    place.prepare()
    assert place.done == ["make", "requirements.lock"]


def test_a_changed_lock_is_installed_into_the_same_environment(place: SimpleNamespace) -> None:
    place.prepare()
    (place.root / "requirements.lock").write_text("numpy==2.0.0\n")
    place.prepare()
    assert place.done == ["make", "requirements.lock", "requirements.lock"]


def test_the_tests_packages_serve_for_reading_too(place: SimpleNamespace, start: ModuleType) -> None:
    place.prepare(start.TEST_LOCK)
    place.prepare()
    assert place.done == ["make", "requirements-test.lock"]
    place.prepare(start.TEST_LOCK)
    assert place.done == ["make", "requirements-test.lock"]


def test_reading_first_then_testing_adds_packages(place: SimpleNamespace, start: ModuleType) -> None:
    place.prepare()
    place.prepare(start.TEST_LOCK)
    assert place.done == ["make", "requirements.lock", "requirements-test.lock"]


def test_an_interrupted_installation_starts_afresh(place: SimpleNamespace, start: ModuleType) -> None:
    place.fails = True
    with pytest.raises(KeyboardInterrupt):
        place.prepare()
    assert start.read_stamp(str(place.venv)) == [start.UNFINISHED]
    place.fails = False
    place.prepare()
    place.prepare()
    assert place.done == ["make", "requirements.lock"] * 2


def test_a_broken_environment_is_made_again(place: SimpleNamespace) -> None:
    place.prepare()
    place.healthy = False  # its Python was upgraded away
    place.prepare()
    assert place.done == ["make", "requirements.lock"] * 2


def test_an_environment_of_ones_own_is_kept(place: SimpleNamespace) -> None:
    place.venv.mkdir()
    place.healthy = True
    place.prepare()
    assert place.done == ["requirements.lock"]


def test_a_moved_checkout_is_installed_again(
    place: SimpleNamespace, start: ModuleType, tmp_path: Path
) -> None:
    place.prepare()
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("requirements.lock", "pyproject.toml"):
        (moved / name).write_bytes((place.root / name).read_bytes())
    start.prepare(str(moved), str(place.venv), start.BASE_LOCK)
    assert place.done == ["make", "requirements.lock", "requirements.lock"]


def test_line_ends_of_windows_change_nothing(place: SimpleNamespace, start: ModuleType) -> None:
    before = start.digest(str(place.root), start.BASE_LOCK)
    (place.root / "pyproject.toml").write_bytes(b"# pyproject.toml\r\n")
    assert start.digest(str(place.root), start.BASE_LOCK) == before


def test_a_half_made_environment_is_mended(start: ModuleType, tmp_path: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        pytest.skip("this Python has no ensurepip")
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").write_text("half a file")
    assert not start.works(str(venv))
    start.make_venv(str(venv))
    assert start.works(str(venv))


def test_an_environment_without_pip_does_not_work(start: ModuleType, tmp_path: Path) -> None:
    EnvBuilder(with_pip=False).create(tmp_path / ".venv")
    assert Path(start.venv_python(str(tmp_path / ".venv"))).exists()
    assert not start.works(str(tmp_path / ".venv"))


def test_a_python_without_venv_is_told(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"sudo apt install python3\.\d+-venv"):
        start.make_venv(str(tmp_path / ".venv"))
    assert not (tmp_path / ".venv").exists()


def test_a_failed_installation_says_why(start: ModuleType) -> None:
    if sys.prefix == sys.base_prefix or importlib.util.find_spec("pip") is None:
        pytest.skip("needs an environment with pip")
    with pytest.raises(SystemExit, match=r"(?s)no-such-package.*Run the same command again"):
        start.pip(sys.prefix, ["--no-index", "no-such-package"])


def test_other_pythons_settings_are_left_out(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("HTTPS_PROXY", "kept")
    found: dict[str, Any] = start.clean_environment()
    assert "PYTHONPATH" not in found and "PIP_USER" not in found and found["HTTPS_PROXY"] == "kept"


def test_progress_keeps_the_last_lines(start: ModuleType) -> None:
    lines = [f"Collecting package-{number}\n" for number in range(40)]
    assert start.show_progress(lines, 40) == [f"Collecting package-{number}" for number in range(25, 40)]


def test_ctrl_c_while_installing_says_how_to_go_on(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "prepare", interrupted)
    assert start.main([]) == 130
    assert "Run the same command again" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "lock", "passed_on"),
    [
        ([], "requirements.lock", ["lab"]),
        (["run", "3"], "requirements.lock", ["run", "3"]),
        (["test", "-x"], "requirements-test.lock", ["test", "-x"]),
        (["publish", "student"], "requirements.lock", ["publish", "student"]),
        (["publish", "site"], "requirements-test.lock", ["publish", "site"]),
    ],
)
def test_each_command_gets_its_lock(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, typed: list[str], lock: str, passed_on: list[str]
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(start, "prepare", lambda root, venv, lock: seen.append(lock))
    monkeypatch.setattr(start, "hand_over", lambda command: seen.append(command[1:]) or 7)
    assert start.main(typed) == 7
    assert seen == [lock, ["-m", "nbkit.cli", *passed_on]]
