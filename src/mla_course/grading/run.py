"""`mla grade`: what is to be done, who does it, and what the instructor sees meanwhile."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from mla_course.grading.classroom import Classroom, NothingToGradeError, Outcome, alone
from mla_course.grading.scratch import load_config


class NoClusterError(RuntimeError):
    """The cluster can't be reached or used. The message says why."""


def grade_class(
    console: Console,
    folder: str,
    students: Sequence[str] = (),
    workers: int | None = None,
    force: bool = False,
    scheduler: str | None = None,
    sandboxed: bool = True,
) -> int:
    """Grade the submissions of an assignment and tell how it goes.

    Args:
        console: Where to tell it.
        folder: The assignment's folder name.
        students: Whose submissions; none means all.
        workers: How many at a time; None means one a core, of this machine or of the cluster.
        force: Whether to grade again what has been graded.
        scheduler: The address of a Dask scheduler; None grades on this machine.
        sandboxed: Whether the students' code runs in the sandbox.

    Returns:
        The exit status: 0 when each submission is graded, 1 when some can't be.

    Raises:
        NothingToGradeError: There is no such assignment, or no submission of it.
        BusyError: Another run is grading this course.
        SandboxError: There is no sandbox here.
        NoClusterError: The cluster can't be reached.
        OSError: A result can't be written.
    """
    room = Classroom(load_config(), folder)
    with alone(room.course):
        chosen = _chosen(room, students)
        waiting = [student for student in chosen if force or not room.is_done(student)]
        if len(waiting) < len(chosen):
            console.print(f"{len(chosen) - len(waiting)} graded before; --force grades them again.")
        failed: list[Outcome] = []
        with _executor(scheduler) as (executor, cores), _progress(console) as progress:
            task = progress.add_task("grading", total=len(waiting))
            for outcome in room.grade(waiting, workers or cores, sandboxed, executor):
                progress.advance(task)
                if outcome.failure:
                    failed.append(outcome)
                    progress.console.print(f"{outcome.student}: not graded. {outcome.failure}", soft_wrap=True)
                for cell, why in outcome.remarks:
                    progress.console.print(f"{outcome.student}: {cell}: {why}", soft_wrap=True)
    console.print(f"{len(waiting) - len(failed)} graded, {len(failed)} not.")
    return 1 if failed else 0


def _chosen(room: Classroom, students: Sequence[str]) -> list[str]:
    submitted = room.students()
    if not submitted:
        raise NothingToGradeError(
            f"Nobody has submitted {room.assignment}. Collect it first, in Formgrader or here: "
            f"nbgrader collect {room.assignment}"
        )
    if unknown := sorted(set(students) - set(submitted)):
        raise NothingToGradeError(f"No submission of {room.assignment} by {', '.join(unknown)}.")
    return list(dict.fromkeys(students)) or submitted


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)


@contextmanager
def _executor(scheduler: str | None) -> Iterator[tuple[Executor | None, int]]:
    """What runs the work, and how many submissions it takes at a time."""
    if scheduler is None:
        yield None, os.cpu_count() or 1
        return
    try:
        from dask.distributed import Client
    except ImportError:
        raise NoClusterError(
            "dask.distributed isn't installed. In the course's folder: uv sync --extra cluster"
        ) from None
    try:
        client = Client(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise NoClusterError(f"No Dask scheduler answers at {scheduler} ({error}).") from None
    with client:
        cores = sum(client.ncores().values())
        if not cores:
            raise NoClusterError(f"The Dask cluster at {scheduler} has no workers.")
        yield client.get_executor(retries=2), cores
