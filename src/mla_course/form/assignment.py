"""Rules for assignments and for what students receive of them."""

import ast
import re

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from mla_course.grading.examiner.reference import HIDDEN
from mla_course.grading.preprocessors import is_test
from mla_course.grading.report import question_key
from mla_course.outline import Assignment

SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
QUESTION = re.compile(r"^##\s+Question\s+(\d+):\s*.+\((\d+) points?\)\s*$", re.MULTILINE)
QUESTIONS, POINTS = range(4, 9), range(10, 26)
CHECKS = {"expect", "expect_error"}


def problems(notebook: NotebookNode, assignment: Assignment) -> list[str]:
    """What is wrong with the source of an assignment, as far as can be told without grading it."""
    return points(notebook, assignment) + questions(notebook) + test_cells(notebook)


def points(notebook: NotebookNode, assignment: Assignment) -> list[str]:
    """Points in the headings, in the cells and in the outline against each other."""
    found = []
    given: dict[str, float] = {}
    for cell in filter(is_grade, notebook.cells):
        key = question_key(cell.metadata.nbgrader.grade_id)
        given[key] = given.get(key, 0) + cell.metadata.nbgrader.points
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    said = {f"q{number}": float(value) for number, value in QUESTION.findall(prose)}
    for key in sorted(given.keys() | said.keys()):
        if given.get(key) != said.get(key):
            found.append(f"{key}: the heading says {said.get(key)} points, and its test cells give {given.get(key)}.")
    if sum(given.values()) != assignment.points:
        found.append(f"All cells give {sum(given.values()):g} points; the outline says {assignment.points}.")
    if assignment.points not in POINTS or len(given) not in QUESTIONS:
        found.append(f"It has {len(given)} questions and {assignment.points} points; 4 to 8 and 10 to 25 are wanted.")
    return found


def questions(notebook: NotebookNode) -> list[str]:
    """Every question has one solution cell, with its markers, and test cells after it."""
    found = []
    keys = [question_key(cell.metadata.nbgrader.grade_id) for cell in filter(is_solution, notebook.cells)]
    tested = [question_key(cell.metadata.nbgrader.grade_id) for cell in filter(is_test, notebook.cells)]
    for key in sorted(set(keys) | set(tested)):
        if keys.count(key) != 1 or key not in tested:
            found.append(f"{key} has {keys.count(key)} solution cells and {tested.count(key)} test cells; 1 and 1+.")
    for cell in filter(is_solution, notebook.cells):
        if not SOLUTION.search(cell.source):
            found.append(f"{cell.metadata.nbgrader.grade_id} has no ### BEGIN SOLUTION … ### END SOLUTION.")
    return found


def test_cells(notebook: NotebookNode) -> list[str]:
    """Every test cell says what it tests, hides some of it, and ends on an assertion."""
    found = []
    for cell in filter(is_test, notebook.cells):
        name = cell.metadata.nbgrader.grade_id
        if not cell.source.startswith("# "):
            found.append(f"{name}: the first line is a comment that says what is tested.")
        if not HIDDEN.search(cell.source):
            found.append(f"{name}: nothing is hidden, so an answer can be fitted to what is seen.")
        last = ast.parse(cell.source).body[-1]
        if not _asserts(last):
            found.append(f"{name}: the last statement is no assertion; nbgrader would take its value for the score.")
    return found


def _asserts(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.For, ast.With)):
        return _asserts(statement.body[-1])
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return isinstance(statement.value.func, ast.Name) and statement.value.func.id in CHECKS
    return isinstance(statement, ast.Assert)


def leaks(source: NotebookNode, released: str) -> list[str]:
    """Lines of solutions and hidden tests that stand in a released notebook.

    Args:
        source: The instructor's notebook.
        released: The text of the released file.

    Returns:
        One problem a line. Short lines (`return x`) and those that the visible part has as well are no leak.
    """
    found = [
        f"The marker {mark!r} is in the release." for mark in ("BEGIN SOLUTION", "HIDDEN TESTS") if mark in released
    ]
    visible = "\n".join(HIDDEN.sub("", SOLUTION.sub("", cell.source)) for cell in source.cells)
    for cell in source.cells:
        for secret in SOLUTION.findall(cell.source) + HIDDEN.findall(cell.source):
            for line in map(str.strip, secret.splitlines()):
                # As the file has it: notebooks are JSON.
                if (
                    len(line) > 20
                    and line not in visible
                    and line.replace("\\", "\\\\").replace('"', '\\"') in released
                ):
                    found.append(f"The release holds a line of {cell.metadata.nbgrader.grade_id}: {line}")
    return found
