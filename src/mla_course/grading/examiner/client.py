"""The way in: an examiner that grades one submission after another."""

import socket
import subprocess
import sys
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

from mla_course.grading.examiner.reference import Reference
from mla_course.grading.examiner.sandbox import DEFAULT_LIMITS, Limits, SandboxError, available
from mla_course.grading.examiner.wire import receive, send


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


class Examiner:
    """Grades submissions of one assignment, one at a time, in processes of its own. Use as a context manager.

    Args:
        reference: The assignment.
        limits: What a student's process may use.
        sandboxed: Whether it runs in the sandbox; without, the student's code can do what you can.

    Raises:
        SandboxError: There is no sandbox here. The message says how to get one.
    """

    def __init__(self, reference: Reference, limits: Limits = DEFAULT_LIMITS, sandboxed: bool = True) -> None:
        if sandboxed and (reason := available()):
            raise SandboxError(reason)
        self._post, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mla_course.grading.examiner.post", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        send(self._post, {"reference": reference.as_data(), "limits": asdict(limits), "sandboxed": sandboxed})
        started = self._receive()
        if not started["ready"]:
            raise SandboxError(started["why"])

    def grade(self, notebook: bytes, files: dict[str, bytes] | None = None) -> Graded:
        """Grade a submission: nothing but its bytes and the reference has a say in the result.

        Args:
            notebook: The submitted notebook, as it came.
            files: The other submitted files, by path.
        """
        sent = {name: data.hex() for name, data in (files or {}).items()}
        send(self._post, {"notebook": notebook.hex(), "files": sent})
        result = self._receive()
        return Graded(**{**result, "restored": tuple(result.get("restored", ()))})

    def _receive(self) -> dict[str, Any]:
        try:
            return receive(self._post)
        except (EOFError, OSError):
            raise RuntimeError(
                f"The examiner ended with status {self._process.wait()}; its last words are above."
            ) from None

    def __enter__(self) -> "Examiner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End its processes, whatever they are at."""
        self._post.close()
        self._process.kill()
        self._process.wait()
