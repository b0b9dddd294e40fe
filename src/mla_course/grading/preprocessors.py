"""nbgrader steps that close what its own leave open; `nbgrader_config.py` puts each in its place."""

import re

from latex2mathml.converter import convert as to_mathml
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook, SourceCell
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from mla_course.notebooks import normalize

HIDDEN = re.compile(r"^[^\n]*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*$\n?", re.DOTALL | re.MULTILINE)

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
    of the whole class at metadata that they can't read. Here the student's notebook says just one thing about a cell:
    its id. What the cell is, and what stands in a locked one, comes from the gradebook.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Rewrite the cells that the source knows, strip the others of nbgrader's metadata, add what is missing."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            source = gradebook.find_notebook(names["notebook"], names["assignment"])
            points = {cell.name: cell.max_score for cell in source.grade_cells}
            solutions = {cell.name for cell in source.solution_cells}
            found: dict[str, NotebookNode] = {}
            # Of a cell that occurs twice the last one counts, as in nbgrader.
            for cell in reversed(nb.cells):
                metadata = cell.metadata.pop("nbgrader", None)
                name = metadata.get("grade_id") if isinstance(metadata, dict) else None
                if isinstance(name, str):
                    found.setdefault(name, cell)
            at = 0
            for original in source.source_cells:
                cell = found.get(original.name)
                if cell is None:
                    if not original.locked:
                        continue
                    cell = new_code_cell()
                    nb.cells.insert(at, cell)
                    self.log.warning("The submission lacks the cell %s; it was put back.", original.name)
                if original.locked:
                    _retype(cell, original.cell_type)
                    cell.source = original.source
                cell.metadata["nbgrader"] = _metadata(original, points.get(original.name), original.name in solutions)
                at = _position(nb.cells, cell) + 1
        return nb, resources


def _metadata(original: SourceCell, points: float | None, solution: bool) -> NotebookNode:
    return NotebookNode(
        schema_version=3,
        grade_id=original.name,
        grade=points is not None,
        solution=solution,
        locked=original.locked,
        task=False,
        cell_type=original.cell_type,
        checksum=original.checksum,
        **({} if points is None else {"points": points}),
    )


def _retype(cell: NotebookNode, cell_type: str) -> None:
    cell.cell_type = cell_type
    if cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    else:
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)


def _position(cells: list[NotebookNode], cell: NotebookNode) -> int:
    return next(at for at, each in enumerate(cells) if each is cell)


class ExecuteAndJudge(Execute):
    """Run the notebook, and leave a test cell just one way to fail: to raise.

    nbgrader takes text on stderr for a failure and the value of a trailing expression for the score, and it stops at
    whichever output comes first. So a warning of a library costs points, and a stray value gives or hides them.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, *args: object, **kwargs: object
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Execute all cells, then take from the test cells' outputs what nbgrader would misread."""
        nb, resources = super().preprocess(nb, resources, *args, **kwargs)
        for cell in filter(is_test, nb.cells):
            for output in cell.outputs:
                if output.output_type == "stream":
                    output.name = "stdout"
                elif output.output_type == "execute_result":
                    output.output_type = "display_data"
                    del output["execution_count"]
        return nb, resources


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
