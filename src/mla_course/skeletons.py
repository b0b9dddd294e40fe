"""Skeletons of a lesson, an assignment and a question: each passes every check from its first minute."""

import datetime
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import jupytext

from mla_course import notebooks, release
from mla_course.coverage import coverage, levels
from mla_course.files import write_atomically
from mla_course.outline import OUTLINE, Assignment, Lesson, Levels, Outline, Task, load_outline
from mla_course.paths import ANSWERS, COURSE, QUESTIONS, SOURCE
from mla_course.questions import load_bank

TEMPLATES = Path(__file__).parent / "templates"
MINUTES = 40


class SkeletonError(ValueError):
    """The skeleton can't be made; the message says why."""


def lesson(id: str, title: str) -> list[Path]:
    """Start a lesson and enter it in the outline.

    Args:
        id: TASK.number, like 1.2.3.
        title: A few words.

    Returns:
        The files that were made or extended.

    Raises:
        SkeletonError: The id is malformed or taken, or its task is not in the blueprint.
    """
    outline = load_outline()
    _check_id(id, "lesson", r"\d\.\d\.\d+", "TASK.number, like 1.2.3", outline.lessons)
    task = _task(outline, id[:3])
    statement = next(iter(task.statements))
    folder = f"{id[0]}-{_slug(_domain_title(outline, id[0]))}"
    path = COURSE / folder / f"{id}-{_slug(title)}.ipynb"
    question = next((q.id for q in load_bank().scored if q.id.startswith(f"{task.id}-")), load_bank().scored[0].id)
    text = _fill("lesson.py", ID=id, TITLE=title, STATEMENTS=statement, MINUTES=str(MINUTES), QUESTION=question)
    _write_notebook(text, path)
    _enter(
        "lessons",
        f"""\
  - id: {id}
    title: {title}
    file: {folder}/{path.name}
    minutes: {MINUTES}
    statements: [{statement}]
    services: [Amazon S3]
""",
    )
    raise_floor()
    return [path, OUTLINE]


def assignment(id: str, title: str) -> list[Path]:
    """Start an assignment of four questions with its answers and its release, and enter it in the outline.

    Args:
        id: TASK and a letter, like 1.2b.
        title: A few words.

    Returns:
        The files that were made or extended.

    Raises:
        SkeletonError: The id is malformed or taken, or its task is not in the blueprint.
    """
    outline = load_outline()
    _check_id(id, "assignment", r"\d\.\d[a-z]", "TASK and a letter, like 1.2b", outline.assignments)
    task = _task(outline, id[:3])
    folder = f"{id}-{_slug(title)}"
    questions = "".join(_fill("assignment_question.py", N=str(n)) for n in range(1, 5))
    path = SOURCE / folder / f"{folder}.ipynb"
    _write_notebook(_fill("assignment.py", ID=id, TITLE=title, QUESTIONS=questions), path)
    answers = ANSWERS / f"{folder}.py"
    given = "".join(_fill("answers_question.py", N=str(n)) for n in range(1, 5))
    write_atomically(answers, _fill("answers.py", ID=id, ANSWERS=given).rstrip() + "\n")
    _format(answers)
    _enter(
        "assignments",
        f"""\
  - id: {id}
    title: {title}
    folder: {folder}
    minutes: 60
    points: 12
    statements: [{next(iter(task.statements))}]
    services: []
    lessons: []
""",
    )
    release.write(folder)
    raise_floor()
    return [path, answers, release.RELEASE / folder, OUTLINE]


def question(task_id: str) -> list[Path]:
    """Start a question on a task, at the end of the task's file.

    Args:
        task_id: Like 1.2.

    Returns:
        The file.

    Raises:
        SkeletonError: The task is not in the blueprint.
    """
    task = _task(load_outline(), task_id)
    path = QUESTIONS / f"{task_id}.yaml"
    numbers = [int(id.split("-")[1][:3]) for id in load_bank() if id.startswith(f"{task_id}-")]
    id = f"{task_id}-{max(numbers, default=0) + 1:03d}"
    entry = _fill(
        "question.yaml", ID=id, STATEMENT=next(iter(task.statements)), TODAY=datetime.date.today().isoformat()
    )
    before = path.read_text(encoding="utf-8") if path.exists() else f'task: "{task_id}"\nquestions:\n'
    write_atomically(path, before.rstrip("\n") + "\n" + ("\n" if numbers else "") + entry)
    raise_floor()
    return [path, OUTLINE]


def raise_floor() -> None:
    """Write today's coverage to the outline, as the floor that it may not fall below."""
    outline = load_outline()
    now = coverage(outline)
    text = OUTLINE.read_text(encoding="utf-8")
    for name, rows in (("statements", now.statements), ("services", now.services)):
        text = re.sub(rf"^  {name}: \{{taught.*$", f"  {name}: {_flow(levels(rows))}", text, flags=re.MULTILINE)
    write_atomically(OUTLINE, text)


def _flow(count: Levels) -> str:
    return f"{{taught: {count.taught}, practiced: {count.practiced}, asked: {count.asked}}}"


def _check_id(id: str, kind: str, form: str, example: str, taken: Sequence[Lesson | Assignment]) -> None:
    if not re.fullmatch(form, id):
        raise SkeletonError(f"{id!r} is no id of a new {kind}: it is {example}.")
    if any(entry.id == id for entry in taken):
        raise SkeletonError(f"The {kind} {id} is in course/outline.yaml already.")


def _task(outline: Outline, id: str) -> Task:
    tasks = {task.id: task for domain in outline.blueprints[outline.exam].domains for task in domain.tasks}
    if id not in tasks:
        raise SkeletonError(f"There is no task {id!r} in the blueprint. There are: {', '.join(tasks)}.")
    return tasks[id]


def _domain_title(outline: Outline, id: str) -> str:
    known = sorted(path.name for path in COURSE.glob(f"{id}-*") if path.is_dir())
    if known:
        return known[0].partition("-")[2]
    return next(domain.title for domain in outline.blueprints[outline.exam].domains if domain.id == id)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _fill(template: str, **values: str) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _write_notebook(text: str, path: Path) -> None:
    notebook = jupytext.reads(text, fmt="py:percent")
    for cell in notebook.cells:
        # jupytext gives random ids; the normal form gives each cell one that its content and place decide.
        cell.pop("id", None)
    notebooks.write(notebooks.normalize(notebook), path)
    _format(path)


def _format(path: Path) -> None:
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)


def _enter(section: str, entry: str) -> None:
    """Put an entry at the end of a section of the outline, before the blank line that ends it."""
    text = OUTLINE.read_text(encoding="utf-8")
    changed = re.sub(rf"(^{section}:\n(?:.+\n)+)", lambda m: m[1] + entry, text, count=1, flags=re.MULTILINE)
    write_atomically(OUTLINE, changed)
