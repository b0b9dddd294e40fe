"""The examiner's post: a process that stands ready with an assignment and grades one submission after another.

Each socket to who sends submissions gets a process of its own. That forks twice for each submission: itself, for an examiner that knows the tests, and the stable in the sandbox, for the
student's process that doesn't. What one submission does to either is gone with it.
"""

import gc
import os
import select
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat

from mla_course.grading.examiner import sandbox
from mla_course.grading.examiner.examination import Away, Examination, given_first
from mla_course.grading.examiner.messages import receive, send
from mla_course.grading.examiner.reference import Reference, bound, restore, used
from mla_course.grading.examiner.stable import FORK, KILL, share
from mla_course.grading.examiner.student import prepare
from mla_course.grading.submission import beside, read_submission_text

# What the examiner of one submission may use beyond the libraries, in bytes.
_MEMORY = 4 << 30
# The longest that one submission may take, in seconds.
LONGEST = 900


class Post:
    """Grades the submissions of one assignment, one at a time.

    Args:
        heads: The sockets to who sends them, of which this process serves one and forks another for each other.
        reference: The assignment.
        limits: What a student's process may use.
        stable: The process that students' processes come from.
        controls: A socket to it for each head.
    """

    def __init__(
        self,
        heads: list[socket.socket],
        reference: Reference,
        limits: sandbox.Limits,
        stable: subprocess.Popen,
        controls: list[socket.socket],
    ) -> None:
        self.reference, self.limits = reference, limits
        os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
        self.shell = prepare(list(reference.modules))
        # What is found out and remembered here, all forks know: what a cell binds and uses, a notebook's schema.
        for original in reference.originals:
            bound([original.source]), used(original.source)
        for minor in (4, 5):
            nbformat.validator.get_validator(4, minor)
        self.ready: set[str] = set()
        for original in given_first(reference):
            self.shell.run(original.source)
            # A fork of a process with threads may hang: what starts them runs anew for each submission.
            if _threads() > 1:
                break
            self.ready.add(original.name)
        gc.collect()
        gc.freeze()
        for self.control in controls:
            self._await_stable(stable)
        # Both lists are in one order, so a head and its stable meet in one process.
        ends = dict(zip(heads, controls, strict=True))
        self.head = share(heads)
        self.control = ends.pop(self.head)
        for control in ends.values():
            control.close()

    def serve(self) -> None:
        """Grade what comes until the head hangs up."""
        send(self.head, {"ready": True})
        while True:
            try:
                submission = receive(self.head)
            except EOFError:
                return
            try:
                send(self.head, self.grade(submission))
            except (_HungUpError, BrokenPipeError):
                return

    def grade(self, submission: dict[str, Any]) -> dict[str, Any]:
        """Run one submission; see `examine` for what comes out."""
        here, there = socket.socketpair()
        socket.send_fds(self.control, [FORK], [there.fileno()])
        there.close()
        self._await_stable()
        reading, writing = socket.socketpair()
        child = os.fork()
        if child == 0:
            reading.close()
            self._examine(here, writing, submission)
        here.close()
        writing.close()
        try:
            result = self._result(reading)
        finally:
            reading.close()
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self.control.sendall(KILL)
            self._await_stable()
        return result

    def _result(self, reading: socket.socket) -> dict[str, Any]:
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            ready, _, _ = select.select([reading, self.head], [], [], 1.0)
            if reading in ready:
                try:
                    return receive(reading)
                except EOFError:
                    return {"failure": "Grading it ended the examiner's process, perhaps for want of memory."}
            if self.head in ready:
                raise _HungUpError
        return {"failure": f"Grading it took longer than {LONGEST // 60} minutes."}

    def _examine(self, here: socket.socket, writing: socket.socket, submission: dict[str, Any]) -> None:
        """Be the examiner of one submission."""
        try:
            self.control.close()
            self.head.close()
            sandbox.die_with_parent()
            sandbox.limit_memory(_MEMORY)
            send(writing, examine(self.reference, self.shell, self.ready, here, submission, self.limits.seconds))
        except BaseException as error:
            with suppress(Exception):
                send(writing, {"failure": f"Grading it stopped with {type(error).__name__}: {str(error)[:300]}"})
        finally:
            os._exit(0)

    def _await_stable(self, starting: subprocess.Popen | None = None) -> None:
        if self.control.recv(1):
            return
        said = starting.communicate()[1].decode(errors="replace").strip()[-500:] if starting else ""
        raise sandbox.SandboxError(f"The sandbox could not be set up, or it ended. {said}")


class _HungUpError(Exception):
    """Nobody waits for the result any more."""


def _threads() -> int:
    """How many threads this process has; one where that can't be told."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return 1


def examine(
    reference: Reference,
    shell: Any,
    ready: set[str],
    student: socket.socket,
    submission: dict[str, Any],
    seconds: float,
) -> dict[str, Any]:
    """Run a submission with a student's process that waits on a socket.

    Returns:
        `notebook`, the run one as JSON text, and `restored`, the names of the cells that had been deleted; or
        `failure`, why it can't be graded.
    """
    try:
        notebook = read_submission_text(bytes.fromhex(submission["notebook"]))
    except ValueError as error:
        return {"failure": str(error)}
    if "kernelspec" in notebook.metadata:
        del notebook.metadata["kernelspec"]
    restored = restore(notebook, reference.originals)
    send(student, {"files": {**beside(submission["files"], reference.files), **reference.files}})
    Examination(reference, shell, ready, Away(student, shell, seconds)).run(notebook)
    return {
        # Half a character of two, which JSON can hold, is none that a file can.
        "notebook": nbformat.v4.writes(nbformat.from_dict(notebook)).encode("utf-8", "replace").decode(),
        "restored": restored,
    }
