"""A class is graded as nbgrader would, each submission once, whatever stops a run in between."""

import ctypes
import errno
import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from unittest import mock

import nbformat
import pytest
from conftest import need
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from mla_course import notebooks
from mla_course.grading.classroom import BusyError, Classroom, Outcome, alone
from mla_course.grading.examiner import pool
from mla_course.grading.scratch import ScratchCourse
from mla_course.paths import ROOT

NAME = "tiny"
NOTEBOOK = f"{NAME}.ipynb"
DUE = "2026-11-01 12:00:00 UTC"
DATA = b"3\n4\n"


# --- A small assignment and its class --------------------------------------------------------------------------------


def made(kind: Callable, source: str, name: str, **more: object) -> nbformat.NotebookNode:
    cell = kind(source, id=name)
    if more:
        plain = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
        cell.metadata["nbgrader"] = plain | {"grade_id": name, "cell_type": cell.cell_type} | more
    return cell


def tiny() -> nbformat.NotebookNode:
    """Three questions: one tested, one with a file, and one that a person reads."""
    test = {"grade": True, "locked": True, "points": 1}
    return notebooks.normalize(
        new_notebook(
            cells=[
                made(new_markdown_cell, "# Tiny", "title"),
                made(new_code_cell, "four = 4", "setup", locked=True),
                made(
                    new_code_cell,
                    "### BEGIN SOLUTION\ndef twice(x):\n    return 2 * x\n### END SOLUTION",
                    "q1-twice",
                    solution=True,
                ),
                made(new_code_cell, "assert twice(2) == four", "q1-small", **test),
                made(new_code_cell, "assert twice(20) == 40, 'forty'", "q1-large", **test),
                made(
                    new_code_cell,
                    "### BEGIN SOLUTION\ndef total():\n    return sum(map(int, open('data.txt')))\n### END SOLUTION",
                    "q2-total",
                    solution=True,
                ),
                made(
                    new_code_cell,
                    "import math\n\nassert total() == 7\n### BEGIN HIDDEN TESTS\nimport colorsys\n### END HIDDEN TESTS",
                    "q2-value",
                    **test,
                ),
                made(
                    new_markdown_cell,
                    "### BEGIN SOLUTION\nBecause.\n### END SOLUTION",
                    "q3-why",
                    grade=True,
                    solution=True,
                    points=2,
                ),
                made(
                    new_code_cell,
                    "### BEGIN SOLUTION\nplotted = True\n### END SOLUTION",
                    "q4-plot",
                    grade=True,
                    solution=True,
                    points=3,
                ),
            ]
        )
    )


def changed(change: Callable[[dict[str, nbformat.NotebookNode], list], object]) -> nbformat.NotebookNode:
    """The reference solution after a change to its cells, given by id and as a list."""
    notebook = tiny()
    change({cell.id: cell for cell in notebook.cells}, notebook.cells)
    return notebook


def put(**sources: str) -> nbformat.NotebookNode:
    return changed(lambda by_id, cells: [by_id[name.replace("_", "-")].update(source=s) for name, s in sources.items()])


def without(*names: str) -> nbformat.NotebookNode:
    return changed(lambda by_id, cells: [cells.remove(by_id[name]) for name in names])


Files = dict[str, bytes | str | nbformat.NotebookNode]


def submit(course: ScratchCourse, student: str, files: Files) -> Path:
    folder = course.root / "submitted" / student / NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        if isinstance(content, nbformat.NotebookNode):
            content = notebooks.dumps(content)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def room(course: ScratchCourse) -> Classroom:
    return Classroom(course.config, NAME)


def graded(course: ScratchCourse, *students: str, workers: int = 2) -> dict[str, Outcome]:
    here = room(course)
    outcomes = {each.student: each for each in here.grade(students or here.students(), workers)}
    assert set(outcomes) == set(students or here.students())
    return outcomes


@pytest.fixture(scope="module", autouse=True)
def standing() -> Iterator[None]:
    """Examiners stay from one run of this process to the next; that a run ends its own is tested in other processes."""
    with mock.patch.object(pool, "close"):
        yield
    pool.close()


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    need("bwrap", "bubblewrap")
    folder = tmp_path_factory.mktemp("source") / NAME
    notebooks.write(tiny(), folder / NOTEBOOK)
    (folder / "data.txt").write_bytes(DATA)
    (folder / "more").mkdir()
    (folder / "more" / "notes.txt").write_text("notes")
    return folder


