"""nbgrader steps that close what its own leave open; `nbgrader_config.py` puts each in its place."""

import re
from pathlib import Path

import nbformat
from latex2mathml.converter import convert as to_mathml
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Bool, Float

from mla_course.grading.assignment import read_originals, read_reference
from mla_course.grading.examiner import pool
from mla_course.grading.examiner.reference import HIDDEN, restore
from mla_course.grading.examiner.sandbox import Limits, SandboxError
from mla_course.grading.submission import submitted_files
from mla_course.notebooks import normalize

# A frame of IPython's traceback, behind its colors: `File /usr/lib/python3.11/json/decoder.py:355, in ...`.
FRAME_IN_A_FILE = re.compile(r"(?:\x1b\[[0-9;]*m)*File\b")

# $$…$$ and $…$ outside code spans; a dollar sign that is money has a digit or a space behind it and none before.
MATH = re.compile(r"`[^`]*`|\$\$(.+?)\$\$|\$(?!\s)([^$\n]+?)(?<!\s)\$", re.DOTALL)


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell is an autograded test: graded code that the student doesn't write."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


class NormalForm(NbGraderPreprocessor):
    """Write the released notebook in the course's normal form."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook in normal form."""
        return normalize(nb), resources


class RestoreCells(NbGraderPreprocessor):
    """Make every cell that grading reads what the source says, whatever the submission made of it.

    nbgrader's own steps restore test cells only, stop when the cell before one is missing as well, and end the grading
    of the whole class at metadata that they can't read.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Rewrite the cells that the source knows, strip the others of nbgrader's metadata, add what is missing."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            originals = read_originals(gradebook, names["notebook"], names["assignment"])
        for name in restore(nb, originals):
            self.log.warning("The submission lacks the cell %s; it was put back.", name)
        return nb, resources


class Examine(NbGraderPreprocessor):
    """Run the notebook in the sandbox and its tests in the examiner, in the place of nbgrader's Execute."""

    sandboxed = Bool(True, help="Whether the student's code runs in the sandbox.").tag(config=True)
    timeout = Float(30, help="How long a cell may take, in seconds.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook with the outputs of its run.

        Raises:
            NbGraderException: There is no sandbox here, or the submission can't be graded; the message says why.
        """
        names = resources["nbgrader"]
        reference = read_reference(
            CourseDirectory(parent=self), names["db_url"], names["notebook"], names["assignment"]
        )
        folder = Path(resources["metadata"]["path"])
        try:
            graded = pool.grade(
                reference,
                nbformat.writes(nb).encode(),
                submitted_files(folder),
                Limits(seconds=self.timeout),
                self.sandboxed,
            )
        except SandboxError as error:
            raise NbGraderException(str(error)) from None
        if graded.failure:
            raise NbGraderException(graded.failure)
        return nbformat.reads(graded.notebook, as_version=4), resources


class HideTests(NbGraderPreprocessor):
    """Take hidden tests, and the tracebacks that quote them, out of what a student reads."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Leave of a test cell its visible lines and its message."""
        if is_test(cell):
            cell.source = HIDDEN.sub("", cell.source).rstrip()
            cell.outputs = [_as_message(output) for output in cell.outputs if output.output_type == "error"]
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                # Of a traceback the frames in the notebook are the student's; the others name files of the grader.
                output.traceback = [frame for frame in output.traceback if not FRAME_IN_A_FILE.match(frame)]
        return cell, resources


def _as_message(error: NotebookNode) -> NotebookNode:
    text = message(error.ename, error.evalue)
    return NotebookNode(output_type="error", ename=error.ename, evalue=text, traceback=[text])


def message(ename: str, evalue: str) -> str:
    """Say why a test cell failed, to the student, in words.

    Args:
        ename: The exception's name, as the kernel reports it.
        evalue: Its message.

    Returns:
        One paragraph without code of the test, without a traceback and without paths.
    """
    if ename == "AssertionError":
        return evalue or "A test of this question failed."
    if ename == "NameError" and (name := re.search(r"name '(\w+)'", evalue)):
        return f"`{name[1]}` isn't defined. Answer the question above, and check that its cell runs without an error."
    if ename == "DeadKernelError":
        return evalue
    if ename == "CellTimeoutError":
        return "This test was stopped: your code took too long. Look for a loop that doesn't end."
    return f"The test was stopped by {ename}: {evalue.splitlines()[0] if evalue else 'no message'}"


class Formulas(Preprocessor):
    """Turn the formulas of a page into MathML, which every browser draws without a script."""

    enabled = True

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Rewrite the formulas of a text cell."""
        if cell.cell_type == "markdown":
            cell.source = MATH.sub(_as_mathml, cell.source)
        return cell, resources


def _as_mathml(found: re.Match[str]) -> str:
    block, inline = found.groups()
    if not (block or inline):
        return found[0]
    try:
        return to_mathml(block or inline, display="block" if block else "inline")
    except Exception:  # The library raises many kinds; a formula that it can't read is shown as it was written.
        return found[0]
