"""Where students' processes come from: a process with the libraries imported, in the sandbox, that forks on request.

Run as `python -m mla_course.grading.examiner.stable SOCKETS SANDBOXED LIMITS MODULE...` by the examiner's post. Each socket
gets a process of its own that waits there for one letter at a time: F with a socket forks a student's process that talks
over it, K ends that process with all it started.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from mla_course.grading.examiner import sandbox
from mla_course.grading.examiner.student import live, prepare

READY, FORK, KILL = b"R", b"F", b"K"
# How often the memory of a student's processes is looked at, in seconds.
_LOOK = 0.2


class Stable:
    """Forks students' processes, one at a time.

    Args:
        controls: The sockets to the examiners, of which this process serves one and forks another for each other.
        sandboxed: Whether this process is in the sandbox.
        limits: What a student's process may use.
        modules: What it finds imported.
    """

    def __init__(
        self, controls: list[socket.socket], sandboxed: bool, limits: sandbox.Limits, modules: list[str]
    ) -> None:
        self.sandboxed, self.limits = sandboxed, limits
        if sandboxed:
            sandbox.try_out(limits)
        self.shell = prepare(modules)
        self.student = 0
        self.own_memory = _memory(os.getpid())
        # What is here stays shared with the forks for as long as nothing touches it.
        gc.collect()
        gc.freeze()
        self.control = share(controls)
        self.others = _children(os.getpid())

    def serve(self) -> None:
        """Fork and kill on request, until the examiner hangs up."""
        self.control.sendall(READY)
        while True:
            ready, _, _ = select.select([self.control], [], [], _LOOK if self.student else None)
            if self.student and self._greedy():
                os.kill(self.student, signal.SIGKILL)
            if not ready:
                continue
            letter, sockets, _, _ = socket.recv_fds(self.control, 1, 1)
            if letter == FORK:
                self._fork(socket.socket(fileno=sockets[0]))
            else:
                self._kill()
            if not letter:
                return
            self.control.sendall(READY)

    def _fork(self, examiner: socket.socket) -> None:
        def live() -> None:
            self.control.close()
            _live(self, examiner)

        if self.sandboxed:
            self.student = sandbox.fork_into_namespaces(live)
        elif (child := os.fork()) == 0:
            sandbox.end_after(live)
        else:
            self.student = child
        examiner.close()

    def _kill(self) -> None:
        if self.student:
            os.kill(self.student, signal.SIGKILL)
            os.waitpid(self.student, 0)
        self.student = 0
        if not self.sandboxed:
            return
        # The end of the first process of a namespace ends all in it; nothing of a student's is left here.
        assert set(_children(os.getpid())) <= set(self.others), "a student's process is left over"

    def _greedy(self) -> bool:
        return sum(max(0, _memory(pid) - self.own_memory) for pid in family(self.student)) > self.limits.memory


def share(sockets: list[socket.socket]) -> socket.socket:
    """Fork a process for each socket but the first; return, in each, the one that is its own."""
    for at, own in enumerate(sockets[1:], start=1):
        if os.fork() == 0:
            sandbox.die_with_parent()
            for each in sockets[:at] + sockets[at + 1 :]:
                each.close()
            return own
    for each in sockets[1:]:
        each.close()
    return sockets[0]


def _live(stable: Stable, examiner: socket.socket) -> None:
    """Be a student's process."""
    # What it writes past its cells, as another one's process could, is nobody's to read.
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    folder = sandbox.HOME
    if stable.sandboxed:
        sandbox.enter(stable.limits)
    else:
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="mla-"))
    live(stable.shell, examiner, folder)


def wait_for_children() -> None:
    """Outlive the processes that were forked from this one: it holds what they stand in."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _memory(pid: int) -> int:
    """Bytes of memory that a process holds; 0 when it is gone."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    # It may end at any moment.
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(each) for each in (task / "children").read_text().split()]
    return found


def family(pid: int) -> list[int]:
    """A process with all that come from it, those in other namespaces too."""
    found = [pid]
    for each in found:
        found += _children(each)
    return found


if __name__ == "__main__":
    numbers, boxed, bounds, *names = sys.argv[1:]
    sockets = [socket.socket(fileno=int(number)) for number in numbers.split(",")]
    try:
        stable = Stable(sockets, boxed == "1", sandbox.Limits(**json.loads(bounds)), names)
    except sandbox.SandboxError as error:
        sys.exit(str(error))
    stable.serve()
    wait_for_children()
