"""A class on the terminal, played in a temporary course: what an instructor does, and what comes of it."""

import copy
import shutil
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from rich.console import Console
from rich.progress import track
from rich.table import Table

from mla_course import notebooks
from mla_course.answers import Answer, read_answers, source_notebook, with_answer
from mla_course.grading.report import Report
from mla_course.grading.scratch import ScratchCourse
from mla_course.outline import load_outline
from mla_course.paths import SOURCE

STUDENTS = {
    "ada": "everything right",
    "grace": "everything right, another way",
    "alan": "two misconceptions",
    "blaise": "handed in what was released",
    "charles": "a damaged file",
}


def play(console: Console) -> dict[str, Report]:
    """Release the first assignment, let five students hand in, and collect, grade and return their work.

    Args:
        console: Where to tell the story.

    Returns:
        The report of each student.
    """
    folder = load_outline().assignments[0].folder
    with ScratchCourse() as course:
        _step(console, "nbgrader generate_assignment", f"source/{folder} becomes release/{folder}, without the answers")
        course.add_assignment(SOURCE / folder)
        _step(console, "nbgrader release_assignment", "the release goes to the exchange")
        _done(course.api.release_assignment(folder))
        _step(console, "nbgrader submit", "five students hand in")
        for student, quality in STUDENTS.items():
            console.print(f"  {student}: {quality}")
            _write_work(student, course.root, folder)
            _submit(course, student, folder)
        _step(console, "nbgrader collect", "their work comes back from the exchange")
        _done(course.api.collect(folder))
        _step(console, "nbgrader autograde", "one after another; a damaged one doesn't stop the rest")
        reports = {
            student: course.autograde(folder, student)
            for student in track(STUDENTS, description="grading", console=console)
        }
        _step(console, "nbgrader generate_feedback and release_feedback", "a page for each student")
        for student, report in reports.items():
            if report.failure is None:
                course.feedback(folder, student)
        _done(course.api.release_feedback(folder))
        console.print(_gradebook(reports))
        for student, report in reports.items():
            if report.failure:
                reason = report.failure.replace(f"{course.root}/", "")
                console.print(f"[bold]{student}[/bold] was not graded: {reason}")
    return reports


def _step(console: Console, command: str, words: str) -> None:
    console.print(f"[bold]{command}[/bold]  {words}")


def _done(result: dict) -> None:
    if not result["success"]:
        raise RuntimeError(f"nbgrader stopped the demo: {result.get('error') or result.get('log')}")


def _write_work(student: str, root: Path, folder: str) -> None:
    """Lay a student's copy in work/, the way the student left it."""
    work = root / "work" / folder
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(root / "release" / folder, work)
    path = work / f"{folder}.ipynb"
    if student == "blaise":
        return
    if student == "charles":
        path.write_text(path.read_text(encoding="utf-8")[:2000], encoding="utf-8")
        return
    notebook = source_notebook(folder)
    for answer in _chosen(student, read_answers(folder)):
        notebook = with_answer(notebook, answer)
    notebooks.write(notebook, path)


def _chosen(student: str, answers: list[Answer]) -> list[Answer]:
    """The answers that differ from the reference: other right ones for grace, two wrong ones for alan."""
    first: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        first.setdefault((answer.question, answer.kind), answer)
    if student == "grace":
        return [answer for (_, kind), answer in first.items() if kind == "right"]
    if student == "alan":
        return [answer for (_, kind), answer in first.items() if kind == "wrong"][:2]
    return []


def _submit(course: ScratchCourse, student: str, folder: str) -> None:
    config = copy.deepcopy(course.config)
    config.CourseDirectory.student_id = student
    config.CourseDirectory.assignment_id = folder
    coursedir = CourseDirectory(config=config)
    factory = ExchangeFactory(config=config)
    factory.Submit(coursedir=coursedir, authenticator=course.api.authenticator, config=config).start()


def _gradebook(reports: dict[str, Report]) -> Table:
    questions = next(iter(reports.values())).questions
    table = Table(title="Gradebook", title_justify="left")
    table.add_column("Student", no_wrap=True)
    for question in questions:
        table.add_column(f"{question.key.upper()} ({question.max_points:g})", justify="right")
    table.add_column(f"All ({next(iter(reports.values())).max_points:g})", justify="right", no_wrap=True)
    for student, report in reports.items():
        if report.failure:
            cells = ["-" for _ in questions] + ["-"]
        else:
            cells = [f"{q.points:g}" for q in report.questions] + [f"{report.points:g}"]
        table.add_row(student, *cells)
    return table
