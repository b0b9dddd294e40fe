"""The right and wrong answers of an assignment: data in `tests/answers/`, one percent-format file an assignment.

A code cell is one answer. It takes the place of the solution cell of its question, and its first line says what must
come of it: `# %% question="q1" kind="wrong" name="divides by the favored group" fails=["q1-value"]`.
"""

from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from mla_course.grading.preprocessors import is_test
from mla_course.grading.report import question_key
from mla_course.notebooks import read
from mla_course.paths import ANSWERS, SOURCE


@dataclass(frozen=True)
class Answer:
    """One answer to one question.

    Attributes:
        question: The key of the question, like q1.
        kind: `right` or `wrong`.
        name: The misconception behind a wrong answer, or the way of a right one.
        fails: The ids of the test cells that must fail, of no other question; empty for a right answer.
        code: What the student writes in the solution cell.
    """

    question: str
    kind: str
    name: str
    fails: frozenset[str]
    code: str


def read_answers(folder: str) -> list[Answer]:
    """Read the answers of an assignment.

    Raises:
        ValueError: The file is missing, or a cell's metadata is not as it must be. The message names the cell.
    """
    path = ANSWERS / f"{folder}.py"
    if not path.exists():
        raise ValueError(f"There are no answers for {folder}: {path} doesn't exist.")
    cells = [cell for cell in jupytext.read(path, fmt="py:percent").cells if cell.cell_type == "code"]
    return [_answer(cell, number, path) for number, cell in enumerate(cells, start=1)]


def _answer(cell: NotebookNode, number: int, path: Path) -> Answer:
    data = cell.metadata
    where = f"{path.name}, answer {number} ({data.get('name', 'unnamed')})"
    unknown = set(data) - {"question", "kind", "name", "fails"}
    if unknown or not {"question", "kind", "name"} <= set(data):
        raise ValueError(f"{where}: the first line gives question, kind and name, and fails for a wrong answer.")
    kind, fails = data["kind"], frozenset(data.get("fails", []))
    if kind not in {"right", "wrong"}:
        raise ValueError(f"{where}: kind is right or wrong, not {kind!r}.")
    if bool(fails) != (kind == "wrong"):
        raise ValueError(f"{where}: a wrong answer names the test cells that it fails, a right one names none.")
    strangers = sorted(cell for cell in fails if question_key(cell) != data["question"])
    if strangers:
        raise ValueError(f"{where}: {', '.join(strangers)} belongs to another question than {data['question']}.")
    return Answer(data["question"], kind, data["name"], fails, cell.source)


def source_notebook(folder: str) -> NotebookNode:
    """The instructor's version of an assignment."""
    return read(SOURCE / folder / f"{folder}.ipynb")


def with_answer(notebook: NotebookNode, answer: Answer) -> NotebookNode:
    """Put an answer in the place of its question's solution.

    Raises:
        ValueError: The assignment has no such question.
    """
    for cell in notebook.cells:
        if is_solution(cell) and question_key(cell.metadata.nbgrader.grade_id) == answer.question:
            cell.source = answer.code
            return notebook
    raise ValueError(f"The assignment has no question {answer.question!r}.")


def graded_cells(notebook: NotebookNode) -> list[str]:
    """The ids of the autograded cells of an assignment, in order."""
    return [cell.metadata.nbgrader.grade_id for cell in notebook.cells if is_test(cell)]
