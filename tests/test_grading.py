"""Grading closes nbgrader's traps, and a damaged submission costs its owner points and nobody else anything."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from mla_course import notebooks
from mla_course.grading.preprocessors import message
from mla_course.grading.report import Report
from mla_course.grading.scratch import ScratchCourse

NAME = "tiny"


def tiny() -> nbformat.NotebookNode:
    """An assignment of two questions, small enough to be graded often."""

    def code(source: str, grade_id: str, **nbgrader) -> nbformat.NotebookNode:
        cell = nbformat.v4.new_code_cell(source, id=grade_id)
        plain = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
        cell.metadata["nbgrader"] = plain | {"grade_id": grade_id} | nbgrader
        return cell

    def test(name: str, value: str, hidden: str, **more) -> nbformat.NotebookNode:
        source = (
            f"# Tests {name}.\nassert {value}\n### BEGIN HIDDEN TESTS\nassert {hidden}, 'a message that teaches'\n"
            "### END HIDDEN TESTS"
        )
        return code(source, name, grade=True, locked=True, points=1, **more)

    return notebooks.normalize(
        nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_markdown_cell("# Tiny\n\nHalf is $\\frac{1}{2}$ and costs $3 or $4.", id="title"),
                code("import warnings\n\nfour = 4", "setup", locked=True),
                nbformat.v4.new_markdown_cell("## Question 1: Twice (2 points)", id="twice"),
                code(
                    "def twice(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
                    "q1-twice",
                    solution=True,
                ),
                test("q1-small", "twice(2) == four", "twice(1) == 2"),
                test("q1-large", "twice(10) == 20", "twice(secret_number := 48151623) == 96303246"),
                nbformat.v4.new_markdown_cell("## Question 2: Half (1 point)", id="half"),
                code(
                    "def half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION",
                    "q2-half",
                    solution=True,
                ),
                test("q2-value", "half(2) == 1", "half(1) == 0.5"),
            ]
        )
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Iterator[ScratchCourse]:
    source = tmp_path_factory.mktemp("source") / NAME
    notebooks.write(tiny(), source / f"{NAME}.ipynb")
    with ScratchCourse() as scratch:
        # Seconds, not half a minute: the endless loops below end at this limit.
        scratch.config.Examine.timeout = 3
        scratch.add_assignment(source)
        yield scratch


def grade(course: ScratchCourse, student: str, content: nbformat.NotebookNode | str | bytes) -> Report:
    path = course.root / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, nbformat.NotebookNode):
        content = notebooks.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return course.autograde(NAME, student)


def changed(change: Callable[[dict[str, nbformat.NotebookNode], list], object]) -> nbformat.NotebookNode:
    """The reference solution after a change to its cells, given by id and as a list."""
    notebook = tiny()
    change({cell.id: cell for cell in notebook.cells}, notebook.cells)
    return notebook


def drop(*names: str) -> Callable:
    return lambda by_id, cells: [cells.remove(by_id[name]) for name in names]


def put(name: str, source: str) -> Callable:
    return lambda by_id, cells: by_id[name].update(source=source)


def before(name: str, source: str) -> Callable:
    return put(name, source + "\n" + next(cell.source for cell in tiny().cells if cell.id == name))


def doubled(by_id: dict, cells: list) -> None:
    copy = nbformat.from_dict(json.loads(json.dumps(by_id["q1-small"])))
    copy.update(id="copy", source="pass")
    cells.insert(0, copy)


def retyped(by_id: dict, cells: list) -> None:
    at = cells.index(by_id["q1-small"])
    cells[at] = nbformat.v4.new_markdown_cell("gone", metadata=by_id["q1-small"].metadata)


def forged_points(by_id: dict, cells: list) -> None:
    by_id["q1-small"].metadata.nbgrader.points = 100
    by_id["q1-twice"].update(source="def twice(x):\n    return 2 * x")


HONEST = {
    "the reference": (lambda by_id, cells: None, set()),
    "a test cell deleted": (drop("q1-small"), set()),
    "a solution and its tests deleted": (drop("q1-twice", "q1-small", "q1-large"), {"q1-small", "q1-large"}),
    "the setup deleted": (drop("setup"), set()),
    "everything deleted": (lambda by_id, cells: cells.clear(), {"q1-small", "q1-large", "q2-value"}),
    "a test cell doubled": (doubled, set()),
    "a test cell emptied": (put("q1-small", ""), set()),
    "a test cell made text": (retyped, set()),
    "metadata of an old nbgrader": (
        lambda by_id, cells: [by_id[name].metadata.nbgrader.pop("schema_version") for name in ("setup", "q1-small")],
        set(),
    ),
    "metadata of a wrong type": (lambda by_id, cells: cells[0].metadata.update(nbgrader=["spam"]), set()),
    "metadata of another assignment": (
        lambda by_id, cells: cells[0].metadata.update(nbgrader={"grade_id": "q9-spam", "grade": True, "points": 50}),
        set(),
    ),
    "points forged": (forged_points, set()),
    "a wrong answer with the test cell edited": (
        lambda by_id, cells: (
            put("q2-half", "def half(x): return 0")(by_id, cells),
            put("q2-value", "pass")(by_id, cells),
        ),
        {"q2-value"},
    ),
    "a warning on the way": (
        put("q1-twice", "import warnings\n\ndef twice(x):\n    warnings.warn('noise')\n    return 2 * x"),
        set(),
    ),
    "text on stderr": (
        put("q1-twice", "import sys\n\ndef twice(x):\n    print('noise', file=sys.stderr)\n    return 2 * x"),
        set(),
    ),
}


@pytest.mark.parametrize("case", HONEST)
def test_a_changed_notebook_keeps_what_it_earned(course: ScratchCourse, case: str) -> None:
    change, lost = HONEST[case]
    report = grade(course, "s" + str(list(HONEST).index(case)), changed(change))
    assert report.failure is None
    assert report.failed_cells == lost
    assert report.max_points == 3


def test_no_kernel_or_a_strange_one_is_no_matter(course: ScratchCourse) -> None:
    for student, metadata in (("nokernel", {}), ("strange", {"kernelspec": {"name": "julia", "display_name": "J"}})):
        notebook = tiny()
        notebook.metadata = nbformat.from_dict(metadata)
        assert grade(course, student, notebook).points == 3


def test_a_value_left_in_a_test_cell_is_not_a_score(course: ScratchCourse, tmp_path: Path) -> None:
    notebook = tiny()
    for cell in notebook.cells:
        if cell.id == "q1-small":
            cell.source += "\n0.25"
        if cell.id == "q1-large":
            cell.source = "# Tests twice.\n'text'\n" + cell.source
    source = tmp_path / NAME
    notebooks.write(notebook, source / f"{NAME}.ipynb")
    with ScratchCourse() as scratch:
        scratch.add_assignment(source)
        assert grade(scratch, "right", notebook).points == 3
        for cell in notebook.cells:
            if cell.id == "q1-twice":
                cell.source = "def twice(x):\n    return 0"
        assert grade(scratch, "wrong", notebook).points == 1


DAMAGED = {
    "not JSON": ("{nope", "can't be read as a notebook"),
    "cut off": (notebooks.dumps(tiny())[:700], "can't be read as a notebook"),
    "empty": ("", "can't be read as a notebook"),
    "not text": (b"\xff\xfe\x00", "can't be read as a notebook"),
    "a list": ("[1, 2]", "can't be read as a notebook"),
    "no cells": ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "can't be read as a notebook"),
    "cells of a wrong type": (
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "spam"}]}',
        "can't be read as a notebook",
    ),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_submission_says_so_and_the_class_goes_on(course: ScratchCourse, case: str) -> None:
    content, said = DAMAGED[case]
    student = "d" + str(list(DAMAGED).index(case))
    report = grade(course, student, content)
    assert said in report.failure
    assert report.points == 0
    assert grade(course, f"{student}-neighbor", tiny()).points == 3


def test_the_whole_class_is_graded_in_one_run_around_a_damaged_one(course: ScratchCourse) -> None:
    for student, content in (("c1", notebooks.dumps(tiny())), ("c2", "{nope"), ("c3", notebooks.dumps(tiny()))):
        path = course.root / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(content)
    api = course.api
    result = api.autograde(NAME, "c[123]")
    assert not result["success"]
    assert "c2/tiny/tiny.ipynb: It can't be read as a notebook" in result["log"]
    with Gradebook(course.config.CourseDirectory.db_url) as gradebook:
        scores = {student: gradebook.find_submission(NAME, student).score for student in ("c1", "c2", "c3")}
    assert scores == {"c1": 3, "c2": 0, "c3": 3}


def test_what_was_tested_before_the_process_ended_counts(course: ScratchCourse) -> None:
    report = grade(course, "ended", changed(before("q2-half", "import os\nos._exit(1)")))
    assert report.failure is None
    assert report.failed_cells == {"q2-value"}
    assert report.questions[1].cells[0].message.startswith("The code ended the Python process")


def test_an_endless_loop_is_stopped_and_the_rest_graded(course: ScratchCourse) -> None:
    report = grade(course, "endless", changed(put("q2-half", "def half(x):\n    while True:\n        pass")))
    assert report.failure is None
    assert report.failed_cells == {"q2-value"}
    assert "took too long" in report.questions[1].cells[0].message


def test_scores_of_an_earlier_run_are_not_shown_after_a_failed_one(course: ScratchCourse) -> None:
    assert grade(course, "again", tiny()).points == 3
    report = grade(course, "again", "{nope")
    assert report.failure and report.points == 0
    with Gradebook(course.config.CourseDirectory.db_url) as gradebook:
        submission = gradebook.find_submission(NAME, "again")
        assert submission.score == 0
        assert submission.needs_manual_grade
    assert grade(course, "again", tiny()).points == 3


def test_feedback_hides_tests_and_tracebacks_and_needs_no_network(course: ScratchCourse) -> None:
    grade(course, "reader", changed(put("q1-twice", "def twice(x):\n    return 2 * x if x < 1000 else 0")))
    page = course.feedback(NAME, "reader").read_text(encoding="utf-8")
    assert "a message that teaches" in page
    for secret in (
        "secret_number",
        "48151623",
        "HIDDEN TESTS",
        "Traceback (most",
        "96303246",
        str(course.root),
        "site-packages",
    ):
        assert secret not in page, secret
    assert "<mfrac>" in page and "$3 or $4" in page
    # What a browser would fetch: nothing that isn't in the page itself.
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)[^"']*["']|@import|url\((?!["']?data:)[^)]*\)""", page)


