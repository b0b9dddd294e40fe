"""What a student got, by question, with the messages that teach."""

import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade

from mla_course.grading.preprocessors import message
from mla_course.notebooks import read

HEADING = re.compile(r"^##\s+Question\s+(\d+):\s*(.+?)\s*(?:\(\d+ points?\))?\s*$", re.MULTILINE)


@dataclass(frozen=True)
class TestCell:
    """One graded cell: its points, and the message of a failed one."""

    grade_id: str
    points: float
    max_points: float
    message: str | None


@dataclass(frozen=True)
class Question:
    """The graded cells of one question; `key` is what their ids begin with, like q1."""

    key: str
    title: str
    cells: tuple[TestCell, ...]

    @property
    def points(self) -> float:
        """Points given."""
        return sum(cell.points for cell in self.cells)

    @property
    def max_points(self) -> float:
        """Points to be had."""
        return sum(cell.max_points for cell in self.cells)


@dataclass(frozen=True)
class Report:
    """The result of one submission; `failure` says why one could not be graded."""

    student: str
    assignment: str
    questions: tuple[Question, ...]
    failure: str | None = None

    @property
    def points(self) -> float:
        """Points given."""
        return sum(question.points for question in self.questions)

    @property
    def max_points(self) -> float:
        """Points to be had."""
        return sum(question.max_points for question in self.questions)

    @property
    def failed_cells(self) -> set[str]:
        """The ids of the graded cells that did not give all their points."""
        return {cell.grade_id for q in self.questions for cell in q.cells if cell.points < cell.max_points}


def question_key(grade_id: str) -> str:
    """What ties the cells of a question together: the part of a cell's id before the first hyphen."""
    return grade_id.split("-", 1)[0]


def question_titles(notebook: NotebookNode) -> dict[str, str]:
    """The titles of an assignment's questions by key, from its headings `## Question 1: Title (3 points)`."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return {f"q{number}": title for number, title in HEADING.findall(text)}


def read_report(root: Path, db_url: str, assignment: str, student: str, failure: str | None = None) -> Report:
    """Read the result of a graded submission from the gradebook and from the graded notebook.

    Args:
        root: The course's folder.
        db_url: Its gradebook.
        assignment: The assignment's name.
        student: The student's id.
        failure: Why grading stopped, when it did.

    Returns:
        The report. A submission that isn't in the gradebook has a report without points.
    """
    source = next((root / "source" / assignment).glob("*.ipynb"))
    titles = question_titles(read(source))
    graded = root / "autograded" / student / assignment / source.name
    messages = _messages(read(graded)) if graded.exists() and failure is None else {}
    questions: dict[str, list[TestCell]] = {}
    with Gradebook(db_url) as gradebook:
        cells = gradebook.find_notebook(source.stem, assignment).grade_cells
        try:
            grades = {
                grade.name: grade.score
                for grade in gradebook.find_submission_notebook(source.stem, assignment, student).grades
            }
        except MissingEntry:
            grades = {}
        for cell in cells:
            score = grades.get(cell.name, 0.0)
            questions.setdefault(question_key(cell.name), []).append(
                TestCell(cell.name, score, cell.max_score, messages.get(cell.name))
            )
    return Report(
        student,
        assignment,
        tuple(Question(key, titles.get(key, key), tuple(cells)) for key, cells in questions.items()),
        failure,
    )


def _messages(notebook: NotebookNode) -> dict[str, str]:
    return {
        cell.metadata.nbgrader.grade_id: message(output.ename, output.evalue)
        for cell in notebook.cells
        if is_grade(cell) and cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    }


def failure_reason(result: dict) -> str:
    """Why nbgrader's API did not succeed: the last message of an exception in what it returned, in one line."""
    text = f"{result.get('error') or ''}\n{result.get('log') or ''}"
    reasons = re.findall(r"^\s*(?:[\w.]+\.)?(\w*(?:Error|Exception|Interrupt)\b): (.+)$", text, re.MULTILINE)
    # nbgrader's last word is "see the above traceback": the reason is in the one above.
    reasons = [(kind, reason) for kind, reason in reasons if "above traceback" not in reason]
    if "kernel became unresponsive" in text or any(kind == "UnresponsiveKernelError" for kind, _ in reasons):
        return "The code didn't stop within its time and could not be interrupted."
    if any(kind == "DeadKernelError" for kind, _ in reasons):
        return "The code ended the Python process (by exit, by a crash, or for want of memory)."
    if not reasons:
        return "nbgrader gave no reason."
    kind, reason = reasons[-1]
    return reason if kind == "NbGraderException" else f"{kind}: {reason}"
