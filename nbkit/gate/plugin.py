"""The pytest plugin over nbval: `pytest --nbkit FOLDER` proves every notebook in it."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nbkit.gate.asked import asked_files
from nbkit.gate.reports.results import REPORT, Run
from nbkit.gate.time_limit import seconds

if TYPE_CHECKING:
    from nbkit.gate.many.baseline import Baseline
    from nbkit.gate.many.share import Share
    from nbkit.gate.proved.unchanged import Unchanged

BASELINE = pytest.StashKey["Baseline | None"]()  # the cells that are known to fail
LEFT_OUT = pytest.StashKey[frozenset[str]]()  # the notebooks that are as they were when they were proved


OPTIONS: dict[str, dict[str, Any]] = {
    "--nbkit": {"action": "store_true", "help": "Run notebooks and compare what they show."},
    "--nbkit-timeout": {
        "type": seconds,
        "default": 120,
        "metavar": "S",
        "help": "Seconds a cell may run (120; 0: no limit).",
    },
    "--nbkit-changed": {
        "action": "store_true",
        "help": "Run only notebooks of which something changed since they were last proved, and remember "
        "those that are proved now, with all that their kernels read, in pytest's cache.",
    },
    "--nbkit-all": {"action": "store_true", "help": "With --nbkit-changed: run and remember all."},
    "--nbkit-baseline": {
        "metavar": "FILE",
        "help": "Cells that are known to fail, as nbkit baseline has found them.",
    },
    "--nbkit-shard": {
        "metavar": "K/N",
        "help": "Run the K-th of N shares of the notebooks, for N machines; then: nbkit merge-reports.",
    },
    "--nbkit-durations": {
        "metavar": "FILE",
        "help": "Balance the shards by how long each notebook took: results.json of an earlier report.",
    },
    "--nbkit-report": {
        "metavar": "DIR",
        "help": f"Folder of the HTML report (written on failure to {REPORT}).",
    },
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("nbkit", "notebooks: numbers with tolerance, figures by meaning, widgets driven")
    for name, words in OPTIONS.items():
        group.addoption(name, **words)


def pytest_configure(config: pytest.Config) -> None:
    """Check that nbval is there, keep each notebook on one worker, gather the results."""
    if not config.option.nbkit:
        return
    if importlib.util.find_spec("nbval") is None or not hasattr(config.option, "nbval"):
        raise pytest.UsageError("--nbkit needs nbval, which is not installed or disabled: pip install nbval")
    if config.option.nbval or config.option.nbval_lax:
        raise pytest.UsageError(
            "expected --nbkit or --nbval, got both: each would run every cell, so choose one"
        )
    if config.option.nbval_kernel_name:
        _check_kernel(config.option.nbval_kernel_name)
    if getattr(config.option, "dist", "no") not in ("no", "loadfile", "loadscope"):
        config.option.dist = "loadfile"  # the other modes tear notebooks apart
    config.stash[BASELINE] = _baseline(config)
    if hasattr(config, "workerinput"):
        config.stash[LEFT_OUT] = frozenset(config.workerinput.get("nbkit_left_out", ()))
    else:
        config.pluginmanager.register(Results(config), "nbkit-results")


def _check_kernel(name: str) -> None:
    from nbkit.gate.kernelspec import NoKernel, check_named

    try:
        check_named(name)
    except NoKernel as error:
        raise pytest.UsageError(f"--nbval-kernel-name: {error}") from None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the notebooks."""
    if file_path.suffix != ".ipynb" or not parent.config.option.nbkit:
        return None
    if str(file_path) in parent.config.stash[LEFT_OUT]:
        return LeftOut.from_parent(parent, path=file_path)
    from nbkit.gate.cells import Notebook

    notebook: pytest.Collector = Notebook.from_parent(parent, path=file_path)
    return notebook


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add what pytest itself does not see: notebooks that are links to nowhere."""
    links = asked_files(config, ["*.ipynb"]) if config.option.nbkit else ()
    for path in map(Path, links):
        if path.is_symlink() and not path.exists() and str(path) not in config.stash[LEFT_OUT]:
            from nbkit.gate.cells import Notebook

            items += Notebook.from_parent(session, path=path).collect()


class LeftOut(pytest.File):
    """A notebook that is not even read, as nothing of it has changed."""

    def collect(self) -> list[pytest.Item]:
        """Find no cells."""
        return []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, Any, Any]:
    """Hang what the summary needs on the report: xdist carries it to the main process."""
    report = yield
    if call.when == "call" and hasattr(item, "evidence"):
        report.nbkit = _evidence(item, call, report)
    if hasattr(item, "evidence") and report.passed:
        _add_proof(item, report)
    return report


def _evidence(item: Any, call: Any, report: Any) -> dict[str, Any]:
    """Return what the summary and the report show of a cell; one that is known to fail does not fail."""
    key, baseline = _key(item), item.config.stash[BASELINE]
    known = baseline.find(item.path, key) if baseline and report.failed else None
    if known:
        report.outcome, report.wasxfail = "skipped", known.why
    place = {"notebook": item.nodeid.split("::")[0], "key": key, "seconds": report.duration}
    error = call.excinfo.value if report.failed and call.excinfo else None
    return {**place, "outcome": report.outcome, "passed": not report.failed, **item.evidence(error)}


def _key(item: Any) -> str:
    """Name a cell in a way that lasts, or what stands for a whole notebook."""
    from nbkit.gate.many.baseline import cell_key

    return cell_key(item.parent.nb.cells, item.index) if hasattr(item, "index") else str(item.name)


def _add_proof(item: Any, report: Any) -> None:
    """Note that a cell was green; after the last one, hang on its report what the notebook depends on."""
    if report.when == "call":
        item.parent.green.add(item.name)
    if report.when == "teardown" and (found := item.parent.proof or item.parent.unseen):
        report.nbkit_proof = {str(item.path): found}


def _baseline(config: pytest.Config) -> Baseline | None:
    """Read which cells are known to fail, if there is a list of them."""
    if not config.option.nbkit_baseline:
        return None
    from nbkit.gate.many.baseline import Baseline

    try:
        return Baseline(config.invocation_params.dir / config.option.nbkit_baseline)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


def _share(config: pytest.Config) -> Share | None:
    """Find out which notebooks are for this machine, if it is one of several."""
    if not config.option.nbkit_shard:
        return None
    from nbkit.gate.many.share import Share

    return Share(config)


def _unchanged(config: pytest.Config, others: Collection[str]) -> Unchanged | None:
    """Look at what earlier runs have proved, if that is asked for."""
    config.option.nbkit_changed &= hasattr(config, "cache")  # -p no:cacheprovider
    if not config.option.nbkit_changed:
        return None
    from nbkit.gate.proved.unchanged import Unchanged

    return Unchanged(config, others)


def _nothing_to_run(config: pytest.Config, left_out: set[str]) -> bool:
    """Tell whether all that was asked for is left out: notebooks, and no tests."""
    kinds = ["*.ipynb", *config.getini("python_files")]
    return bool(left_out) and left_out.issuperset(asked_files(config, kinds))


class Results:
    """What the cells of all workers showed, and which notebooks were left out."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.share = _share(config)
        others = self.share.left_out if self.share else []
        self.run = Run(shard=config.option.nbkit_shard or "", plan=self.share.plan if self.share else "")
        self.unchanged = _unchanged(config, others)
        self.baseline = config.stash[BASELINE]
        self.left_out = [*others, *(self.unchanged.left_out if self.unchanged else [])]
        config.stash[LEFT_OUT] = frozenset(self.left_out)
        if _nothing_to_run(config, set(self.left_out)):
            config.option.dist = "no"  # no worker needs to start

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker what to leave out: all must collect the same."""
        node.workerinput["nbkit_left_out"] = self.left_out

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Gather a cell, and what a notebook depends on."""
        if hasattr(report, "nbkit"):
            self._add(report.nbkit)
        if self.unchanged:
            self.unchanged.take(report)

    def _add(self, cell: dict[str, Any]) -> None:
        self.run.add(cell)
        if self.baseline:
            self.baseline.take(self.config.rootpath / cell["notebook"], cell["key"], cell["outcome"])

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail a run that proved nothing, remember what was proved, and write the report."""
        if self.config.option.collectonly:
            return
        if not self.run.cells and exitstatus in (0, 5):
            nothing = pytest.ExitCode.OK if self.left_out else pytest.ExitCode.USAGE_ERROR
            session.exitstatus = nothing
        if self.unchanged:
            self.unchanged.remember()
        self.run.exit = int(session.exitstatus)
        asked = self.share or self.config.option.nbkit_report
        if asked or self.run.failures or (self.run.cells and self._index.exists()):
            from nbkit.gate.reports.report import write_report

            write_report(self._index, self.run)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say how far the worst number drifted and where the report lies."""
        if self.config.option.collectonly or self.config.option.no_summary:
            return
        terminalreporter.section("notebooks", "-")
        for line in self._summary():
            terminalreporter.write_line(line)

    @property
    def _index(self) -> Path:
        return self.config.invocation_params.dir / (self.config.option.nbkit_report or REPORT) / "index.html"

    def _summary(self) -> Iterator[str]:
        if self.run.cells:
            yield from self.run.lines(self._index)
        elif not self.left_out:
            yield "nbkit: no notebook cell was run: give the folder of the notebooks (pytest --nbkit FOLDER)"
        for part in (self.share, self.unchanged, self.baseline):
            yield from part.lines() if part else ()
