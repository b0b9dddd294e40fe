"""Every answer on file, right and wrong, through the real autograder."""

import functools
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import Courses
from nbformat import NotebookNode

from mla_course import notebooks, paths
from mla_course.answers import Answer, graded_cells, read_answers, source_notebook, with_answer
from mla_course.grading.classroom import Classroom
from mla_course.grading.report import Report, question_key, read_report
from mla_course.grading.scratch import ScratchCourse
from mla_course.release import assignments

# An assignment in the making, without answers yet, fails its own test below and leaves the others' running.
ANSWERS = {folder: read_answers(folder) for folder in assignments() if (paths.ANSWERS / f"{folder}.py").exists()}
# A submission holds one answer to each question, the n-th of each that has so many. An answer's failures are cells of its
# own question, so each lost cell tells whose it is; and a test that depends on another question's answer is found by
# the many rounds in which that one is wrong.
ROUNDS = [
    pytest.param(folder, number, id=f"{folder}-{number}")
    for folder, answers in ANSWERS.items()
    for number in range(max(Counter(answer.question for answer in answers).values(), default=0))
]


@pytest.fixture(scope="session")
def stock() -> Iterator[Courses]:
    """Courses graded by nbgrader's own steps, in one kernel, as a course without our configuration would."""

    def plain() -> ScratchCourse:
        course = ScratchCourse()
        del course.config["Autograde"]
        course.config.Execute.shutdown_kernel = "immediate"
        return course

    kept = Courses(plain)
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def rooms(courses: Courses) -> Callable[[str], Classroom]:
    """The classrooms of `mla grade`, which read an assignment once for all its answers."""
    return functools.cache(lambda folder: Classroom(courses[folder].config, folder))


def as_mla_grade(room: Classroom, course: ScratchCourse, student: str) -> Report:
    # In a thread of the tests' own, since `grade` ends the examiners that it starts.
    with ThreadPoolExecutor(1) as executor:
        (outcome,) = room.grade([student], 1, course.config.Examine.sandboxed, executor)
    db_url = course.config.CourseDirectory.db_url
    return read_report(course.root, db_url, room.assignment, student, outcome.failure)


def grade(courses, folder: str, student: str, notebook, room: Classroom | None = None) -> set[str]:
    """Submit a notebook, grade it as nbgrader does or `mla grade`, and return the ids of the cells that lost points."""
    course = courses[folder]
    copy = course.root / "submitted" / student / folder
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(course.root / "release" / folder, copy)
    notebooks.write(notebook, copy / f"{folder}.ipynb")
    report = as_mla_grade(room, course, student) if room else course.autograde(folder, student)
    assert report.failure is None
    for question in report.questions:
        for cell in question.cells:
            assert cell.points in (0, cell.max_points), f"{cell.grade_id} gave {cell.points} of {cell.max_points}"
            assert (cell.message is None) == (cell.points > 0), f"{cell.grade_id} lost points without a message"
    return report.failed_cells


def answered(folder: str, number: int) -> tuple[NotebookNode, dict[str, Answer]]:
    """The submission of a round, and its answers by question."""
    by_question: dict[str, list[Answer]] = {}
    for answer in ANSWERS[folder]:
        by_question.setdefault(answer.question, []).append(answer)
    chosen = {question: answers[number] for question, answers in by_question.items() if number < len(answers)}
    notebook = source_notebook(folder)
    for answer in chosen.values():
        notebook = with_answer(notebook, answer)
    return notebook, chosen


def assert_each_loses_its_own(failed: set[str], chosen: dict[str, Answer]) -> None:
    wanted = set().union(*(answer.fails for answer in chosen.values()))
    said = []
    for question in sorted({question_key(cell) for cell in failed ^ wanted}):
        answer = chosen.get(question)
        name = (
            f"the {answer.kind} answer {answer.name!r} to {question}"
            if answer
            else f"the reference answer to {question}"
        )
        lost = sorted(cell for cell in failed if question_key(cell) == question)
        said.append(f"{name} loses {lost} and should lose {sorted(answer.fails) if answer else []}")
    assert not said, "\n".join(said)


@pytest.mark.parametrize(("folder", "number"), ROUNDS)
def test_each_answer_loses_exactly_its_own_points(courses, rooms, folder: str, number: int) -> None:
    notebook, chosen = answered(folder, number)
    assert_each_loses_its_own(grade(courses, folder, f"a{number}", notebook, rooms(folder)), chosen)


@pytest.mark.parametrize(("folder", "number"), ROUNDS)
def test_stock_nbgrader_gives_the_same_points(stock, folder: str, number: int) -> None:
    notebook, chosen = answered(folder, number)
    assert_each_loses_its_own(grade(stock, folder, f"r{number}", notebook), chosen)


@pytest.mark.parametrize("folder", ANSWERS)
def test_the_reference_gets_everything(courses, folder: str) -> None:
    assert grade(courses, folder, "reference", source_notebook(folder)) == set()


@pytest.mark.parametrize("folder", ANSWERS)
def test_what_was_released_gets_nothing(courses, folder: str) -> None:
    released = notebooks.read(courses[folder].root / "release" / folder / f"{folder}.ipynb")
    assert grade(courses, folder, "blank", released) == set(graded_cells(source_notebook(folder)))


def test_each_assignment_has_answers() -> None:
    assert list(ANSWERS) == assignments()


@pytest.mark.parametrize("folder", ANSWERS)
def test_each_answer_is_in_a_round(folder: str) -> None:
    rounds = [param.values[1] for param in ROUNDS if param.values[0] == folder]
    assert Counter(answer for number in rounds for answer in answered(folder, number)[1].values()) == Counter(
        ANSWERS[folder]
    )


@pytest.mark.parametrize("folder", ANSWERS)
def test_each_question_has_enough_answers(folder: str) -> None:
    answers = ANSWERS[folder]
    questions = {name.split("-")[0] for name in graded_cells(source_notebook(folder))}
    short = {
        question: (count(answers, question, "wrong"), count(answers, question, "right"))
        for question in questions
        if count(answers, question, "wrong") < 3 or count(answers, question, "right") < 1
    }
    assert not short, f"Three wrong answers and one other right answer are wanted; (wrong, right) by question: {short}"


@pytest.mark.parametrize("folder", ANSWERS)
def test_each_test_cell_is_failed_by_a_wrong_answer(folder: str) -> None:
    failed = set().union(*(answer.fails for answer in ANSWERS[folder]))
    assert failed == set(graded_cells(source_notebook(folder)))


def count(answers: list[Answer], question: str, kind: str) -> int:
    return sum(answer.question == question and answer.kind == kind for answer in answers)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('# %% question="q1" kind="wrong" name="a"', "names the test cells"),
        ('# %% question="q1" kind="right" name="a" fails=["q1-value"]', "a right one names none"),
        ('# %% question="q1" kind="maybe" name="a"', "right or wrong"),
        ('# %% kind="right" name="a"', "question, kind and name"),
        ('# %% question="q1" kind="wrong" name="a" fails=["q2-value"]', "belongs to another question"),
    ],
)
def test_a_malformed_answer_is_named(tmp_path: Path, monkeypatch, line: str, said: str) -> None:
    (tmp_path / "x.py").write_text(f"{line}\nprint()\n")
    monkeypatch.setattr("mla_course.answers.ANSWERS", tmp_path)
    with pytest.raises(ValueError, match=said):
        read_answers("x")