def opened(source: Path) -> ScratchCourse:
    course = ScratchCourse()
    course.config.Examine.timeout = 5
    course.config.LateSubmissionPlugin.penalty_method = "zero"
    course.add_assignment(source)
    with Gradebook(course.config.CourseDirectory.db_url) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=DUE)
    return course


@pytest.fixture
def course(source: Path) -> Iterator[ScratchCourse]:
    with opened(source) as scratch:
        yield scratch


def rows(course: ScratchCourse, student: str) -> dict[str, object]:
    """What the gradebook says of a submission."""
    with Gradebook(course.config.CourseDirectory.db_url) as gradebook:
        submission = gradebook.find_submission(NAME, student)
        notebook = gradebook.find_submission_notebook(NAME, NAME, student)
        return {
            "grades": {
                each.name: (each.auto_score, each.manual_score, each.extra_credit, each.needs_manual_grade)
                for each in notebook.grades
            },
            "comments": {each.name: (each.auto_comment, each.manual_comment) for each in notebook.comments},
            "timestamp": submission.timestamp,
            "score": (submission.score, submission.max_score),
            "late": (
                submission.total_seconds_late,
                submission.late_submission_penalty,
                notebook.late_submission_penalty,
            ),
            "manual": (submission.needs_manual_grade, notebook.needs_manual_grade),
        }


def files_of(course: ScratchCourse, student: str) -> dict[str, bytes]:
    folder = course.root / "autograded" / student / NAME
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def states(course: ScratchCourse) -> dict[str, object]:
    return {student: (rows(course, student), files_of(course, student)) for student in room(course).students()}


# --- As nbgrader does it ---------------------------------------------------------------------------------------------

RIGHT = {NOTEBOOK: tiny()}
EARLY, LATE = {"timestamp.txt": "2026-10-31 08:00:00 UTC"}, {"timestamp.txt": "2026-11-03 12:00:01.5 UTC"}
CLASS: dict[str, Files] = {
    "right": RIGHT,
    "early": RIGHT | EARLY,
    "late": RIGHT | LATE,
    "late and wrong": {NOTEBOOK: put(q1_twice="def twice(x):\n    return 4")} | LATE,
    "in another zone": RIGHT | {"timestamp.txt": "2026-11-01 13:30:00 +0200"},
    "half right": {NOTEBOOK: put(q1_twice="def twice(x):\n    return 4", q3_why="It is so.")},
    "an error": {NOTEBOOK: put(q1_twice="1 / 0", q4_plot="print('a plot')")},
    "answers deleted": {NOTEBOOK: without("q1-twice", "q3-why", "q4-plot")},
    "a test deleted": {NOTEBOOK: without("q1-small")},
    "all deleted": {NOTEBOOK: changed(lambda by_id, cells: cells.clear())},
    "an old form": {
        NOTEBOOK: json.dumps(
            {
                **json.loads(notebooks.dumps(tiny())),
                "nbformat_minor": 4,
                "cells": [
                    {key: value for key, value in cell.items() if key != "id"}
                    for cell in json.loads(notebooks.dumps(without("q1-small")))["cells"]
                ],
            }
        )
    },
    "files": RIGHT
    | {
        "own.csv": "a,b\n1,2\n",
        "pictures/one.png": b"\x89PNG",
        ".hidden": b"x",
        "data.txt": b"9\n",
        ".ipynb_checkpoints/tiny-checkpoint.ipynb": b"{}",
        "__pycache__/x.pyc": b"x",
    },
    "a module": {
        "helpers.py": "def double(x):\n    return 2 * x\n",
        "data/rows.txt": "5",
        NOTEBOOK: put(
            q1_twice="from helpers import double as twice",
            q2_total="def total():\n    return 2 + int(open('data/rows.txt').read())",
        ),
    },
}


@pytest.fixture(scope="module")
def both(source: Path) -> Iterator[tuple[ScratchCourse, ScratchCourse, dict[str, Outcome]]]:
    """The same class graded by us, and by nbgrader's own steps one submission after another."""
    with opened(source) as ours, opened(source) as theirs:
        released = (ours.root / "release" / NAME / NOTEBOOK).read_bytes()
        for student, files in {**CLASS, "blank": {NOTEBOOK: released}}.items():
            submit(ours, student, files)
            submit(theirs, student, files)
            theirs.autograde(NAME, student)
        yield ours, theirs, graded(ours)


