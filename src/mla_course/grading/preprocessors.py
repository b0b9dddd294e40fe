"""nbgrader steps that close what its own leave open; `nbgrader_config.py` puts each in its place."""

import re
from collections.abc import Iterable

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, OverwriteCells
from nbgrader.utils import is_grade, is_solution

from mla_course.notebooks import normalize

HIDDEN = re.compile(r"^[^\n]*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*$\n?", re.DOTALL | re.MULTILINE)


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell is an autograded test: graded code that the student doesn't write."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


class NormalForm(NbGraderPreprocessor):
    """Write the released notebook in the course's normal form."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook in normal form."""
        return normalize(nb), resources


class RestoreCells(OverwriteCells):
    """Bring back every locked cell that a submission lacks, in its place.

    nbgrader's own step restores test cells only, and stops with a KeyError when the cell before is missing as well.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Overwrite what differs from the source, then add what is missing."""
        nb, resources = super().preprocess(nb, resources)
        with Gradebook(self.db_url) as gradebook:
            source = gradebook.find_notebook(self.notebook_id, self.assignment_id)
            points = {cell.name: cell.max_score for cell in source.grade_cells}
            previous = None
            for cell in source.source_cells:
                present = _position(nb.cells, cell.name)
                if present is None and cell.locked:
                    at = 0 if previous is None else _position(nb.cells, previous) + 1
                    nb.cells.insert(at, self._restored(cell, points.get(cell.name)))
                    self.log.warning("The submission lacks the cell %s; it was put back.", cell.name)
                    present = at
                if present is not None:
                    previous = cell.name
        return nb, resources

    def _restored(self, source_cell: object, points: float | None) -> NotebookNode:
        """A cell as the gradebook holds it, with the metadata that grading reads."""
        cell = self.missing_cell_transform(source_cell, points or 0)
        if points is None:
            cell.metadata.nbgrader.update(grade=False)
            del cell.metadata.nbgrader["points"]
        # The transform heads the source with a notice; the checksum is the source's own.
        cell.source = source_cell.source
        return cell


def _position(cells: Iterable[NotebookNode], grade_id: str) -> int | None:
    for at, cell in enumerate(cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            return at
    return None


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
