"""Grade a class: many submissions at once, one writer, and nothing lost when it is stopped at any moment."""

import fcntl
import functools
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from mla_course.grading.assignment import read_reference
from mla_course.grading.examiner import pool
from mla_course.grading.examiner.client import Graded
from mla_course.grading.examiner.reference import Reference
from mla_course.grading.examiner.sandbox import Limits, SandboxError, available
from mla_course.grading.preprocessors import Examine
from mla_course.grading.submission import beside, submitted_files


class BusyError(RuntimeError):
    """Another run is grading this course."""


class NothingToGradeError(RuntimeError):
    """There is no such assignment, or nobody has submitted it."""


@dataclass(frozen=True)
class Outcome:
    """What became of one student's submission.

    Attributes:
        student: The student's id.
        points: Points given; None where grading failed.
        max_points: Points to be had.
        failed: The graded cells that lost points, in order.
        remarks: What stood in the way of judging, as (cell, what): a cell that was put back, stopped or lost.
        failure: Why it can't be graded.
    """

    student: str
    points: float | None
    max_points: float
    failed: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    failure: str | None = None


class Classroom:
    """The submissions of one assignment, and where their results go.

    Args:
        config: The course's settings, as nbgrader reads them.
        assignment: The assignment's folder name.

    Raises:
        NothingToGradeError: The gradebook doesn't know the assignment.
    """

    def __init__(self, config: Config, assignment: str) -> None:
        self.config = config
        self.course = CourseDirectory(config=config)
        self.assignment = assignment
        try:
            self.reference = read_reference(self.course, self.course.db_url, assignment, assignment)
        except MissingEntry:
            raise NothingToGradeError(
                f"The gradebook knows no assignment {assignment}. "
                f"Generate it first, in Formgrader or here: nbgrader generate_assignment {assignment}"
            ) from None
        self.max_points = sum(each.points or 0 for each in self.reference.originals)

    def students(self) -> list[str]:
        """Who has submitted the assignment, in order."""
        root = Path(self.course.format_path(self.course.submitted_directory, ".", "."))
        return sorted(path.parent.name for path in root.glob(f"*/{self.assignment}") if path.is_dir())

    def is_done(self, student: str) -> bool:
        """Whether the submission that is there now has been graded."""
        graded = self.graded(student)
        if not (graded / self.notebook).exists():
            return False
        try:
            stamps = [self._stamp(path) for path in (self.submitted(student), graded)]
        except ValueError:
            return False
        return None in stamps or stamps[0] <= stamps[1]

    @property
    def notebook(self) -> str:
        """The name of the assignment's notebook."""
        return f"{self.reference.notebook}.ipynb"

    def submitted(self, student: str) -> Path:
        """The folder that a student submitted."""
        return Path(self.course.format_path(self.course.submitted_directory, student, self.assignment))

    def graded(self, student: str) -> Path:
        """The folder of the graded submission."""
        return Path(self.course.format_path(self.course.autograded_directory, student, self.assignment))

    def grade(
        self,
        students: Iterable[str],
        workers: int,
        sandboxed: bool = True,
        executor: Executor | None = None,
    ) -> Iterator[Outcome]:
        """Grade submissions and write the results, each whole or not at all.

        Args:
            students: Whose; each has submitted.
            workers: How many at a time.
            sandboxed: Whether the students' code runs in the sandbox.
            executor: What runs the work, like Dask's; None takes threads of this process, each with an examiner.

        Yields:
            The outcome of each submission when its result is on disk, in the order in which they end.

        Raises:
            SandboxError: There is no sandbox here.
            OSError: The result can't be written, as when the disk is full. What was written before is as it was.
        """
        if sandboxed and executor is None and (reason := available()):
            raise SandboxError(
                f"{reason} To grade without a sandbox, where each student's code can do what you can: --no-sandbox"
            )
        limits = Limits(seconds=Examine(config=self.config).timeout)
        with ExitStack() as stack:
            if executor is None:
                executor = stack.enter_context(_threads(workers))
                pool.stock(self.reference, workers, limits, sandboxed)
            gradebook = stack.enter_context(Gradebook(self.course.db_url))
            run = functools.partial(pool.grade, limits=limits, sandboxed=sandboxed)
            for student, future in _in_flight(executor, workers, self._work(run, students)):
                yield self._enter(gradebook, student, future)

    def _work(self, run: Callable, students: Iterable[str]) -> Iterator[tuple[str, Callable[[Executor], Future]]]:
        for student in students:
            folder = self.submitted(student)
            path = folder / self.notebook
            if path.is_symlink() or not path.is_file():
                yield student, functools.partial(_known, Graded(failure=f"The submission has no {self.notebook}."))
                continue
            try:
                self._stamp(folder)
            except ValueError as error:
                yield student, functools.partial(_known, Graded(failure=str(error)))
                continue
            data, files = path.read_bytes(), submitted_files(folder)
            yield student, functools.partial(_submit, run, self.reference, data, files)

    def _enter(self, gradebook: Gradebook, student: str, future: Future) -> Outcome:
        """Write one result: files beside their place, then the gradebook, then one rename that makes it done."""
        graded: Graded = future.result()
        target = self.graded(student)
        staged = target.with_name(f".{target.name}.part")
        shutil.rmtree(staged, ignore_errors=True)
        if graded.failure:
            enter_scores(gradebook, self.reference, student, None)
            shutil.rmtree(target, ignore_errors=True)
            return Outcome(student, None, self.max_points, failure=graded.failure)
        self._stage(staged, student, graded)
        # From here until the rename the submission counts as not graded: a run after a crash grades it again.
        shutil.rmtree(target, ignore_errors=True)
        notebook = nbformat.v4.reads(graded.notebook)
        if enter_scores(
            gradebook, self.reference, student, (graded.scores, notebook), self._stamp(self.submitted(student))
        ):
            names = {"notebook": self.reference.notebook, "assignment": self.assignment, "student": student}
            resources = {"nbgrader": {**names, "db_url": self.course.db_url}}
            AssignLatePenalties(config=self.config).preprocess(notebook, resources)
        staged.rename(target)
        lost = tuple(
            each.name
            for each in self.reference.originals
            if each.points and (graded.scores.get(each.name) or 0) < each.points
        )
        points = sum(score or 0 for score in graded.scores.values())
        return Outcome(student, points, self.max_points, lost, _remarks(graded, notebook))

    def _stage(self, staged: Path, student: str, graded: Graded) -> None:
        given = self.reference.files
        files = {**beside(submitted_files(self.submitted(student)), given), **_as_bytes(given)}
        for name, data in {**files, self.notebook: graded.notebook.encode()}.items():
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            path.chmod(0o444)

    def _stamp(self, folder: Path) -> object:
        try:
            return self.course.get_existing_timestamp(str(folder))
        except Exception:  # nbgrader raises whatever it meets.
            raise ValueError(
                "Its timestamp.txt is no time, so nobody knows whether it was late. Correct the file, or delete it."
            ) from None