@pytest.mark.parametrize("student", [*CLASS, "blank"])
def test_the_gradebook_says_what_nbgrader_makes_it_say(both, student: str) -> None:
    ours, theirs, _ = both
    assert rows(ours, student) == rows(theirs, student)


@pytest.mark.parametrize("student", [*CLASS, "blank"])
def test_the_files_are_those_that_nbgrader_writes(both, student: str) -> None:
    ours, theirs, _ = both
    mine, other = files_of(ours, student), files_of(theirs, student)
    assert set(mine) == set(other)
    assert {name: data for name, data in mine.items() if name != NOTEBOOK} == {
        name: data for name, data in other.items() if name != NOTEBOOK
    }
    here, there = (nbformat.reads(each[NOTEBOOK].decode(), as_version=4) for each in (mine, other))
    nbformat.validate(here)
    assert [told(cell) for cell in here.cells] == [told(cell) for cell in there.cells]
    folder = ours.root / "autograded" / student / NAME
    assert not any(path.stat().st_mode & 0o222 for path in folder.rglob("*") if path.is_file())


def told(cell: nbformat.NotebookNode) -> tuple:
    outputs = [
        {key: value for key, value in each.items() if key not in ("traceback", "execution_count")}
        for each in cell.get("outputs", [])
    ]
    nbgrader = {key: value for key, value in cell.metadata.get("nbgrader", {}).items() if value is not None}
    return cell.cell_type, cell.source, nbgrader, outputs


def test_an_outcome_says_what_the_gradebook_does(both) -> None:
    ours, _, outcomes = both
    for student, outcome in outcomes.items():
        scores = rows(ours, student)["grades"]
        assert outcome.failure is None
        assert outcome.points == sum(auto or 0 for auto, *_ in scores.values()), student
        assert outcome.max_points == 8
    assert {"q1-small", "q1-large"} <= set(outcomes["an error"].failed)
    assert [cell for cell, _ in outcomes["a test deleted"].remarks] == ["q1-small"]


def test_what_only_hidden_tests_import_is_not_told(both) -> None:
    assert room(both[0]).reference.modules == ("math",)


def test_the_class_looks_right_to_nbgrader(both) -> None:
    ours, theirs, _ = both
    kept = ("student", "status", "score", "code_score", "written_score", "needs_manual_grade", "submitted")
    mine, other = (
        {each["student"]: {key: each.get(key) for key in kept} for each in course.api.get_submissions(NAME)}
        for course in (ours, theirs)
    )
    assert mine == other


# --- Again, and by hand ----------------------------------------------------------------------------------------------


def test_what_a_person_gave_stays(course: ScratchCourse) -> None:
    submit(course, "ada", RIGHT)
    graded(course, "ada")
    with Gradebook(course.config.CourseDirectory.db_url) as gradebook:
        for grade in gradebook.find_submission_notebook(NAME, NAME, "ada").grades:
            if grade.name in ("q3-why", "q1-small"):
                grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.5, False
        for comment in gradebook.find_submission_notebook(NAME, NAME, "ada").comments:
            comment.manual_comment = "well done"
        gradebook.db.commit()
    submit(course, "ada", {NOTEBOOK: put(q1_twice="def twice(x):\n    return 0")})
    graded(course, "ada")
    found = rows(course, "ada")
    assert found["grades"]["q3-why"] == (None, 1.5, 0.5, True)
    assert found["grades"]["q1-small"] == (0, 1.5, 0.5, True)
    assert found["grades"]["q1-large"][0] == 0 and found["grades"]["q2-value"][0] == 1
    assert {manual for _, manual in found["comments"].values()} == {"well done"}


def test_the_done_are_skipped_and_a_new_submission_is_not(course: ScratchCourse) -> None:
    for student, more in (("ada", EARLY), ("bob", {}), ("cy", {})):
        submit(course, student, RIGHT | more)
    submit(course, "cy", {NOTEBOOK: "{nope"})
    here = room(course)
    assert not any(map(here.is_done, here.students()))
    outcomes = graded(course)
    assert outcomes["cy"].failure and outcomes["cy"].points is None
    assert [here.is_done(student) for student in here.students()] == [True, True, False]
    submit(course, "ada", RIGHT | EARLY)
    assert here.is_done("ada")
    submit(course, "ada", {NOTEBOOK: put(q2_total="def total():\n    return 0")} | LATE)
    assert not here.is_done("ada")
    graded(course, "ada")
    assert rows(course, "ada")["grades"]["q2-value"][0] == 0


