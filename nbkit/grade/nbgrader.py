"""Where nbgrader would run a student's notebook and its test cells, the judge looks at the answers.

`nbgrader autograde` takes both classes from the course's `nbgrader_config.py`. The cell of a check gets as
its output what the judge says; from that nbgrader makes the points, and the page for the student.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbformat.v4 import new_output
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry
from nbgrader.preprocessors import DeduplicateIds, NbGraderPreprocessor
from traitlets import Unicode

from nbkit.grade.notebook import check_cells, verdict
from nbkit.grade.own_file import FILE, check_name, stage_cells, verdicts
from nbkit.learn.verdict import Verdict


class Deduplicate(DeduplicateIds):
    """Of a cell that is there several times, only the last is nbgrader's; the others are no cells of its own.

    nbgrader 0.9.6 leaves them an empty mark, on which its search for missing cells ends with a KeyError.
    """

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Take the marks off the copies."""
        notebook, resources = super().preprocess(notebook, resources)
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader") == {}:
                del cell.metadata["nbgrader"]
        return notebook, resources


class Judge(NbGraderPreprocessor):
    """Writes the judge's verdict into the cell of each check; no cell runs in this process."""

    seed_file = Unicode("private_seed", help="A file that decides the inputs; no student may read it.").tag(
        config=True
    )

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Judge all answers of one notebook."""
        seed = private_seed(Path(self.seed_file), resources["nbgrader"]["assignment"])
        for exercise, cell in check_cells(notebook):
            cell.outputs = [as_output(verdict(notebook, exercise, seed))]
        if stages := list(stage_cells(notebook)):
            said = verdicts(self._handed_in(resources["nbgrader"]) / FILE)
            for stage, cell in stages:
                cell.outputs = [as_output(said[stage.key])]
        return notebook, resources

    def _handed_in(self, at: Any) -> Path:
        """The folder of a submission; in nbgrader's copy, files of `source/` stand in place of its own."""
        return Path(self.seed_file).parent / "submitted" / str(at["student"]) / str(at["assignment"])


class KeepSentences(NbGraderPreprocessor):
    """Writes what the judge said beside each answer into the gradebook: it is all that a report needs."""

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Keep the sentences of one notebook; nbgrader has saved its grades before."""
        at = resources["nbgrader"]
        with Gradebook(at["db_url"]) as gradebook:
            where = at["notebook"], at["assignment"], at["student"]
            for exercise, cell in check_cells(notebook):
                with suppress(MissingEntry):  # an older edition of the assignment
                    gradebook.find_comment(exercise.name, *where).auto_comment = said_in(cell)
            for stage, cell in stage_cells(notebook):
                with suppress(MissingEntry):
                    grade = gradebook.find_grade(check_name(stage), *where)
                    comment_on(gradebook, grade).auto_comment = said_in(cell)
            gradebook.db.commit()
        return notebook, resources


def comment_on(gradebook: Gradebook, grade: Grade) -> Comment:
    """The comment on a cell that gives points, which nbgrader by itself has for answers alone."""
    kept = [comment for comment in grade.notebook.comments if comment.cell_id == grade.cell_id]
    comment = kept[0] if kept else Comment(cell=grade.cell, notebook=grade.notebook)
    gradebook.db.add(comment)
    return comment


def private_seed(file: Path, assignment: str) -> int:
    """The seed of one assignment: the same for all who hand it in, and for a second grading.

    Raises FileNotFoundError where the course has no private seed.
    """
    digest = hashlib.sha256(file.read_bytes() + assignment.encode()).digest()
    return int.from_bytes(digest[:8], "big")


def as_output(said: Verdict) -> Any:
    """A verdict as nbgrader reads it: an error is no point, a text is all of them."""
    if said.passed:
        return new_output("stream", name="stdout", text=said.text)
    kind = "NotYet" if said.attempted else "NotAttempted"
    return new_output("error", ename=kind, evalue=said.sentence, traceback=said.text.splitlines())


def said_in(cell: Any) -> str:
    """What the judge said, from the cell of a check: its kind and its sentence."""
    (output,) = cell.outputs
    return f"{output.ename}: {output.evalue}" if output.output_type == "error" else "Right"