def test_feedback_on_an_error_of_ones_own_shows_ones_own_lines_only(course: ScratchCourse) -> None:
    grade(course, "erring", changed(put("q1-twice", "import json\njson.loads('{nope')")))
    page = re.sub(r"<[^>]+>", "", course.feedback(NAME, "erring").read_text(encoding="utf-8"))
    assert "JSONDecodeError: Expecting property name" in page
    for secret in ("lib/python", str(Path.home()), "decoder.py"):
        assert secret not in page, secret


def test_released_cells_keep_no_trace_of_what_is_hidden(course: ScratchCourse) -> None:
    text = (course.root / "release" / NAME / f"{NAME}.ipynb").read_text()
    for secret in ("secret_number", "HIDDEN", "2 * x", "x / 2"):
        assert secret not in text


@pytest.mark.parametrize(
    ("ename", "evalue", "said"),
    [
        ("AssertionError", "f(1) returned 2.", "f(1) returned 2."),
        ("AssertionError", "", "A test of this question failed."),
        ("NameError", "name 'twice' is not defined", "`twice` isn't defined"),
        ("CellTimeoutError", "", "took too long"),
        ("KeyError", "'a'\nand more", "KeyError: 'a'"),
    ],
)
def test_a_failure_is_told_in_words(ename: str, evalue: str, said: str) -> None:
    assert said in message(ename, evalue)