def test_a_result_takes_the_place_of_the_one_before_whole(course: ScratchCourse) -> None:
    submit(course, "ada", RIGHT | {"old.txt": b"x"})
    graded(course, "ada")
    first = files_of(course, "ada")
    graded(course, "ada")
    assert files_of(course, "ada") == first
    submit(course, "ada", RIGHT | {"new.txt": b"x"})
    graded(course, "ada")
    assert set(files_of(course, "ada")) == {NOTEBOOK, "new.txt", "data.txt", "more/notes.txt"}
    submit(course, "ada", {NOTEBOOK: "{nope"})
    assert graded(course, "ada")["ada"].failure
    assert files_of(course, "ada") == {}
    assert rows(course, "ada")["score"][0] == 0 and rows(course, "ada")["manual"][0]


def test_the_courses_settings_hold(course: ScratchCourse) -> None:
    course.config.Examine.timeout = 1
    submit(course, "ada", {NOTEBOOK: put(q1_twice="def twice(x):\n    while True:\n        pass")})
    before = time.monotonic()
    outcome = graded(course, "ada")["ada"]
    assert time.monotonic() - before < 30
    assert outcome.points == 1
    assert [cell for cell, _ in outcome.remarks] == ["q1-small", "q1-large"]


# --- Submissions that are odd ----------------------------------------------------------------------------------------


def test_odd_submissions_cost_nobody_else_anything(course: ScratchCourse, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    notebooks.write(tiny(), secret)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "secret.txt").write_text("secret")
    submit(course, "missing", {"other.txt": b"x"})
    submit(course, "misnamed", {"Tiny.ipynb": tiny()})
    submit(course, "empty", {})
    submit(course, "a link", {"other.txt": b"x"}).joinpath(NOTEBOOK).symlink_to(secret)
    submit(course, "a link to nothing", {}).joinpath(NOTEBOOK).symlink_to("none.ipynb")
    submit(course, "a folder", {f"{NOTEBOOK}/inner.txt": b"x"})
    os.mkfifo(submit(course, "a pipe", {}) / NOTEBOOK)
    submit(course, "too large", RIGHT | {"big.bin": bytes(70 << 20)})
    submit(course, "a file where a folder is", RIGHT | {"more": b"x"})
    submit(course, "a folder where a file is", RIGHT | {"data.txt/inner": b"x"})
    submit(course, "half a character", {NOTEBOOK: put(q4_plot="print('½')")})
    path = course.root / "submitted" / "half a character" / NAME / NOTEBOOK
    path.write_text(path.read_text().replace("½", "\\ud83d"))
    submit(course, "prints half a character", {NOTEBOOK: put(q4_plot="print('\\ud83d')")})
    submit(course, "a time that is none", RIGHT | {"timestamp.txt": "yesterday"})
    submit(course, "a time that is no text", RIGHT | {"timestamp.txt": b"\xff\xfe"})
    submit(course, "an empty time", RIGHT | {"timestamp.txt": ""})
    submit(course, "a folder for a time", RIGHT | {"timestamp.txt/x": b"x"})
    links = submit(course, "links beside it", RIGHT)
    (links / "secret.txt").symlink_to(tmp_path / "folder" / "secret.txt")
    (links / "folder").symlink_to(tmp_path / "folder")
    (links / "round").symlink_to(".")
    submit(course, "zz", RIGHT)
    outcomes = graded(course)
    for student in ("missing", "misnamed", "empty", "a link", "a link to nothing", "a folder", "a pipe"):
        assert outcomes[student].failure == f"The submission has no {NOTEBOOK}.", student
        assert not files_of(course, student)
    for student in ("a time that is none", "a time that is no text", "a folder for a time"):
        assert "timestamp.txt" in outcomes[student].failure
    assert "large" in outcomes["too large"].failure
    graded_all = {student: each.points for student, each in outcomes.items() if each.failure is None}
    assert graded_all == dict.fromkeys(
        [
            "a file where a folder is",
            "a folder where a file is",
            "half a character",
            "prints half a character",
            "an empty time",
            "links beside it",
            "zz",
        ],
        3,
    )
    assert set(files_of(course, "links beside it")) == {NOTEBOOK, "data.txt", "more/notes.txt"}
    assert b"secret" not in b"".join(files_of(course, "links beside it").values())
    for outcome in outcomes.values():
        assert "Traceback" not in (outcome.failure or "") and str(course.root) not in (outcome.failure or "")


