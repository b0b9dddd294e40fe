"""`mla`, the command line of the course: thin over nbgrader, and over the modules beside this one."""

import subprocess
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from mla_course.outline import load_outline

console = Console(highlight=False)


def _plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the errors that a user can mend into one message and exit status 1, without a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except click.exceptions.Exit:
            raise
        except KeyError as error:
            raise click.ClickException(str(error.args[0])) from None
        except Exception as error:
            # Our own errors are messages; any other is a defect, and keeps its traceback for the report.
            if type(error).__module__.startswith("mla_course") or isinstance(
                error, (ValueError, RuntimeError, OSError)
            ):
                raise click.ClickException(str(error)) from None
            raise

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The course for the AWS Certified Machine Learning Engineer - Associate exam."""


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", help="Where JupyterLab listens.")
@click.option("--no-browser", is_flag=True, envvar="NO_BROWSER", help="Print the address and open no browser.")
@_plainly
def lab(port: int | None, no_browser: bool) -> None:
    """Open the course in JupyterLab."""
    from mla_course.lab import open_lab

    sys.exit(open_lab(port, browser=not no_browser))


@main.command("list")
@_plainly
def list_() -> None:
    """Show lessons and assignments, and how far you are."""
    from mla_course.progress import state

    outline = load_outline()
    lessons = Table("Lesson", "Title", "Minutes", "Open", title="Lessons", title_justify="left")
    for lesson in outline.lessons:
        lessons.add_row(lesson.id, lesson.title, str(lesson.minutes), f"course/{lesson.file}")
    assignments = Table("Assignment", "Title", "Points", "Minutes", "You", title="Assignments", title_justify="left")
    for assignment in outline.assignments:
        assignments.add_row(
            assignment.id, assignment.title, str(assignment.points), str(assignment.minutes), state(assignment).words
        )
    console.print(lessons)
    console.print(assignments)


@main.command()
@click.argument("assignment")
@_plainly
def check(assignment: str) -> None:
    """Grade your own copy of ASSIGNMENT, like 1.3a, as the class's grading would."""
    from mla_course.grading.check import check as grade

    entry = load_outline().assignment(assignment)
    with console.status(f"Grading your copy of {entry.id} …"):
        result = grade(entry.folder)
    report = result.report
    if report.failure:
        raise click.ClickException(f"Your copy of {entry.id} could not be graded. {report.failure}")
    table = Table(show_header=True, box=None, pad_edge=False)
    table.add_column("Question")
    table.add_column("Points", justify="right")
    table.add_column("What to look at")
    for question in report.questions:
        messages = [cell.message for cell in question.cells if cell.message]
        table.add_row(
            f"{question.key[1:]}  {question.title}",
            f"{question.points:g} of {question.max_points:g}",
            "\n\n".join(messages),
        )
    console.print(table)
    console.print(f"\n[bold]{report.points:g} of {report.max_points:g} points[/bold]")
    if not result.complete:
        console.print("Only the visible tests ran here; your instructor's grading has more.")
    console.print(f"The notebook with these notes in it: {result.page.relative_to(result.page.parents[2])}")


@main.command()
@click.option("--exam", help="Another blueprint of the outline, like MLA-C02.")
@click.option("--missing", is_flag=True, help="Only what lacks a lesson, an assignment or a question.")
@_plainly
def coverage(exam: str | None, missing: bool) -> None:
    """Show what of the exam is taught, practiced and asked."""
    from mla_course.coverage import coverage as measure
    from mla_course.coverage import levels

    outline = load_outline()
    if exam is not None and exam not in outline.blueprints:
        raise click.ClickException(f"There is no blueprint {exam!r}. There are: {', '.join(outline.blueprints)}.")
    result = measure(outline, exam)
    # A pipe has no width of its own: there, nothing is cut.
    wide = console if console.is_terminal else Console(width=200, highlight=False)
    for name, rows in (("Statement", result.statements), ("Service", result.services)):
        table = Table(name, "What it says" if name == "Statement" else "Category", "Taught", "Practiced", "Asked")
        for row in rows:
            if missing and row.taught and row.practiced and row.asked:
                continue
            asked = f"{len(row.asked)} questions" if len(row.asked) > 3 else ", ".join(row.asked)
            table.add_row(
                row.id, row.title, ", ".join(row.taught) or "-", ", ".join(row.practiced) or "-", asked or "-"
            )
        wide.print(table)
        count = levels(rows)
        wide.print(
            f"Of {len(rows)} {name.lower()}s: {count.taught} taught, {count.practiced} practiced, {count.asked} asked, "
            f"{sum(not (row.taught or row.practiced or row.asked) for row in rows)} missing.\n"
        )


