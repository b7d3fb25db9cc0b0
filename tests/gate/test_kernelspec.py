"""Each notebook runs in the kernel that it is written for, or says what to install."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from books import judge, make, stored

from nbkit.gate import RecordError, record
from nbkit.gate.kernelspec import NoKernel, kernel_of

TOY = """
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

class Toy(Kernel):
    implementation, implementation_version, banner = "toy", "1", ""
    language_info = {"name": "toy", "mimetype": "text/plain", "file_extension": ".toy"}

    def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **_):
        if not silent:
            self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": code[::-1]})
        found = {"status": "ok", "execution_count": self.execution_count, "payload": []}
        return found | {"user_expressions": {}}

IPKernelApp.launch_instance(kernel_class=Toy)
"""


def written_for(path: Path, name: str, language: str) -> Path:
    """Say in a notebook's metadata which kernel it is written for."""
    book = nbformat.read(path, as_version=4)
    book.metadata["kernelspec"] = {"name": name, "language": language, "display_name": name.title()}
    nbformat.write(book, path)
    return path


@pytest.fixture(scope="module", autouse=True)
def toy(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A kernel of another language, which turns each cell round; and one whose program is gone."""
    home = tmp_path_factory.mktemp("jupyter")
    (home / "toy.py").write_text(TOY, encoding="utf-8")
    starts = {"toy-1.2": [sys.executable, str(home / "toy.py")], "lost": [str(home / "nowhere")]}
    for name, start in starts.items():
        (home / "kernels" / name).mkdir(parents=True)
        spec = {"argv": [*start, "-f", "{connection_file}"], "display_name": name}
        spec["language"] = name.partition("-")[0].title()
        (home / "kernels" / name / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(home))
        yield


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str], str]:
    """What the gate says of notebooks in four languages, of which only two are installed."""
    folder = tmp_path_factory.mktemp("gate")
    written_for(stored(make(folder / "toy.ipynb", ["abc", "xyz"]), {1: "cba", 2: "zy"}), "toy-1.1", "toy")
    written_for(stored(make(folder / "r.ipynb", ["x <- 1", "x"])), "ir", "R")
    written_for(stored(make(folder / "gone.ipynb", ["1", "2"])), "lost", "lost")
    written_for(stored(make(folder / "old.ipynb", ["print(1)"]), {1: "1\n"}), "conda-env-old", "python")
    return judge(folder, folder=folder)


def test_a_notebook_runs_in_its_own_kernel(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "toy.ipynb, cell 2 (number 3 with the text cells): the cell shows something else" in verdict[2]
    assert "  -zy\n  +zyx" in verdict[2]


def test_a_kernel_that_is_not_installed_fails_one_notebook_once(
    verdict: tuple[int, dict[str, str], str],
) -> None:
    assert (
        "r.ipynb, cell 1 (number 2 with the text cells): the notebook is written for the kernel 'ir' (r), "
        "which is not installed here (there is lost, python3, toy-1.2): in R, install.packages" in verdict[2]
    )
    assert "gone.ipynb, cell 1 (number 2 with the text cells): the kernel did not start" in verdict[2]
    assert "3 failed, 2 passed, 2 skipped" in verdict[2]


def test_a_kernel_of_the_same_language_will_do() -> None:
    assert kernel_of({"kernelspec": {"name": "toy-1.1"}, "language_info": {"name": "toy"}}) == "toy-1.2"
    assert kernel_of({}) == kernel_of({"kernelspec": {"name": "python2"}}) == "python3"
    with pytest.raises(NoKernel, match=r"'sos', which is not installed here .* `jupyter kernelspec list`"):
        kernel_of({"kernelspec": {"name": "sos"}})


def test_an_unknown_kernel_that_is_asked_for_is_a_line(tmp_path: Path) -> None:
    path = stored(make(tmp_path / "a.ipynb", ["1"]))
    code, _, said = judge(path, "--nbval-kernel-name", "nosuch", folder=tmp_path)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "--nbval-kernel-name: expected the name of an installed kernel, got 'nosuch'" in said
    assert "Traceback" not in said


def test_what_cannot_run_is_not_recorded(tmp_path: Path) -> None:
    path = written_for(make(tmp_path / "r.ipynb", ["x"]), "ir", "R")
    with pytest.raises(RecordError, match="written for the kernel 'ir'"):
        record([path])