# --- Two at once, and no room ----------------------------------------------------------------------------------------


def test_two_graders_at_once_do_not_meet(course: ScratchCourse) -> None:
    here = room(course)
    script = (
        "import sys\nfrom mla_course.grading.classroom import BusyError, alone\n"
        "class Course:\n    root = sys.argv[1]\n"
        "try:\n    with alone(Course):\n        print('in', flush=True)\nexcept BusyError as error:\n    print(error)"
    )

    def other() -> str:
        run = subprocess.run(
            [sys.executable, "-c", script, str(course.root)],
            capture_output=True,
            text=True,
            check=True,
            env=environment(),
        )
        return run.stdout.strip()

    with alone(here.course):
        assert f"process {os.getpid()}" in other()
        with pytest.raises(BusyError), alone(here.course):
            pass
    assert other() == "in"
    with alone(here.course):
        pass


class FullDisk:
    """Lets so many files be written, and then no more."""

    def __init__(self, monkeypatch, room_for: int) -> None:
        self.left = room_for
        self.open = Path.open
        monkeypatch.setattr(
            Path, "open", lambda path, mode="r", *args, **named: self.opened(path, mode, *args, **named)
        )

    def opened(self, path: Path, mode: str, *args: object, **named: object) -> object:
        if "w" in mode and "autograded" in path.parts:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return self.open(path, mode, *args, **named)


@pytest.mark.parametrize("room_for", [0, 1, 4, 7])
def test_a_full_disk_is_a_clear_stop_and_leaves_earlier_grades(
    course: ScratchCourse, monkeypatch, room_for: int
) -> None:
    for student in ("ada", "bob", "cy", "dan"):
        submit(course, student, RIGHT)
    graded(course, "ada", "dan")
    before = {student: (rows(course, student), files_of(course, student)) for student in ("ada", "dan")}
    for student in ("ada", "dan"):
        submit(course, student, {NOTEBOOK: put(q2_total="def total():\n    return 0")})
    finished = []
    with monkeypatch.context() as patch:
        FullDisk(patch, room_for)
        with pytest.raises(OSError, match="No space left"):
            for outcome in room(course).grade(["bob", "ada", "cy", "dan"], workers=1):
                finished.append(outcome.student)
    assert len(finished) == room_for // 3
    here = room(course)
    for student in ("ada", "dan"):
        if student not in finished:
            assert here.is_done(student)
            assert (rows(course, student), files_of(course, student)) == before[student]
    assert [student for student in ("bob", "cy") if here.is_done(student)] == [
        s for s in ("bob", "cy") if s in finished
    ]
    # Room again: the next run goes on.
    assert {student: each.points for student, each in graded(course).items()} == {"ada": 2, "bob": 3, "cy": 3, "dan": 2}
    assert not list((course.root / "autograded").rglob("*.part"))


# --- Stopped in the middle -------------------------------------------------------------------------------------------