def enter_scores(
    gradebook: Gradebook,
    reference: Reference,
    student: str,
    graded: tuple[dict[str, float | None], NotebookNode] | None,
    timestamp: object = None,
) -> bool:
    """Put the result of a submission into the gradebook, as nbgrader's own steps do, in one transaction.

    Args:
        gradebook: Where; it stays open.
        reference: The assignment.
        student: The student's id; a new one is entered.
        graded: The scores and the graded notebook; None takes back what an earlier run gave, and leaves what a person gave.
        timestamp: When it was submitted, if that is known.

    Returns:
        Whether it was late, or has been taken for late before.
    """
    gradebook.update_or_create_student(student)
    known = {} if timestamp is None else {"timestamp": timestamp}
    gradebook.update_or_create_submission(reference.assignment, student, **known)
    submission = gradebook.find_submission_notebook(reference.notebook, reference.assignment, student)
    scores, unanswered = (graded[0], _unanswered(graded[1])) if graded else ({}, set())
    for grade in submission.grades:
        grade.auto_score = scores.get(grade.name)
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
    for comment in submission.comments if graded else ():
        comment.auto_comment = "No response." if comment.name in unanswered else None
    late = bool(submission.assignment.total_seconds_late or submission.late_submission_penalty)
    gradebook.db.commit()
    # The session would keep every submission that it has seen.
    gradebook.db.expunge_all()
    return late


def _unanswered(notebook: NotebookNode) -> set[str]:
    found = set()
    for cell in notebook.cells:
        data = cell.metadata.get("nbgrader", {})
        if data.get("solution") and data.get("checksum") == compute_checksum(cell):
            found.add(data["grade_id"])
    return found


def _remarks(graded: Graded, notebook: NotebookNode) -> tuple[tuple[str, str], ...]:
    found = [(name, "the submission lacks it; it was put back") for name in graded.restored]
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {cell.get('id', '')}"
        for output in cell.get("outputs", []):
            if output.output_type == "error" and output.ename in ("CellTimeoutError", "OutOfTime", "DeadKernelError"):
                found.append((name, output.evalue or "it took too long and was stopped"))
    return tuple(found)


def _as_bytes(files: dict[str, str]) -> dict[str, bytes]:
    return {name: bytes.fromhex(data) for name, data in files.items()}


def _submit(run: Callable, reference: Reference, data: bytes, files: dict[str, bytes], executor: Executor) -> Future:
    return executor.submit(run, reference, data, files)


def _known(graded: Graded, executor: Executor) -> Future:
    future: Future = Future()
    future.set_result(graded)
    return future


def _in_flight(
    executor: Executor, workers: int, work: Iterable[tuple[str, Callable[[Executor], Future]]]
) -> Iterator[tuple[str, Future]]:
    """Hand out work so that every worker has one more waiting, and give results as they come."""
    running: dict[Future, str] = {}
    for student, start in work:
        running[start(executor)] = student
        if len(running) >= 2 * workers:
            yield from _ended(running)
    while running:
        yield from _ended(running)


def _ended(running: dict[Future, str]) -> Iterator[tuple[str, Future]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        yield running.pop(future), future


@contextmanager
def _threads(workers: int) -> Iterator[Executor]:
    executor = ThreadPoolExecutor(workers, thread_name_prefix="grading")
    try:
        yield executor
    finally:
        # An interrupted run waits for nothing: the examiners end, and with them what their threads wait for.
        executor.shutdown(wait=False, cancel_futures=True)
        pool.close()


@contextmanager
def alone(course: CourseDirectory) -> Iterator[None]:
    """Be the only run that grades this course.

    Raises:
        BusyError: Another one is at it.
    """
    path = Path(course.root) / ".mla" / "grading.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            who = file.read().strip()
            raise BusyError(
                f"Another run is grading this course (process {who or 'unknown'}). Wait for its end, or stop it with "
                "Ctrl-C: nothing is lost, and the next run goes on where it stopped."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