@main.command()
@click.argument("assignment")
@click.option("--student", "students", multiple=True, help="Grade this student only; may be given more than once.")
@click.option("--workers", type=click.IntRange(1, 256), help="How many submissions at a time; default: the cores.")
@click.option("--force", is_flag=True, help="Grade again what has been graded.")
@click.option("--scheduler", metavar="URL", help="Send the work to a Dask cluster, like tcp://host:8786.")
@click.option("--no-sandbox", is_flag=True, help="Run the students' code with your own rights. For code you trust.")
@_plainly
def grade(
    assignment: str,
    students: tuple[str, ...],
    workers: int | None,
    force: bool,
    scheduler: str | None,
    no_sandbox: bool,
) -> None:
    """Grade a class: all submissions of ASSIGNMENT that aren't graded yet.

    Exit status 0 says that each is graded, 1 that some can't be; stopped with Ctrl-C, it goes on where it was.
    """
    from mla_course.grading.run import grade_class

    folder = load_outline().assignment(assignment).folder
    if no_sandbox:
        console.print(
            "[bold]No sandbox.[/bold] Each student's code can read and change what you can: your files, the gradebook, "
            "the others' work, the network."
        )
    sys.exit(grade_class(console, folder, students, workers, force, scheduler, not no_sandbox))


@main.command()
@click.argument("assignment")
@_plainly
def answers(assignment: str) -> None:
    """Grade the right and wrong answers of ASSIGNMENT through the real autograder."""
    from mla_course.paths import ROOT

    entry = load_outline().assignment(assignment)
    run = [sys.executable, "-m", "pytest", "tests/test_answers.py", "-k", entry.folder, "--no-header"]
    sys.exit(subprocess.run(run, cwd=ROOT).returncode)


@main.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", help="Where JupyterLab listens.")
@click.option("--no-browser", is_flag=True, envvar="NO_BROWSER", help="Print the address and open no browser.")
@click.pass_context
@_plainly
def exam(context: click.Context, port: int | None, no_browser: bool) -> None:
    """Sit the practice exam, in JupyterLab."""
    if context.invoked_subcommand is None:
        from mla_course.lab import open_lab

        sys.exit(open_lab(port, browser=not no_browser, notebook="course/practice-exam.ipynb"))


@exam.command()
@click.option("--write", is_flag=True, help="Renew the figures and the numbers in docs/exam.md.")
@_plainly
def simulate(write: bool) -> None:
    """Try the three forms on 2,000 simulated people each: reliability, equal scores, equal decisions."""
    from mla_course.exam import simulate as simulation
    from mla_course.exam.page import renew, tables

    with console.status("Drawing the forms, then letting people sit them …"):
        table, holds = tables()
        if write:
            renew()
    console.print(table, markup=False)
    if not holds:
        raise click.ClickException(
            f"The forms must have a reliability of {simulation.LEAST_RELIABILITY}, differ by less than "
            f"{simulation.MOST_DIFFERENCE:g} points, and agree in {simulation.LEAST_AGREEMENT:.0%} of the decisions."
        )


@exam.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@_plainly
def calibrate(files: tuple[str, ...]) -> None:
    """Estimate difficulties anew from answers: FILES of learners (.mla/answers.sqlite), or your own without any."""
    from pathlib import Path

    from mla_course.exam.calibration import calibrate as estimate

    table = Table("Question", "Author's", "Estimated", "Answers", title="Difficulty in logits", title_justify="left")
    found = estimate([Path(file) for file in files])
    for id, (before, after, count) in found.items():
        table.add_row(id, f"{before:+.2f}", f"{after:+.2f}", str(count))
    console.print(table)
    console.print(f"{len(found)} difficulties kept in questions/calibration.json; the exam uses them from now on.")