# Grades the class of a scratch course in a process of its own. What a killed run leaves behind becomes a child of this
# one, so that nothing can hide.
HOST = """
import os, sys
from pathlib import Path
from rich.console import Console
from mla_course.grading import run
from mla_course.grading.scratch import course_config

root, name = Path(sys.argv[1]), sys.argv[2]
run.load_config = lambda: course_config(root)

def grade(force):
    return run.grade_class(Console(file=sys.stdout), name, workers=2, force=force)

if __name__ == "__main__" and len(sys.argv) == 3:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setsid()
            os.dup2(2, 1)
            os._exit(grade(line.strip() == "force"))
        print(child, flush=True)
elif __name__ == "__main__":
    from mla_course import cli

    class Entry:
        folder = name

    class Outline:
        def assignment(self, text):
            return Entry

    cli.load_outline = Outline
    sys.argv = ["mla", "grade", name, *sys.argv[3:]]
    cli.main()
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}


def adopt_orphans() -> None:
    """Become the parent of what this process's children leave behind."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def below(pid: int) -> dict[int, str]:
    """All processes that come from one, with their command lines."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: dict[int, str] = {}
    frontier = [pid]
    for parent in frontier:
        for child in (each for each, of in parents.items() if of == parent):
            try:
                state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
                line = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            frontier.append(child)
            if state != "Z":
                found[child] = line
    return found


def assert_nothing_left(pid: int, kept: set[int] = frozenset()) -> None:
    until = time.monotonic() + 20
    while left := {child: line for child, line in below(pid).items() if child not in kept}:
        assert time.monotonic() < until, f"left over: {left}"
        time.sleep(0.1)


class Host:
    """The process from which graders are forked."""

    def __init__(self, course: ScratchCourse) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOST, str(course.root), NAME],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment(),
            preexec_fn=adopt_orphans,
        )

    def start(self, force: bool = False) -> int:
        self.process.stdin.write("force\n" if force else "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def ends(self, pid: int, seconds: float) -> bool:
        """Whether a grader ends within some time."""
        handle = os.pidfd_open(pid)
        try:
            return bool(select.select([handle], [], [], seconds)[0])
        finally:
            os.close(handle)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def test_killed_at_any_moment_a_class_is_graded_once_in_the_end(source: Path, capsys) -> None:
    rng = random.Random(20261123)
    wrong = {
        NOTEBOOK: put(q1_twice="def twice(x):\n    return 4"),
    }
    with opened(source) as course:
        students = [f"s{number:02}" for number in range(40)]
        for number, student in enumerate(students):
            submit(course, student, (RIGHT, wrong, RIGHT | LATE, {NOTEBOOK: "{nope"})[min(number % 8, 3)])
        host = Host(course)
        try:
            # How long a run takes, and what comes of it.
            before = time.monotonic()
            assert host.ends(host.start(), 300)
            length = time.monotonic() - before
            unharmed = states(course)
            shutil.rmtree(course.root / "autograded")
            with Gradebook(course.config.CourseDirectory.db_url) as gradebook:
                for student in students:
                    gradebook.remove_submission(NAME, student)
            kills = unfinished = 0
            while kills < 25:
                pid = host.start(force=kills % 5 == 4)
                if not host.ends(pid, rng.uniform(0, length)):
                    done = sum(map(room(course).is_done, students))
                    unfinished += done < len(students)
                os.kill(pid, signal.SIGKILL)
                kills += 1
            pid = host.start()
            assert host.ends(pid, 300)
            assert_nothing_left(host.process.pid)
        finally:
            host.close()
        assert states(course) == unharmed
        with closing(sqlite3.connect(course.root / "gradebook.db")) as book:
            assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert book.execute("SELECT count(*) FROM submitted_assignment").fetchone() == (40,)
            assert book.execute("SELECT count(*) FROM grade").fetchone() == (40 * 5,)
        assert not list(course.root.rglob("*.part"))
        with capsys.disabled():
            print(f"\na run of 40 took {length:.1f} s; 25 were killed, {unfinished} of them with work left")


@pytest.mark.parametrize("whole_group", [True, False], ids=["from the keyboard", "to the process alone"])
def test_an_interrupted_run_stops_cleanly_and_at_once(course: ScratchCourse, whole_group: bool) -> None:
    endless = put(q1_twice="def twice(x):\n    while True:\n        pass")
    for number in range(6):
        submit(course, f"s{number}", RIGHT if number < 2 else {NOTEBOOK: endless})
    course.config.Examine.timeout = 30
    adopt_orphans()
    known = set(below(os.getpid()))
    run = subprocess.Popen(
        [sys.executable, "-c", HOST, str(course.root), NAME, "--workers=2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    )
    here = room(course)
    until = time.monotonic() + 120
    while not (here.is_done("s0") and here.is_done("s1")):
        assert time.monotonic() < until and run.poll() is None
        time.sleep(0.05)
    # By now the endless ones are at work.
    time.sleep(0.5)
    before = time.monotonic()
    (os.killpg if whole_group else os.kill)(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=60)
    took = time.monotonic() - before
    assert_nothing_left(os.getpid(), known)
    assert run.returncode not in (0, -signal.SIGKILL)
    assert "Traceback" not in out + err and "Error" not in err, err
    assert took < 8, f"{took:.0f} s until it ended"
    assert [here.is_done(f"s{number}") for number in range(3)] == [True, True, False]
    assert not list(course.root.rglob("*.part"))
    with alone(here.course):
        pass
