"""The way in: an examiner that grades one submission after another."""

import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import LimitOutput
from nbgrader.utils import determine_grade

from mla_course.grading.examiner.messages import LIMIT, WireError, receive, send
from mla_course.grading.examiner.reference import Reference
from mla_course.grading.examiner.sandbox import DEFAULT_LIMITS, Limits, SandboxError, available


@dataclass(frozen=True)
class Graded:
    """What became of a submission.

    Attributes:
        notebook: The graded notebook, as JSON; None when it can't be graded.
        scores: The points of each graded cell; None where a person must give them.
        restored: The locked cells that the submission lacked.
        failure: Why it can't be graded.
    """

    notebook: str | None = None
    scores: dict[str, float | None] | None = None
    restored: tuple[str, ...] = ()
    failure: str | None = None


def start(
    reference: Reference, count: int = 1, limits: Limits = DEFAULT_LIMITS, sandboxed: bool = True
) -> list["Examiner"]:
    """Start examiners of one assignment, which import its libraries once for all.

    Args:
        reference: The assignment.
        count: How many.
        limits: What a student's process may use.
        sandboxed: Whether it runs in the sandbox; without, the student's code can do what you can.

    Raises:
        SandboxError: There is no sandbox here. The message says how to get one.
    """
    if sandboxed and (reason := available()):
        raise SandboxError(reason)
    pairs = [socket.socketpair() for _ in range(count)]
    handles = [theirs.fileno() for _, theirs in pairs]
    process = subprocess.Popen(
        [sys.executable, "-m", "mla_course.grading.examiner", *map(str, handles)],
        pass_fds=handles,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # Ctrl-C is for the head alone; when that ends, these do.
        start_new_session=True,
    )
    for _, theirs in pairs:
        theirs.close()
    examiners = [Examiner(post, process, reference) for post, _ in pairs]
    asked = {"reference": reference.as_data(), "limits": asdict(limits), "sandboxed": sandboxed}
    send(examiners[0]._post, asked)
    for examiner in examiners:
        started = examiner._receive()
        if not started["ready"]:
            raise SandboxError(started["why"])
    return examiners


class Examiner:
    """Grades submissions of one assignment, one at a time, in processes of its own. Use as a context manager."""

    def __init__(self, post: socket.socket, process: subprocess.Popen, reference: Reference) -> None:
        self._post, self._process, self._reference = post, process, reference

    def grade(self, notebook: bytes, files: dict[str, bytes] | None = None) -> Graded:
        """Grade a submission: nothing but its bytes and the reference has a say in the result.

        Args:
            notebook: The submitted notebook, as it came.
            files: The other submitted files, by path.
        """
        sent = {name: data.hex() for name, data in (files or {}).items()}
        try:
            send(self._post, {"notebook": notebook.hex(), "files": sent})
        except WireError:
            most = LIMIT // 2 >> 20
            return Graded(failure=f"It is too large: a notebook and its files may have {most} MB. Nothing was graded.")
        except OSError:
            pass  # It ended: so it says below.
        result = self._receive()
        if "failure" in result:
            return Graded(failure=result["failure"])
        # nbgrader's own rules, applied here: its import would take the examiner's process seconds.
        made, _ = LimitOutput().preprocess(nbformat.v4.reads(result["notebook"]), {})
        return Graded(nbformat.v4.writes(made), _scores(made, self._reference), tuple(result["restored"]))

    def _receive(self) -> dict[str, Any]:
        try:
            return receive(self._post)
        except (EOFError, OSError):
            raise RuntimeError("The examiner's process ended; its last words are above.") from None

    def __enter__(self) -> "Examiner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up: its processes end, whatever they are at, and with the last examiner of a start the first of them."""
        # A thread that waits for a result wakes up.
        with suppress(OSError):
            self._post.shutdown(socket.SHUT_RDWR)
        self._post.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0)


def _scores(notebook: NotebookNode, reference: Reference) -> dict[str, float | None]:
    """The points of each graded cell as nbgrader reads them; None where a person must give them."""
    graded = {each.name for each in reference.originals if each.points is not None}
    found = {}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in graded:
            found[name] = determine_grade(cell)[0]
    return found