@main.group()
def questions() -> None:
    """The question bank: check it, or take it to a learning platform."""


@questions.command("check")
@_plainly
def check_questions() -> None:
    """Say what is wrong with the bank as a whole: balance, coverage, duplicates, and tricks that pay."""
    from mla_course.questions import load_bank, tricks
    from mla_course.questions.audit import audit, scenario

    outline = load_outline()
    bank = load_bank(statements=outline.known_statements, services=outline.services())
    table = Table("Who goes by", "is off chance by", title="What looks tell", title_justify="left")
    for name, profit in tricks.profits(bank.scored, lambda each: scenario(bank, each)).items():
        table.add_row(name, f"{100 * profit:+.1f} points")
    console.print(table)
    problems = list(audit(bank, outline))
    for problem in problems:
        console.print(problem, markup=False, soft_wrap=True)
    console.print(f"{len(bank.scored)} questions, {len(problems)} problems.")
    sys.exit(1 if problems else 0)


@questions.command()
@click.argument("path", type=click.Path(dir_okay=False), default="questions.zip")
@_plainly
def export(path: str) -> None:
    """Write the bank to PATH as a QTI 2.1 package, which learning platforms import."""
    from pathlib import Path

    from mla_course.questions import load_bank, qti

    bank = load_bank()
    qti.write(bank, Path(path))
    console.print(f"{path}: {len(bank.scored)} questions, with keys. Keep it from your students.")


@main.command()
@_plainly
def demo() -> None:
    """Play a class on the terminal: release, five submissions, collect, autograde, feedback, gradebook."""
    from mla_course.demo import play

    play(console)


@main.command("format")
@_plainly
def format_() -> None:
    """Bring notebooks and code to their normal form, and the outline's floor of coverage up to date."""
    from mla_course import notebooks, skeletons
    from mla_course.paths import ROOT

    for path in notebooks.authored():
        before = path.read_text(encoding="utf-8")
        notebook = notebooks.normalize(notebooks.read(path))
        if notebooks.dumps(notebook) != before:
            notebooks.write(notebook, path)
            console.print(f"{path.relative_to(ROOT)}: brought to normal form")
    skeletons.raise_floor()
    for step in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        if subprocess.run([sys.executable, "-m", "ruff", *step, str(ROOT)], cwd=ROOT).returncode:
            raise click.ClickException("ruff found what it can't mend by itself; its words are above.")


@main.command()
@click.argument("assignment", required=False)
@_plainly
def release(assignment: str | None) -> None:
    """Generate release/ from source/, for ASSIGNMENT or for all."""
    from mla_course import release as releases

    for folder in [load_outline().assignment(assignment).folder] if assignment else releases.assignments():
        releases.write(folder)
        console.print(f"release/{folder}")


@main.group()
def new() -> None:
    """Start a lesson, an assignment or a question: a skeleton that passes every check."""


@new.command("lesson")
@click.argument("id")
@click.argument("title")
@_plainly
def new_lesson(id: str, title: str) -> None:
    """Start the lesson ID, like 1.2.3, with a TITLE of a few words."""
    from mla_course import skeletons

    _made(skeletons.lesson(id, title))


@new.command("assignment")
@click.argument("id")
@click.argument("title")
@_plainly
def new_assignment(id: str, title: str) -> None:
    """Start the assignment ID, like 1.2b, with a TITLE of a few words."""
    from mla_course import skeletons

    _made(skeletons.assignment(id, title))


@new.command("question")
@click.argument("task")
@_plainly
def new_question(task: str) -> None:
    """Start a question on TASK, like 1.2."""
    from mla_course import skeletons

    _made(skeletons.question(task))


def _made(paths: list) -> None:
    for path in paths:
        console.print(f"made or extended {path}")
    console.print("Now write it; `make test` stays green all the way.")


if __name__ == "__main__":
    main()
