"""A notebook that is brought up to date: what it shows now is put in its place, and all else stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbkit.gate.marks import is_compared, runs
from nbkit.gate.mime import WIDGET_STATE
from nbkit.gate.notebook import read_notebook
from nbkit.gate.optional import SHOWN_BY, are_not_installed, digest, needed, rests, was_changed
from nbkit.gate.outputs.compare import Difference, compare_outputs
from nbkit.gate.outputs.normal import Output, normal_outputs
from nbkit.gate.outputs.tolerance import Drift, rules
from nbkit.gate.reports.brief import shorten
from nbkit.gate.storing import keeping, sidecar, widget_state
from nbkit.gate.storing.clean import clean_cell, clean_metadata
from nbkit.gate.storing.json_text import with_values


@dataclass(frozen=True)
class Options:
    """How a notebook is run, and what of it is stored.

    timeout: seconds a cell may run; 0 for no limit.
    fresh: store the new outputs even where the stored ones agree, for example after a change of style.
    clean: drop what only the machine wrote: addresses, folders, colours, times, versions, widget state.
    beside: what figures mean goes into a file beside the notebook, as it does where there is one.
    """

    timeout: float = 600
    fresh: bool = False
    clean: bool = False
    beside: bool = False


class Draft:
    """The text of a notebook, and what changes in it.

    notebook: as the gate reads it; book: the same JSON as it stands in the file.
    values: what changes, by its place in the JSON.
    Raises ValueError where the file holds no notebook of version 4.
    """

    def __init__(self, path: Path, options: Options) -> None:
        self.path, self.options = path, options
        self.notebook = read_notebook(path)
        self.content = path.read_bytes()
        self.text = self.content.decode()
        self.book = json.loads(self.text.removeprefix("\ufeff"))
        if self.book["nbformat"] != 4:
            how = f"jupyter nbconvert --to notebook --inplace {path.name}"
            raise ValueError(f"it is of nbformat {self.book['nbformat']}: {how} brings it to 4")
        sidecar.read_sidecar(path, self.notebook)
        self.beside = options.beside or sidecar.sidecar_of(path).exists()
        self.in_lines = any(isinstance(cell["source"], list) for cell in self.book["cells"])
        self.values: dict[tuple[str | int, ...], Any] = {}
        self.changes: dict[int, str] = {}
        self.resting: dict[int, str] = {}
        self.has_optional = any("optional(" in cell.source for cell in self.notebook.cells)
        self.entries: list[dict[str, Any]] = []

    def store(self, shown: Mapping[int, list[Output]], state: Mapping[str, Any]) -> None:
        """Take what each cell shows, by its place, and the state of the widgets.

        Raises ValueError where a cell rests, for want of a package, and nothing is stored for it yet.
        """
        has_views = bool(widget_state.views(self._all(self._raw)))
        for index, new in shown.items():
            self._store(index, new if has_views else keeping.without_views(new))
        self._number(list(shown))
        if self.options.clean:
            self._clean()
        else:
            self._renew_widgets(state)

    def _all(self, outputs_of: Any) -> list[Output]:
        return [output for index in range(len(self.book["cells"])) for output in outputs_of(index)]

    def _raw(self, index: int) -> list[Output]:
        """Return the outputs of a cell as they stand in the file."""
        found: list[Output] = self.book["cells"][index].get("outputs") or []
        return found

    def _final(self, index: int) -> list[Output]:
        """Return the outputs of a cell as they will stand there."""
        found: list[Output] = self.values.get(("cells", index, "outputs"), self._raw(index))
        return found

    def _store(self, index: int, new: list[Output]) -> None:
        """Put the new outputs of a cell into its place, as far as they are others."""
        cell, raw = self.notebook.cells[index], self._raw(index)
        if missing := rests(new):
            self._keep(index, are_not_installed(missing))
            return
        if self.has_optional and needed(cell.source.splitlines()):
            self._note_source(index, cell.source)
        if not is_compared(cell) and raw and not self.options.fresh:
            return
        asked = rules(cell.metadata)

        def agree(stored: list[Output], shown: list[Output]) -> bool:
            return not self.options.fresh and not compare_outputs(stored, shown, asked, Drift())

        outputs = keeping.outputs_to_store(raw, cell.outputs, new, agree)
        outputs = normal_outputs(outputs) if self.options.clean else outputs
        outputs = self._put_beside(cell, raw, outputs) if self.beside else outputs
        outputs = [self._written(output, raw) for output in outputs]
        if json.dumps(outputs, sort_keys=True) != json.dumps(raw, sort_keys=True):
            self.values["cells", index, "outputs"] = outputs
            found = compare_outputs(cell.outputs, new, asked, Drift())
            self.changes[index] = _said(found) if found or not self.options.fresh else "stored anew"

    def _keep(self, index: int, missing: str) -> None:
        """Leave a cell that rests as it was stored where the package was at hand."""
        cell, raw = self.book["cells"][index], self._raw(index)
        was_run = (raw or cell["execution_count"]) and not rests(raw)
        if not was_run or was_changed(cell):
            how = "was changed since it was run" if was_run else "was never run"
            raise ValueError(f"{self._name(index)} {how}, and {missing}: accept it where it can run")
        self.resting[index] = missing

    def _note_source(self, index: int, source: str) -> None:
        """Note which source showed what is stored, for where the cell cannot run."""
        metadata = self.book["cells"][index].get("metadata", {})
        if metadata.get(SHOWN_BY) != digest(source):
            self.values["cells", index, "metadata"] = metadata | {SHOWN_BY: digest(source)}

    def _name(self, index: int) -> str:
        """Name a cell by its number among those that run, as the gate counts them."""
        return f"cell {1 + sum(map(runs, self.notebook.cells[:index]))}"

    def _put_beside(self, cell: Any, raw: list[Output], outputs: list[Output]) -> list[Output]:
        """Note what the outputs mean for the file beside the notebook, unless the notebook itself says it."""
        if any(mime in output["data"] for output in keeping.displays(raw) for mime in keeping.MEANINGS):
            return outputs
        entry = sidecar.entry_of(cell, outputs)
        self.entries += [entry] if entry["outputs"] else []
        return [keeping.without_meaning(output) for output in outputs]

    def _written(self, output: Output, raw: list[Output]) -> Output:
        is_stored = any(output is one for one in raw)
        return keeping.in_lines(output) if self.in_lines and not is_stored else output

    def _number(self, places: Sequence[int]) -> None:
        """Number the cells in the order of the run, where they were so numbered; else those that changed.

        A notebook that stores outputs and no numbers gets none.
        """
        if not self.changes and not self.options.clean:
            return
        counts = [count for index in places if (count := self.notebook.cells[index].execution_count)]
        has_none = not counts and bool(self._all(self._raw)) and not self.options.clean
        all_anew = self.options.clean or (counts == list(range(1, len(counts) + 1)) and not has_none)
        for number, index in enumerate(places, start=1):
            if all_anew or index in self.changes:
                self._set_number(index, None if has_none else number)

    def _set_number(self, index: int, number: int | None) -> None:
        cell = self.book["cells"][index]
        if "execution_count" not in cell or cell["execution_count"] != number:
            self.values["cells", index, "execution_count"] = number
        results = [output for output in self._final(index) if output["output_type"] == "execute_result"]
        if any(output.get("execution_count") != number for output in results):
            self.values["cells", index, "outputs"] = [
                output | {"execution_count": number} if output["output_type"] == "execute_result" else output
                for output in self._final(index)
            ]

    def _renew_widgets(self, state: Mapping[str, Any]) -> None:
        """Store the state of the widgets that are shown anew, where the notebook stores any."""
        widgets = self.book.get("metadata", {}).get("widgets", {})
        if "state" not in widgets.get(WIDGET_STATE, {}):
            return
        before, after = (widget_state.views(self._all(outputs)) for outputs in (self._raw, self._final))
        if before != after:
            renewed = widget_state.renewed(widgets, state, before, after)
            self.values["metadata", "widgets"] = renewed

    def _clean(self) -> None:
        """Drop what only the machine wrote."""
        for index, cell in enumerate(self.book["cells"]):
            self._change("cells", index, "metadata", old=cell.get("metadata", {}), to=clean_cell)
            if cell["cell_type"] == "code" and not self.notebook.cells[index].source.strip():
                self._change(
                    "cells", index, "execution_count", old=cell.get("execution_count"), to=lambda _: None
                )
                self._change("cells", index, "outputs", old=self._raw(index), to=lambda _: [])
        self._change("metadata", old=self.book.get("metadata", {}), to=clean_metadata)

    def _change(self, *place: str | int, old: Any, to: Any) -> None:
        if to(old) != old:
            self.values[place] = to(old)

    def files(self) -> dict[Path, str]:
        """Return the texts of the files that change."""
        texts = {self.path: with_values(self.text, self.values)}
        if self.beside:
            texts[sidecar.sidecar_of(self.path)] = sidecar.text_of(self.entries)
        return {path: text for path, text in texts.items() if _bytes(path) != text.encode()}

    def said(self) -> list[str]:
        """Say in a line a cell what changes, the cells counted as the gate counts them."""
        return [f"{self._name(index)}, {said}" for index, said in sorted(self.changes.items())]

    def said_of_resting(self) -> list[str]:
        """Say in a line a cell which of them were not run, and stay as stored."""
        found = sorted(self.resting.items())
        return [f"{self._name(index)} rests, as stored: {missing}" for index, missing in found]


def _said(differences: Sequence[Difference]) -> str:
    """Say in a few words what changed in a cell."""
    if not differences:
        return "stored with what its figures mean"
    first = differences[0]
    more = f" (and {len(differences) - 1} parts more)" if len(differences) > 1 else ""
    return shorten(f"{first.part}: {' '.join(first.changes[:2])}", 160) + more


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
